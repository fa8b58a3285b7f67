/** What a site asks for when it connects: to see the addresses of one family. It gets no right to sign. */
import type { Family, WalletReference } from "~protocol"
import type { Wallets } from "../accounts/wallets"
import type { Draft } from "../consent/desk"
import type { Content } from "../consent/machine"

/** Null while there is no wallet: the ask then waits for one. */
export async function draftConnection(families: readonly Family[], wallets: Wallets): Promise<Draft> {
  const wallet = await wallets.stored()
  return wallet === null ? null : connectDraft(families, wallet)
}

export function connectDraft(
  families: readonly Family[],
  { accounts }: WalletReference,
): Omit<Content, "digest"> {
  const asked = accounts.filter(({ family }) => families.includes(family))
  const addressesOf = (family: Family) =>
    asked.filter((account) => account.family === family).map(({ address }) => address)
  return {
    subject: {
      kind: "connect",
      accounts: asked.map(({ family, address }) => ({ family, address })),
      chains: [],
    },
    payload: {
      kind: "connect",
      addresses: Object.fromEntries(families.map((family) => [family, addressesOf(family)])),
      chain: null,
    },
  }
}
