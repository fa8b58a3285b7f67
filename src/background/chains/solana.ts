/**
 * The Solana network, as far as this wallet asks it. It speaks through kit's transport and not through its typed
 * client, because nodes may answer a refusal without the `data` that the typed client then trips over.
 */

import { base58 } from "@scure/base"
import { createDefaultRpcTransport } from "@solana/kit"
import * as z from "zod/mini"
import { type Chain, fault } from "~protocol"
import type { SendOptions } from "../consent/payload"
import { callRpc, openRpc, RPC_TIMEOUT_MS, submitSigned } from "./rpc"

export type SolanaNetwork = {
  chain: Chain
  balance(address: string): Promise<bigint>
  /** The fee of a message in base64, or null where the network cannot say. */
  fee(message: string): Promise<bigint | null>
  /** Returns when the network has the transaction with this signature; throws RPC_REFUSED or RPC_UNREACHABLE. */
  submit(transaction: string, signature: Uint8Array, options: SendOptions): Promise<void>
  /** Whether it was confirmed or failed when it ran; `open` while the network cannot say. */
  fate(signature: Uint8Array): Promise<SolanaFate>
}

export type SolanaFate = "open" | "confirmed" | "failed"

const Lamports = z.pipe(
  z.union([z.int(), z.bigint()]).check(z.refine((amount) => amount >= 0)),
  z.transform((amount) => BigInt(amount)),
)
const Balance = z.object({ value: Lamports })
const Fee = z.object({ value: z.nullable(Lamports) })
const Statuses = z.object({ value: z.array(z.unknown()) })
const Fates = z.object({
  value: z.array(
    z.nullable(z.object({ err: z.unknown(), confirmationStatus: z.optional(z.nullable(z.string())) })),
  ),
})

export function openSolana(chain: Chain): SolanaNetwork {
  const transport = createDefaultRpcTransport({ url: chain.rpcUrls[0] ?? "" })
  let nextId = 1
  const rpc = openRpc(chain, (method, params) =>
    transport<unknown>({
      payload: { jsonrpc: "2.0", id: nextId++, method, params },
      signal: AbortSignal.timeout(RPC_TIMEOUT_MS),
    }),
  )

  async function isKnown(signature: Uint8Array): Promise<boolean> {
    const { value } = await callRpc(chain, rpc, Statuses, "getSignatureStatuses", [
      [base58.encode(signature)],
      { searchTransactionHistory: true },
    ])
    return value[0] !== null && value[0] !== undefined
  }

  return {
    chain,
    balance: async (address) => (await callRpc(chain, rpc, Balance, "getBalance", [address])).value,
    async fee(message) {
      try {
        return (await callRpc(chain, rpc, Fee, "getFeeForMessage", [message])).value
      } catch {
        return null
      }
    },
    async submit(transaction, signature, options) {
      const reply = await submitSigned(
        () => rpc("sendTransaction", [transaction, { ...options, encoding: "base64" }]),
        () => isKnown(signature),
      )
      if (reply.kind === "refused") throw fault("RPC_REFUSED", { chain: chain.name, detail: reply.detail })
    },
    async fate(signature) {
      const asked = [[base58.encode(signature)], { searchTransactionHistory: true }]
      const { value } = await callRpc(chain, rpc, Fates, "getSignatureStatuses", asked)
      const [status] = value
      if (!status || status.confirmationStatus === "processed") return "open"
      return status.err === null ? "confirmed" : "failed"
    },
  }
}
