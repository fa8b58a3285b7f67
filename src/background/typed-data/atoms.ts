/**
 * The atomic types of EIP-712: the 32 bytes that stand for a value, and how a person reads it. A value that does not
 * fit its type is refused, never cut, filled up or converted.
 */
import { keccak_256 } from "@noble/hashes/sha3.js"
import { hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js"

export type Atom = { word: Uint8Array; text: string }

const ATOM = /^(?:address|bool|string|bytes|u?int([1-9]\d{0,2})|bytes([1-9]\d?))$/
const DECIMAL = /^(0|-?[1-9][0-9]{0,77})$/
const HEX_NUMBER = /^0x[0-9a-fA-F]{1,64}$/
const HEX = /^0x([0-9a-fA-F]{2})*$/
const ADDRESS = /^0x[0-9a-fA-F]{40}$/
/** Half of a pair, which UTF-8 has no bytes for. */
const LONE_SURROGATE = /\p{Surrogate}/u

export function isAtom(type: string): boolean {
  const [found, bits, size] = ATOM.exec(type) ?? []
  if (bits !== undefined) return Number(bits) % 8 === 0 && Number(bits) <= 256
  return found !== undefined && Number(size ?? 1) <= 32
}

/** Null where the value does not fit. */
export function readAtom(type: string, value: unknown): Atom | null {
  if (type === "bool")
    return typeof value === "boolean" ? { word: wordOf(value ? 1n : 0n), text: `${value}` } : null
  if (type.includes("int")) return readNumber(type, value)
  if (typeof value !== "string") return null
  if (type === "string") return LONE_SURROGATE.test(value) ? null : hashed(utf8ToBytes(value), value)
  if (type === "address") return ADDRESS.test(value) ? { word: wordOf(BigInt(value)), text: value } : null
  return HEX.test(value) ? readBytes(type, value.toLowerCase()) : null
}

/** A number of typed data, or null where it is none, or none that is exact. */
export function numberOf(value: unknown): bigint | null {
  if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : null
  if (typeof value !== "string") return null
  return DECIMAL.test(value) || HEX_NUMBER.test(value) ? BigInt(value) : null
}

/** How many blocks of Keccak-256 a value takes; at least one. */
export function workOf(value: unknown): number {
  return 1 + (typeof value === "string" ? Math.floor(value.length / 136) : 0)
}

function readNumber(type: string, value: unknown): Atom | null {
  const number = numberOf(value)
  const isSigned = type.startsWith("int")
  const bits = BigInt(type.replace(/\D/g, ""))
  const least = isSigned ? -(1n << (bits - 1n)) : 0n
  const most = (1n << (isSigned ? bits - 1n : bits)) - 1n
  if (number === null || number < least || number > most) return null
  return { word: wordOf(BigInt.asUintN(256, number)), text: number.toString() }
}

function readBytes(type: string, text: string): Atom | null {
  const bytes = hexToBytes(text.slice(2))
  if (type === "bytes") return hashed(bytes, text)
  if (bytes.length !== Number(type.slice("bytes".length))) return null
  const word = new Uint8Array(32)
  word.set(bytes)
  return { word, text }
}

function hashed(bytes: Uint8Array, text: string): Atom {
  return { word: keccak_256(bytes), text }
}

function wordOf(number: bigint): Uint8Array {
  return hexToBytes(number.toString(16).padStart(64, "0"))
}
