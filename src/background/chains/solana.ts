/**
 * The Solana network, as far as this wallet asks it: balances, the fee of a message, and taking a signed transaction.
 * It never sees an unsigned one before consent except to learn its fee.
 */

import { base58, base64 } from "@scure/base"
import * as z from "zod/mini"
import { Amount, type Chain, fault } from "~protocol"
import type { SendOptions } from "../consent/payload"
import { callRpc, openRpc, type Rpc, submitSigned } from "./rpc"

export type SolanaNetwork = {
  chain: Chain
  /** A question of the wallet's own; what the node says is answered as it is. */
  ask: Rpc
  balance(address: string): Promise<bigint>
  /** The fee of a message in base64, or null where the network cannot say. */
  fee(message: string): Promise<bigint | null>
  /** Returns when the network has the transaction with this signature; throws RPC_REFUSED or RPC_UNREACHABLE. */
  submit(transaction: string, signature: Uint8Array, options: SendOptions): Promise<void>
  /** Of the transaction with this base58 signature; `everywhere` searches beyond what nodes keep at hand. */
  status(signature: string, everywhere: boolean): Promise<SolanaStatus | null>
  /** Whether a transaction with this blockhash could still land. */
  isBlockhashValid(blockhash: string): Promise<boolean>
  /** The value that a durable nonce account holds, in base58; null where it holds none. */
  durableNonce(account: string): Promise<string | null>
}

/** `isConfirmed`: a supermajority has voted for it. `failure` is what the network says went wrong in it. */
export type SolanaStatus = { isConfirmed: boolean; failure: string | null }

const Lamports = z.pipe(
  z.union([z.int().check(z.nonnegative()), Amount]),
  z.transform((amount) => BigInt(amount)),
)
const Balance = z.object({ value: Lamports })
const Fee = z.object({ value: z.nullable(Lamports) })
const Statuses = z.object({ value: z.array(z.unknown()) })
const Status = z.object({ confirmationStatus: z.nullish(z.string()), err: z.unknown() })
const Validity = z.object({ value: z.boolean() })
const AccountBytes = z.object({
  value: z.nullable(z.object({ data: z.tuple([z.string(), z.literal("base64")]) })),
})

/** Where the value stands in a durable nonce account: after its version, its state and its authority. */
const NONCE_ACCOUNT_BYTES = 80
const NONCE_AT = 40
const FAILURE_LENGTH = 200

export function openSolana(chain: Chain): SolanaNetwork {
  const rpc = openRpc(chain, { parse: parseExactly })

  async function statusOf(signature: string, everywhere: boolean): Promise<SolanaStatus | null> {
    const { value } = await callRpc(chain, rpc, Statuses, "getSignatureStatuses", [
      [signature],
      { searchTransactionHistory: everywhere },
    ])
    if (value[0] === null || value[0] === undefined) return null
    const status = Status.safeParse(value[0])
    if (!status.success) throw fault("RPC_UNREACHABLE", { chain: chain.name })
    const { confirmationStatus, err } = status.data
    const isConfirmed = confirmationStatus === "confirmed" || confirmationStatus === "finalized"
    return { isConfirmed, failure: err ? textOf(err) : null }
  }

  const isKnown = async (signature: Uint8Array) => (await statusOf(base58.encode(signature), true)) !== null

  return {
    chain,
    ask: rpc,
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
    status: statusOf,
    async isBlockhashValid(blockhash) {
      const asked = [blockhash, { commitment: "processed" }]
      return (await callRpc(chain, rpc, Validity, "isBlockhashValid", asked)).value
    },
    async durableNonce(account) {
      const asked = [account, { encoding: "base64", commitment: "confirmed" }]
      const { value } = await callRpc(chain, rpc, AccountBytes, "getAccountInfo", asked)
      const bytes = value === null ? [] : base64.decode(value.data[0])
      if (bytes.length !== NONCE_ACCOUNT_BYTES) return null
      return base58.encode(Uint8Array.from(bytes.slice(NONCE_AT, NONCE_AT + 32)))
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

function textOf(failure: unknown): string {
  return JSON.stringify(failure).slice(0, FAILURE_LENGTH)
}
