/**
 * RLP, Ethereum's encoding of bytes and lists. Whoever decodes encodes again and compares, so nothing is refused here
 * for not being in its one canonical form.
 */
import { concatBytes, hexToBytes } from "@noble/hashes/utils.js"

export type Rlp = Uint8Array | Rlp[]

const SHORT = 55
const BYTES = 0x80
const LIST = 0xc0

export function encodeRlp(item: Rlp): Uint8Array {
  if (Array.isArray(item)) {
    const body = concatBytes(...item.map(encodeRlp))
    return concatBytes(prefixOf(LIST, body.length), body)
  }
  const [first = BYTES] = item
  return item.length === 1 && first < BYTES ? item : concatBytes(prefixOf(BYTES, item.length), item)
}

/** The items of the list that `bytes` are; throws where they are no list. Lists inside it stay as they are encoded. */
export function decodeRlpList(bytes: Uint8Array): Uint8Array[] {
  const { from, to } = bodyAt(bytes, 0)
  if ((bytes[0] ?? 0) < LIST || to !== bytes.length) throw new RangeError("no list")
  const items: Uint8Array[] = []
  for (let at = from; at < to; ) {
    const item = bodyAt(bytes, at)
    items.push(bytes.slice((bytes[at] ?? 0) < LIST ? item.from : at, item.to))
    at = item.to
  }
  return items
}

/** A number without leading zeros: none at all for nought. */
export function rlpNumber(number: bigint): Uint8Array {
  if (number === 0n) return new Uint8Array()
  const digits = number.toString(16)
  return hexToBytes(digits.padStart(digits.length + (digits.length % 2), "0"))
}

export function numberOfRlp(bytes: Uint8Array): bigint {
  return bytes.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n)
}

function prefixOf(kind: number, length: number): Uint8Array {
  if (length <= SHORT) return Uint8Array.of(kind + length)
  const size = rlpNumber(BigInt(length))
  return concatBytes(Uint8Array.of(kind + SHORT + size.length), size)
}

/** Where the body of the item at `at` begins and ends. */
function bodyAt(bytes: Uint8Array, at: number): { from: number; to: number } {
  const first = bytes[at] ?? 0
  if (first < BYTES) return spanOf(bytes, at, 1)
  const length = first - (first < LIST ? BYTES : LIST)
  if (length <= SHORT) return spanOf(bytes, at + 1, length)
  const size = bytes.subarray(at + 1, at + 1 + length - SHORT)
  return spanOf(bytes, at + 1 + size.length, Number(numberOfRlp(size)))
}

function spanOf(bytes: Uint8Array, from: number, length: number): { from: number; to: number } {
  if (from + length > bytes.length) throw new RangeError("bytes are missing")
  return { from, to: from + length }
}
