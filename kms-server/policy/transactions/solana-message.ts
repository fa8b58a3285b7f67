/**
 * The form of a Solana transaction: a whole one, legacy or version 0, whose other signatures are kept, or a bare
 * message. Every byte must be accounted for. What instructions mean is not asked here.
 */
import { base58 } from "@scure/base"
import type { SolanaInstruction } from "../facts"
import { KEY_BYTES, openReader, type Reader } from "./reader"
import { attempt, unreadable } from "./unreadable"

const SIGNATURE_BYTES = 64
const VERSIONED = 0x80
/** Accounts are named by one byte. */
const MAX_KEYS = 256
/** Three times what a packet takes. */
const MAX_BYTES = 4096

type Used = { program: number; accounts: number[]; data: Uint8Array }

/** A message, with accounts by their index. */
type Form = {
  keys: Uint8Array[]
  required: number
  readonlySigned: number
  readonlyUnsigned: number
  used: Used[]
  /** How many addresses come from lookup tables; the writable ones come first. */
  loadedWritable: number
  loaded: number
}

export type SolanaMessage = {
  /** What is signed. */
  bytes: Uint8Array
  /** The keys that sign; the first of them pays. */
  signers: Uint8Array[]
  /** One slot a signer, zeros where it is empty. */
  signatures: Uint8Array[]
  /** An account that comes from a lookup table has an empty address. */
  instructions: SolanaInstruction[]
  usesLookupTables: boolean
}

export function readSolanaMessage(bytes: Uint8Array): SolanaMessage {
  if (bytes.length > MAX_BYTES) throw unreadable("it is larger than Solana takes")
  const whole = attempt(() => readWhole(bytes))
  const bare = attempt(() => readBare(bytes))
  if (whole && bare) throw unreadable("it can be read in two ways")
  const found = whole ?? bare
  if (!found) throw unreadable("it is not a Solana transaction")
  const { form, signatures, message } = found
  return {
    bytes: message,
    signers: form.keys.slice(0, form.required),
    signatures: signatures ?? form.keys.slice(0, form.required).map(() => new Uint8Array(SIGNATURE_BYTES)),
    instructions: nameAccounts(form),
    usesLookupTables: form.loaded > 0,
  }
}

/**
 * Whether bytes that were meant as text begin like a transaction message: their signature would be the
 * transaction's. What follows the message is not asked, so that nothing slips through behind it; a message that is
 * larger than Solana takes is none.
 */
export function beginsLikeSolanaMessage(bytes: Uint8Array): boolean {
  return attempt(() => readForm(openReader(bytes.subarray(0, MAX_BYTES)))) !== null
}

type Found = { form: Form; message: Uint8Array; signatures: Uint8Array[] | null }

function readWhole(bytes: Uint8Array): Found {
  const reader = openReader(bytes)
  const signatures = reader.list(() => reader.bytes(SIGNATURE_BYTES))
  const { form, message } = readBare(bytes.subarray(reader.at()))
  if (signatures.length !== form.required) throw insane()
  return { form, message, signatures }
}

function readBare(bytes: Uint8Array): Found {
  const reader = openReader(bytes)
  const form = readForm(reader)
  reader.end()
  return { form, message: bytes, signatures: null }
}

function readForm(reader: Reader): Form {
  const versioned = reader.peek() >= VERSIONED
  if (versioned && reader.byte() !== VERSIONED) throw insane()
  const [required, readonlySigned, readonlyUnsigned] = [reader.byte(), reader.byte(), reader.byte()]
  const keys = reader.list(() => reader.bytes(KEY_BYTES))
  reader.bytes(KEY_BYTES)
  const used = reader.list(() => readInstruction(reader))
  const tables = versioned ? reader.list(() => readLookup(reader)) : []
  const loadedWritable = sum(tables.map(([writable]) => writable))
  const loaded = loadedWritable + sum(tables.map(([, readonly]) => readonly))
  const form = { keys, required, readonlySigned, readonlyUnsigned, used, loadedWritable, loaded }
  if (!isSane(form)) throw insane()
  return form
}

function isSane({ keys, required, readonlySigned, readonlyUnsigned, used, loaded }: Form): boolean {
  const areCountsSane =
    required > 0 && readonlySigned < required && required + readonlyUnsigned <= keys.length
  if (!areCountsSane || keys.length + loaded > MAX_KEYS) return false
  const areDistinct = new Set(keys.map((key) => Buffer.from(key).toString("hex"))).size === keys.length
  const known = keys.length + loaded
  return (
    areDistinct &&
    used.every(
      ({ program, accounts }) => program < keys.length && accounts.every((account) => account < known),
    )
  )
}

function readInstruction(reader: Reader): Used {
  const program = reader.byte()
  const accounts = reader.list(() => reader.byte())
  const data = Uint8Array.from(reader.list(() => reader.byte()))
  return { program, accounts, data }
}

/** How many writable and read-only addresses one lookup table brings. */
function readLookup(reader: Reader): [writable: number, readonly: number] {
  reader.bytes(KEY_BYTES)
  return [reader.list(() => reader.byte()).length, reader.list(() => reader.byte()).length]
}

function nameAccounts(form: Form): SolanaInstruction[] {
  const { keys, required, readonlySigned, readonlyUnsigned, loadedWritable } = form
  const named = [
    ...keys.map((key, index) => ({
      address: base58.encode(key),
      isSigner: index < required,
      isWritable:
        index < required ? index < required - readonlySigned : index < keys.length - readonlyUnsigned,
    })),
    ...Array.from({ length: form.loaded }, (_, index) => ({
      address: "",
      isSigner: false,
      isWritable: index < loadedWritable,
    })),
  ]
  return form.used.map(({ program, accounts, data }) => ({
    programId: named[program]?.address ?? "",
    accounts: accounts.flatMap((account) => named[account] ?? []),
    data,
  }))
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

function insane() {
  return unreadable("it is not a Solana transaction")
}
