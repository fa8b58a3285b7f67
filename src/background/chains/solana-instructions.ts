/**
 * Says what a Solana transaction does, in the words a consent shows. Only instructions whose every byte is
 * understood get words; anything else is shown as it is. Nothing is looked up on the network.
 */
import { bytesToHex } from "@noble/hashes/utils.js"
import { COMPUTE_BUDGET_PROGRAM_ADDRESS } from "@solana-program/compute-budget"
import { MEMO_PROGRAM_ADDRESS } from "@solana-program/memo"
import { SYSTEM_PROGRAM_ADDRESS } from "@solana-program/system"
import type { SolanaInstruction } from "~protocol"
import { readableText } from "../consent/readable-text"
import type { SolanaTransaction } from "./solana-transaction"

/** The memo program has moved twice; the earlier two are still in use. */
const MEMOS = new Set<string>([
  MEMO_PROGRAM_ADDRESS,
  "MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr",
  "Memo1UhkJRfHyvLMcVucJwxXeuD728EqVDDwQDxFMNo",
])

/** Discriminator → what the setting is called and how many bytes its value has. */
const BUDGET_SETTINGS = new Map([
  [1, { setting: "heap-frame", bytes: 4 }],
  [2, { setting: "unit-limit", bytes: 4 }],
  [3, { setting: "unit-price", bytes: 8 }],
  [4, { setting: "data-size-limit", bytes: 4 }],
])

type Plain = { program: string; accounts: string[]; data: Uint8Array }

export function describeInstructions(transaction: SolanaTransaction): SolanaInstruction[] {
  const { message } = transaction
  const names = [...message.staticAccounts, ...lookedUp(message)]
  return message.instructions.map(({ programAddressIndex, accountIndices, data }) =>
    describe({
      program: nameOf(names, programAddressIndex),
      accounts: (accountIndices ?? []).map((index) => nameOf(names, index)),
      data: Uint8Array.from(data ?? []),
    }),
  )
}

/** The addresses of the lookup tables that a transaction refers to. */
export function lookupTablesOf({ message }: SolanaTransaction): string[] {
  return tablesOf(message).map(({ lookupTableAddress }) => lookupTableAddress)
}

function describe(plain: Plain): SolanaInstruction {
  return (
    transferOf(plain) ??
    memoOf(plain) ??
    budgetOf(plain) ?? {
      name: "unknown",
      program: plain.program,
      accounts: plain.accounts,
      data: `0x${bytesToHex(plain.data)}`,
    }
  )
}

/** System program, instruction 2: u32 discriminator, u64 lamports, both little-endian; payer and payee. */
function transferOf({ program, accounts, data }: Plain): SolanaInstruction | null {
  const [from, to] = accounts
  if (program !== SYSTEM_PROGRAM_ADDRESS || data.length !== 12 || accounts.length !== 2) return null
  if (from === undefined || to === undefined || littleEndian(data.subarray(0, 4)) !== 2n) return null
  return { name: "transfer", from, to, lamports: littleEndian(data.subarray(4)).toString() }
}

function memoOf({ program, data }: Plain): SolanaInstruction | null {
  const text = MEMOS.has(program) ? readableText(data) : null
  return text === null ? null : { name: "memo", text }
}

function budgetOf({ program, data }: Plain): SolanaInstruction | null {
  const known = BUDGET_SETTINGS.get(data[0] ?? 0)
  if (program !== COMPUTE_BUDGET_PROGRAM_ADDRESS || !known || data.length !== 1 + known.bytes) return null
  return {
    name: "compute-budget",
    setting: known.setting,
    value: littleEndian(data.subarray(1)).toString(),
  }
}

/** Accounts that only the network can name: all writable ones come first, as the runtime numbers them. */
function lookedUp(message: SolanaTransaction["message"]): string[] {
  const tables = tablesOf(message)
  return (["writableIndexes", "readonlyIndexes"] as const).flatMap((kind) =>
    tables.flatMap((table) => table[kind].map((index) => `${table.lookupTableAddress}[${index}]`)),
  )
}

function tablesOf(message: SolanaTransaction["message"]) {
  return message.version === 0 ? (message.addressTableLookups ?? []) : []
}

function nameOf(names: string[], index: number): string {
  return names[index] ?? `account ${index}`
}

function littleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n)
}
