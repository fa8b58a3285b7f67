/** Ethereum transactions: what comes back must be the transaction that was approved, byte for byte, signed. */
import { fault } from "~protocol"
import { checkSignedTransaction, unsignedTransaction } from "../../chains/ethereum-transaction"
import type { EthereumTransactionPayload } from "../payload"
import { accountOf, decode, nonceOf, type Signer } from "./signer"

export const ethereumTransaction: Signer<EthereumTransactionPayload> = {
  stamp: (client, wallet, payload, nonce) =>
    client.stamp("signTransaction", {
      ...accountOf(wallet, "ethereum", payload.address),
      transaction: { kind: "RLP_ENCODED", bytes: unsignedTransaction(payload, nonceOf(nonce)) },
    }),
  async send(client, payload, { request, nonce }) {
    const { transaction } = await client.send("signTransaction", request)
    const checked = checkSignedTransaction(payload, nonceOf(nonce), decode(transaction))
    if (checked === null) throw fault("SIGNATURE_WRONG")
    const { raw, hash } = checked
    if (!payload.submits) return { result: raw, submission: null }
    return { result: hash, submission: { family: "ethereum", raw, hash } }
  },
}
