/** Which signer a payload has: leave one out and it does not compile. */
import type { KmsClient } from "~kms"
import type { StampedRequest, WalletReference } from "~protocol"
import type { Signed, Stamped } from "./machine"
import type { SignablePayload } from "./payload"
import { ethereumMessage } from "./signers/ethereum-message"
import { ethereumTransaction } from "./signers/ethereum-transaction"
import { ethereumTypedData } from "./signers/ethereum-typed-data"
import { login } from "./signers/login"
import type { Signer } from "./signers/signer"
import { solanaMessage } from "./signers/solana-message"
import { solanaTransaction } from "./signers/solana-transaction"

const signers: { [K in SignablePayload["kind"]]: Signer<Extract<SignablePayload, { kind: K }>> } = {
  "ethereum-message": ethereumMessage,
  "ethereum-typed-data": ethereumTypedData,
  "ethereum-transaction": ethereumTransaction,
  "solana-message": solanaMessage,
  "solana-transaction": solanaTransaction,
  login,
}

export function stampPayload(
  client: KmsClient,
  wallet: WalletReference,
  payload: SignablePayload,
  nonce: number | null,
): Promise<StampedRequest> {
  return signerOf(payload).stamp(client, wallet, payload, nonce)
}

/** Sends the request as it was written down, and verifies the answer. */
export function sendStamped(client: KmsClient, payload: SignablePayload, stamped: Stamped): Promise<Signed> {
  return signerOf(payload).send(client, payload, stamped)
}

function signerOf(payload: SignablePayload): Signer<SignablePayload> {
  return signers[payload.kind] as Signer<SignablePayload>
}
