/** Solana transactions: the same message, with this account's signature added and every other one kept. */
import { base64, base64urlnopad } from "@scure/base"
import { fault } from "~protocol"
import { checkSignedSolana, readSolanaTransaction } from "../../chains/solana-transaction"
import type { Signed } from "../machine"
import type { SolanaTransactionPayload } from "../payload"
import { accountOf, decode, type Signer } from "./signer"

export const solanaTransaction: Signer<SolanaTransactionPayload> = {
  stamp: (client, wallet, { address, transaction }) =>
    client.stamp("signTransaction", {
      ...accountOf(wallet, "solana", address),
      transaction: base64urlnopad.encode(base64.decode(transaction)),
    }),
  async send(client, payload, { request }) {
    const { transaction } = await client.send("signTransaction", request)
    return signedSolana(payload, decode(transaction))
  },
}

function signedSolana(payload: SolanaTransactionPayload, bytes: Uint8Array): Signed {
  const before = readSolanaTransaction(base64.decode(payload.transaction))
  if ("unreadable" in before) throw fault("SIGNATURE_WRONG")
  const name = checkSignedSolana(before, readSolanaTransaction(bytes), payload.address)
  if (name === null) throw fault("SIGNATURE_WRONG")
  const raw = base64.encode(bytes)
  if (payload.submits === null) return { result: { transaction: raw }, submission: null }
  const signature = base64.encode(name)
  return { result: { signature }, submission: { family: "solana", raw, signature } }
}
