/** Which account a request is for: one that this site is connected to, or none at all. */
import { type Family, fault } from "~protocol"

export function connectedAccount(family: Family, asked: string, addresses: string[]): string {
  const account = addresses.find((address) => isSameAddress(family, address, asked))
  if (account === undefined) throw fault("ACCOUNT_NOT_CONNECTED", { address: asked })
  return account
}

/** Letter case means something in base58; in hex it is only a checksum. */
function isSameAddress(family: Family, a: string, b: string): boolean {
  return family === "ethereum" ? a.toLowerCase() === b.toLowerCase() : a === b
}
