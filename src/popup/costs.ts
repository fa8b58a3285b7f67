/** What a transaction can cost the account that signs it, worked out from what the background read in its bytes. */

import type * as z from "zod/mini"
import type { TransactionSubject } from "~protocol"

export type Transaction = z.infer<typeof TransactionSubject>
export type Call = Transaction["call"]
/** Who signs a call, and on which chain. */
export type Sender = Pick<Transaction, "account" | "chain">
export type EthereumCall = Extract<Transaction["call"], { family: "ethereum" }>
export type SolanaCall = Extract<Transaction["call"], { family: "solana" }>

/** In the smallest unit; `total` is null where part of the transaction cannot be read. */
export type Cost = { amount: bigint; fee: bigint | null; total: bigint | null }

/** The fee is a ceiling: `maxFeeWei` is what all the gas costs at the highest price that was allowed. */
export function ethereumCostOf(call: EthereumCall): { amount: bigint; fee: bigint; total: bigint } {
  const amount = BigInt(call.wei)
  const fee = BigInt(call.maxFeeWei)
  return { amount, fee, total: amount + fee }
}

/** Counts what leaves `address`: its own transfers to others, and the fee where it is the one who pays it. */
export function solanaCostOf(call: SolanaCall, address: string): Cost {
  let amount = 0n
  for (const instruction of call.instructions) {
    if (instruction.name !== "transfer" || instruction.from !== address) continue
    if (instruction.to !== address) amount += BigInt(instruction.lamports)
  }
  const fee = call.feePayer !== address ? 0n : call.feeLamports === null ? null : BigInt(call.feeLamports)
  return { amount, fee, total: fee === null || !isReadable(call) ? null : amount + fee }
}

export function costOf(call: Call, address: string): Cost {
  return call.family === "ethereum" ? ethereumCostOf(call) : solanaCostOf(call, address)
}

/** What several come to; no total where one of them has none. */
export function sumOf(costs: readonly Cost[]): Cost {
  return costs.reduce((sum, cost) => ({
    amount: sum.amount + cost.amount,
    fee: plus(sum.fee, cost.fee),
    total: plus(sum.total, cost.total),
  }))
}

function plus(one: bigint | null, other: bigint | null): bigint | null {
  return one === null || other === null ? null : one + other
}

/** Whether every instruction is one that can be put in words. */
export function isReadable(call: SolanaCall): boolean {
  return call.lookupTables.length === 0 && call.instructions.every(({ name }) => name !== "unknown")
}

/** The one transfer that the transaction consists of, apart from notes and fee settings. */
export function onlyTransferOf(call: SolanaCall) {
  const transfers = call.instructions.filter((instruction) => instruction.name === "transfer")
  const [transfer] = transfers
  return transfers.length === 1 && isReadable(call) ? transfer : undefined
}
