/**
 * What a transaction costs its account, all in all, where every byte of it is understood: a plain transfer with its
 * fee. Null means that it cannot be said, and then a person is asked. Works on what will be signed, not on what is
 * shown of it.
 */
import { base64 } from "@scure/base"
import type { Amount, ChainId, ConsentSubject, Family, SolanaInstruction } from "~protocol"
import { describeInstructions, lookupTablesOf } from "../chains/solana-instructions"
import { readSolanaTransaction } from "../chains/solana-transaction"
import type { EthereumTransactionPayload, Payload, SolanaTransactionPayload } from "./payload"

/** In the chain's smallest unit. */
export type PlainCost = { chainId: ChainId; family: Family; address: string; amount: bigint }

/** Only what the wallet itself sends: signed bytes that a page holds may be sent at any time. */
export function plainCostOf(subject: ConsentSubject, payload: Payload): PlainCost | null {
  if (subject.kind !== "transaction" || subject.replaces !== null) return null
  if (payload.kind === "ethereum-transaction") return ethereumCost(payload)
  if (payload.kind !== "solana-transaction" || subject.call.family !== "solana") return null
  return solanaCost(payload, subject.call.feeLamports)
}

function ethereumCost(payload: EthereumTransactionPayload): PlainCost | null {
  const { submits, to, data, accessList, nonce, address, chainId, wei, gas, fee } = payload
  const isPlain = submits && to !== null && data === "0x" && accessList.length === 0 && nonce === null
  if (!isPlain) return null
  const price = BigInt(fee.type === "eip1559" ? fee.maxFeePerGas : fee.gasPrice)
  const amount = BigInt(wei) + BigInt(gas) * price
  return { chainId: `eip155:${chainId}`, family: "ethereum", address, amount }
}

function solanaCost(payload: SolanaTransactionPayload, feeLamports: Amount | null): PlainCost | null {
  const { submits, address, chain, transaction } = payload
  const read = readSolanaTransaction(base64.decode(transaction))
  if (submits === null || feeLamports === null || "unreadable" in read) return null
  if (read.signers.length !== 1 || read.signers[0] !== address || lookupTablesOf(read).length > 0) return null
  const instructions = describeInstructions(read)
  const moved = movedBy(instructions, address)
  const most = mostFee(instructions)
  if (moved === null || most === null) return null
  const said = BigInt(feeLamports)
  return { chainId: chain, family: "solana", address, amount: moved + (said > most ? said : most) }
}

/** What the transfers move out of this account; null where anything else is done. */
function movedBy(instructions: readonly SolanaInstruction[], address: string): bigint | null {
  let moved = 0n
  for (const instruction of instructions) {
    if (instruction.name === "unknown") return null
    if (instruction.name !== "transfer") continue
    if (instruction.from !== address) return null
    moved += BigInt(instruction.lamports)
  }
  return moved
}

const LAMPORTS_A_SIGNATURE = 5_000n
const UNITS_AN_INSTRUCTION = 200_000n
const MOST_UNITS = 1_400_000n
const MICRO = 1_000_000n

/** By the budget that the transaction itself sets, because a node may leave it out; null where it is set twice. */
function mostFee(instructions: readonly SolanaInstruction[]): bigint | null {
  const settings = new Map<string, bigint>()
  for (const instruction of instructions) {
    if (instruction.name !== "compute-budget") continue
    if (settings.has(instruction.setting)) return null
    settings.set(instruction.setting, BigInt(instruction.value))
  }
  const others = BigInt(instructions.length - settings.size)
  const asked = settings.get("unit-limit") ?? UNITS_AN_INSTRUCTION * others
  const units = asked > MOST_UNITS ? MOST_UNITS : asked
  const price = settings.get("unit-price") ?? 0n
  return LAMPORTS_A_SIGNATURE + (units * price + MICRO - 1n) / MICRO
}
