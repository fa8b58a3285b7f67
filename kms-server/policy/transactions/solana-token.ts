/**
 * The base instructions of SPL Token and Token-2022. Of the extensions only the transfer with a fee is read. A plain
 * Transfer or Approve names no mint: where the transaction itself does not prove which one it is, the asset is unknown,
 * and that is a danger, because it would be counted as nothing.
 */
import type { Action } from "../facts"
import { openReader, type Reader } from "./reader"
import {
  addressAt,
  type Instruction,
  isActing,
  note,
  type Reading,
  SOL,
  UNBOUNDED,
} from "./solana-instruction"
import { unreadable } from "./unreadable"

export const TOKEN = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA"
export const TOKEN_2022 = "TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb"

type Layout = (instruction: Instruction, data: Reader) => void

/** Where the accounts stand; `mint` is -1 where the instruction does not name it. */
type Places = { from: number; mint: number; to: number; authority: number }

const layouts: ReadonlyMap<number, Layout> = new Map<number, Layout>([
  [1, harmless("initializeAccount")],
  [3, moving("transfer", "transfer", { from: 0, mint: -1, to: 1, authority: 2 })],
  [4, moving("approve", "approve", { from: 0, mint: -1, to: 1, authority: 2 })],
  [5, revoke],
  [6, setAuthority],
  [8, moving("burn", "burn", { from: 0, mint: 1, to: 1, authority: 2 })],
  [9, closeAccount],
  [12, moving("transfer", "transferChecked", { from: 0, mint: 1, to: 2, authority: 3 }, 1)],
  [13, moving("approve", "approveChecked", { from: 0, mint: 1, to: 2, authority: 3 }, 1)],
  [15, moving("burn", "burnChecked", { from: 0, mint: 1, to: 1, authority: 2 }, 1)],
  [16, harmless("initializeAccount2", 32)],
  [17, syncNative],
  [18, harmless("initializeAccount3", 32)],
  [22, harmless("initializeImmutableOwner")],
])

const TRANSFER_FEE = 26
const TRANSFER_WITH_FEE = 1

export const readToken: Reading = (instruction) => {
  const data = openReader(instruction.data)
  const layout = layouts.get(data.byte())
  if (!layout) throw unreadable("an instruction of a token program is unknown")
  layout(instruction, data)
}

export const readToken2022: Reading = (instruction) => {
  if (instruction.data[0] !== TRANSFER_FEE) return readToken(instruction)
  const data = openReader(instruction.data.subarray(1))
  if (data.byte() !== TRANSFER_WITH_FEE) throw unreadable("an extension of Token-2022 is unknown")
  const withFee = moving("transfer", "transferCheckedWithFee", { from: 0, mint: 1, to: 2, authority: 3 }, 9)
  withFee(instruction, data)
}

/** An amount, and `more` bytes that only bind it to a mint's decimals or fee. */
function moving(type: Action["type"], method: string, places: Places, more = 0): Layout {
  return (instruction, data) => {
    const amount = data.u64()
    data.bytes(more)
    data.end()
    const asset = assetOf(instruction, places)
    const from = addressAt(instruction, places.authority)
    const to = addressAt(instruction, places.to)
    note(instruction, type, method, { asset, amount, from, to })
    if (asset === "") instruction.findings.warn("unknownInstruction")
    else if (isActing(instruction, places.authority)) instruction.findings.spend(asset, amount)
    if (type === "approve" && amount >= UNBOUNDED) instruction.findings.warn("unlimited")
  }
}

/** A mint that a lookup table names is not known either. */
function assetOf(instruction: Instruction, { from, mint, to }: Places): string {
  const proven = () =>
    instruction.mints.get(addressAt(instruction, from)) ?? instruction.mints.get(addressAt(instruction, to))
  const known = mint < 0 ? proven() : addressAt(instruction, mint)
  return known ? `solana/token:${known}` : ""
}

function revoke(instruction: Instruction, data: Reader) {
  data.end()
  note(instruction, "approve", "revoke", { from: addressAt(instruction, 1) })
}

/** Whoever owns a token account next has all that is in it. */
function setAuthority(instruction: Instruction, data: Reader) {
  data.byte()
  const isNamed = data.byte()
  if (isNamed > 1) throw unreadable("an option is neither there nor not")
  const to = isNamed ? data.key() : ""
  data.end()
  note(instruction, "setAuthority", "setAuthority", { from: addressAt(instruction, 1), to })
  if (isActing(instruction, 1)) instruction.findings.warn("unlimited")
}

/** The lamports of the token account leave, and of wrapped SOL that is all of it; the bytes do not say how many. */
function closeAccount(instruction: Instruction, data: Reader) {
  data.end()
  const to = addressAt(instruction, 1)
  note(instruction, "closeAccount", "closeAccount", { asset: SOL, from: addressAt(instruction, 2), to })
  if (to !== instruction.account && isActing(instruction, 2)) instruction.findings.warn("unlimited")
}

function syncNative(instruction: Instruction, data: Reader) {
  data.end()
  note(instruction, "wrap", "syncNative", { asset: SOL, to: addressAt(instruction, 0) })
}

/** Makes an account ready that was paid for elsewhere. */
function harmless(method: string, more = 0): Layout {
  return (instruction, data) => {
    data.bytes(more)
    data.end()
    note(instruction, "call", method, { to: addressAt(instruction, 0) })
  }
}
