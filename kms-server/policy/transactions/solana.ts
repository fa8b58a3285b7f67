/**
 * Reads a Solana transaction: a whole one, legacy or version 0, whose other signatures are kept, or a bare message.
 * Every byte must be accounted for. What instructions mean is not asked here.
 */
import { fault, isFault } from "~protocol"
import { openReader, type Reader, unreadable } from "./reader"

const SIGNATURE_BYTES = 64
const KEY_BYTES = 32
const VERSIONED = 0x80

export type SolanaMessage = { bytes: Uint8Array; signers: Uint8Array[] }

export type SolanaTransaction = {
  message: SolanaMessage
  /** The whole transaction with this signature in the slot of this key, which must be one of the signers. */
  signedWith(publicKey: Uint8Array, signature: Uint8Array): Uint8Array
  hasSigner(publicKey: Uint8Array): boolean
}

export function readSolanaTransaction(bytes: Uint8Array): SolanaTransaction {
  const whole = attempt(() => readWhole(bytes))
  const bare = attempt(() => readBare(bytes))
  if (whole && bare) throw fault("TRANSACTION_UNREADABLE", { where: "it can be read in two ways" })
  const found = whole ?? bare
  if (!found) throw unreadable()
  const { message, signatures } = found
  const slotOf = (publicKey: Uint8Array) =>
    message.signers.findIndex((signer) => Buffer.compare(signer, publicKey) === 0)
  return {
    message,
    hasSigner: (publicKey) => slotOf(publicKey) >= 0,
    signedWith(publicKey, signature) {
      const slots = signatures.with(slotOf(publicKey), signature)
      return Buffer.concat([writeCount(slots.length), ...slots, message.bytes])
    },
  }
}

/**
 * Whether bytes that were meant as text begin like a transaction message: their signature would be the
 * transaction's. What follows the message is not asked, so that nothing slips through behind it.
 */
export function beginsLikeSolanaMessage(bytes: Uint8Array): boolean {
  return attempt(() => readMessage(openReader(bytes))) !== null
}

type Found = { message: SolanaMessage; signatures: Uint8Array[] }

function readWhole(bytes: Uint8Array): Found {
  const reader = openReader(bytes)
  const signatures = reader.list(() => reader.bytes(SIGNATURE_BYTES))
  const message = readBare(bytes.subarray(reader.at())).message
  if (signatures.length !== message.signers.length) throw unreadable()
  return { message, signatures }
}

function readBare(bytes: Uint8Array): Found {
  const reader = openReader(bytes)
  const signers = readMessage(reader)
  if (reader.at() !== bytes.length) throw unreadable()
  const signatures = signers.map(() => new Uint8Array(SIGNATURE_BYTES))
  return { message: { bytes, signers }, signatures }
}

/** The signers of a message; throws where it is not one. */
function readMessage(reader: Reader): Uint8Array[] {
  const versioned = reader.peek() >= VERSIONED
  if (versioned && reader.byte() !== VERSIONED) throw unreadable()
  const required = reader.byte()
  const readonlySigned = reader.byte()
  const readonlyUnsigned = reader.byte()
  const keys = reader.list(() => reader.bytes(KEY_BYTES))
  reader.bytes(KEY_BYTES)
  const programs = reader.list(() => readInstruction(reader))
  const loaded = versioned ? sum(reader.list(() => readLookup(reader))) : 0
  const sane = required > 0 && readonlySigned < required && required + readonlyUnsigned <= keys.length
  const distinct = new Set(keys.map((key) => Buffer.from(key).toString("hex"))).size === keys.length
  const highest = keys.length + loaded
  const inRange = programs.every((used) => used.program < keys.length && used.highest < highest)
  if (!sane || !distinct || !inRange) throw unreadable()
  return keys.slice(0, required)
}

function readInstruction(reader: Reader): { program: number; highest: number } {
  const program = reader.byte()
  const accounts = reader.list(() => reader.byte())
  reader.list(() => reader.byte())
  return { program, highest: Math.max(-1, ...accounts) }
}

/** How many addresses one lookup table brings. */
function readLookup(reader: Reader): number {
  reader.bytes(KEY_BYTES)
  return reader.list(() => reader.byte()).length + reader.list(() => reader.byte()).length
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

/** compact-u16; a transaction has fewer than 128 signers. */
function writeCount(count: number): Uint8Array {
  return count < 0x80 ? Uint8Array.of(count) : Uint8Array.of((count & 0x7f) | 0x80, count >> 7)
}

function attempt<T>(read: () => T): T | null {
  try {
    return read()
  } catch (thrown) {
    if (isFault(thrown, "TRANSACTION_UNREADABLE")) return null
    throw thrown
  }
}
