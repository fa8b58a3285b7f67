/**
 * The Solana network, as far as this wallet asks it: balances, the fee of a message, and taking a signed transaction.
 * It never sees an unsigned one before consent except to learn its fee.
 */

import { base58 } from "@scure/base"
import * as z from "zod/mini"
import { Amount, type Chain, fault } from "~protocol"
import type { SendOptions } from "../consent/payload"
import { callRpc, openRpc, submitSigned } from "./rpc"

export type SolanaNetwork = {
  chain: Chain
  balance(address: string): Promise<bigint>
  /** The fee of a message in base64, or null where the network cannot say. */
  fee(message: string): Promise<bigint | null>
  /** Returns when the network has the transaction with this signature; throws RPC_REFUSED or RPC_UNREACHABLE. */
  submit(transaction: string, signature: Uint8Array, options: SendOptions): Promise<void>
}

const Lamports = z.pipe(
  z.union([z.int().check(z.nonnegative()), Amount]),
  z.transform((amount) => BigInt(amount)),
)
const Balance = z.object({ value: Lamports })
const Fee = z.object({ value: z.nullable(Lamports) })
const Statuses = z.object({ value: z.array(z.unknown()) })

export function openSolana(chain: Chain): SolanaNetwork {
  const rpc = openRpc(chain, { parse: parseExactly })

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
  }
}

/** Solana counts in 64 bits and JSON.parse in 53: an integer too long for it is read as text. */
export function parseExactly(text: string): unknown {
  return JSON.parse(
    text.replaceAll(/"(?:[^"\\]|\\.)*"|(?<![\d.eE+-])\d{16,}(?![\d.eE])/g, (token) =>
      token.startsWith('"') ? token : `"${token}"`,
    ),
  )
}
