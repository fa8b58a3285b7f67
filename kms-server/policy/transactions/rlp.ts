/**
 * RLP, as the Ethereum yellow paper's appendix B has it. Only the one shortest form of anything is read, so that
 * what was read is written back as the very same bytes.
 */
import { unreadable } from "./unreadable"

export type Rlp = Uint8Array | Rlp[]

/** Transactions nest three deep: list, access list, entry, keys. */
const MAX_DEPTH = 5

type Span = { isList: boolean; start: number; end: number }

export function decodeRlp(bytes: Uint8Array): Rlp {
  const [item, end] = readItem(bytes, 0, bytes.length, 0)
  if (end !== bytes.length) throw malformed()
  return item
}

export function encodeRlp(item: Rlp): Uint8Array {
  if (item instanceof Uint8Array) {
    const [first] = item
    if (item.length === 1 && first !== undefined && first < 0x80) return item
    return Buffer.concat([lengthOf(item.length, 0x80), item])
  }
  const body = Buffer.concat(item.map(encodeRlp))
  return Buffer.concat([lengthOf(body.length, 0xc0), body])
}

function readItem(bytes: Uint8Array, at: number, limit: number, depth: number): [Rlp, number] {
  const { isList, start, end } = readSpan(bytes, at, limit)
  if (!isList) return [bytes.subarray(start, end), end]
  if (depth >= MAX_DEPTH) throw malformed()
  const items: Rlp[] = []
  for (let next = start; next < end; ) {
    const [item, after] = readItem(bytes, next, end, depth + 1)
    items.push(item)
    next = after
  }
  return [items, end]
}

function readSpan(bytes: Uint8Array, at: number, limit: number): Span {
  const first = bytes[at]
  if (first === undefined || at >= limit) throw malformed()
  if (first < 0x80) return { isList: false, start: at, end: at + 1 }
  const isList = first >= 0xc0
  const short = first - (isList ? 0xc0 : 0x80)
  const lengthBytes = Math.max(0, short - 55)
  const start = at + 1 + lengthBytes
  const length = lengthBytes === 0 ? short : readLength(bytes, at + 1, lengthBytes)
  const end = start + length
  if (end > limit) throw malformed()
  // One byte below 0x80 stands for itself.
  if (!isList && length === 1 && (bytes[start] ?? 0) < 0x80) throw malformed()
  return { isList, start, end }
}

function readLength(bytes: Uint8Array, at: number, count: number): number {
  if (count > 4 || bytes[at] === 0) throw malformed()
  let length = 0
  for (const byte of bytes.subarray(at, at + count)) length = length * 256 + byte
  if (length <= 55) throw malformed()
  return length
}

function lengthOf(length: number, base: number): Uint8Array {
  if (length <= 55) return Uint8Array.of(base + length)
  const digits: number[] = []
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) digits.unshift(rest % 256)
  return Uint8Array.of(base + 55 + digits.length, ...digits)
}

function malformed() {
  return unreadable("it is not RLP in its one canonical form")
}
