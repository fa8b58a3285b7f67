/**
 * What a signer of the wallet is: it makes the request to the KMS from the stored payload alone, sends it as it was
 * written down, and discards a signature that does not verify for the approved account over the approved bytes.
 */
import { base64urlnopad, hex } from "@scure/base"
import type { KmsClient } from "~kms"
import { derivationOf, type Family, fault, type StampedRequest, type WalletReference } from "~protocol"
import type { Signed, Stamped } from "../machine"
import type { SignablePayload } from "../payload"

export type Signer<P extends SignablePayload> = {
  /** `nonce` is a number where the payload is an Ethereum transaction, else null. */
  stamp(client: KmsClient, wallet: WalletReference, payload: P, nonce: number | null): Promise<StampedRequest>
  send(client: KmsClient, payload: P, stamped: Stamped): Promise<Signed>
}

/** Which wallet and account: the one the consent names, or none. */
export function accountOf(wallet: WalletReference, family: Family, address: string) {
  const known = wallet.accounts.find((other) => other.family === family && other.address === address)
  if (!known) throw fault("ACCOUNT_NOT_CONNECTED", { address })
  const { organizationId, walletId } = wallet
  const derivationInfo = { ...derivationOf[family](0), derivationPath: known.derivationPath }
  return { organizationId, walletId, derivationInfo }
}

export function verified(isOurs: boolean, signed: Signed): Signed {
  if (!isOurs) throw fault("SIGNATURE_WRONG")
  return signed
}

export function decode(base64url: string): Uint8Array {
  try {
    return base64urlnopad.decode(base64url)
  } catch {
    throw fault("SIGNATURE_WRONG")
  }
}

export function bytesOf(hexText: string): Uint8Array {
  return hex.decode(hexText.slice(2).toLowerCase())
}

export function nonceOf(nonce: number | null): number {
  if (nonce === null) throw fault("INTERNAL")
  return nonce
}
