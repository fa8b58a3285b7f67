/** What a Solana transaction costs: its signatures, and the compute units that it asks for at the price it offers. */
import type { SolanaFacts, SolanaInstruction } from "../facts"
import { openReader } from "./reader"
import { note, type Reading } from "./solana-instruction"
import { unreadable } from "./unreadable"

export const COMPUTE_BUDGET = "ComputeBudget111111111111111111111111111111"

const LAMPORTS_A_SIGNATURE = 5000n
const DEFAULT_UNITS = 200_000
const MAX_UNITS = 1_400_000
const MICRO = 1_000_000n

/** Programs that verify signatures, for which the chain asks a fee each; their first byte counts them. */
const verifiers: ReadonlySet<string> = new Set([
  "Ed25519SigVerify111111111111111111111111111",
  "KeccakSecp256k11111111111111111111111111111",
  "Secp256r1SigVerify1111111111111111111111111",
])

type Setting = { method: string; value: bigint }

const settings: ReadonlyMap<number, { method: string; bytes: 4 | 8 }> = new Map([
  [1, { method: "requestHeapFrame", bytes: 4 }],
  [2, { method: "setComputeUnitLimit", bytes: 4 }],
  [3, { method: "setComputeUnitPrice", bytes: 8 }],
  [4, { method: "setLoadedAccountsDataSizeLimit", bytes: 4 }],
])

export const readComputeBudget: Reading = (instruction) => {
  const { method, value } = settingOf(instruction)
  note(instruction, "computeBudget", method, { amount: value })
}

function settingOf({ data }: SolanaInstruction): Setting {
  const reader = openReader(data)
  const setting = settings.get(reader.byte())
  if (!setting) throw unreadable("an instruction of the compute budget is unknown")
  const value = setting.bytes === 8 ? reader.u64() : BigInt(reader.u32())
  reader.end()
  return { method: setting.method, value }
}

export type Budget = Pick<SolanaFacts, "computeUnits" | "computeUnitPrice"> & {
  /** The most that it can cost, in lamports. */
  fee: bigint
}

/**
 * The chain reads a setting whatever bytes follow it, and so does this, though the instruction is then not
 * understood. A setting that is made twice fails there; the higher one counts here.
 */
export function budgetOf(instructions: readonly SolanaInstruction[], signers: number): Budget {
  const limits = valuesOf(instructions, 2, 4)
  const prices = valuesOf(instructions, 3, 8)
  const computeUnits = limits.length === 0 ? null : Number(most(limits))
  const computeUnitPrice = prices.length === 0 ? null : most(prices)
  const units = Math.min(computeUnits ?? DEFAULT_UNITS * instructions.length, MAX_UNITS)
  const priority = ((computeUnitPrice ?? 0n) * BigInt(units) + MICRO - 1n) / MICRO
  const signatures = BigInt(signers + countVerified(instructions))
  return { computeUnits, computeUnitPrice, fee: signatures * LAMPORTS_A_SIGNATURE + priority }
}

function valuesOf(instructions: readonly SolanaInstruction[], tag: number, bytes: 4 | 8): bigint[] {
  return instructions
    .filter(({ programId, data }) => programId === COMPUTE_BUDGET && data[0] === tag && data.length > bytes)
    .map(({ data }) => openReader(data.subarray(1)))
    .map((reader) => (bytes === 8 ? reader.u64() : BigInt(reader.u32())))
}

function countVerified(instructions: readonly SolanaInstruction[]): number {
  return instructions
    .filter(({ programId }) => verifiers.has(programId))
    .reduce((total, { data }) => total + (data[0] ?? 0), 0)
}

function most(values: readonly bigint[]): bigint {
  let highest = 0n
  for (const value of values) if (value > highest) highest = value
  return highest
}
