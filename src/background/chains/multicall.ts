/**
 * Many calls in one question, by the contract that makes others in turn and stands at one address on every large chain.
 * Where it does not stand, it answers nothing, and nothing is made of that.
 */
import type { Hex } from "~protocol"

export const MULTICALL = "0xcA11bde05977b3631167028862bE2a173976CA11"

/** `data` in hex digits, without the `0x`. */
export type OneCall = { to: string; data: string }

/** `aggregate3`, with calls that may fail each on its own. */
const AGGREGATE = "82ad56cb"
const WORD = 64
const WORD_BYTES = 32

export function manyCallsData(calls: readonly OneCall[]): Hex {
  const bodies = calls.map(({ to, data }) => {
    const padded = data.padEnd(Math.ceil(data.length / WORD) * WORD, "0")
    return [addressWord(to), word(1n), word(96n), word(BigInt(data.length / 2)), padded].join("")
  })
  let at = calls.length * WORD_BYTES
  const offsets = bodies.map((body) => {
    const offset = word(BigInt(at))
    at += body.length / 2
    return offset
  })
  return `0x${AGGREGATE}${word(32n)}${word(BigInt(calls.length))}${offsets.join("")}${bodies.join("")}`
}

/**
 * What each said as numbers of 32 bytes, `words` of them, in their order; null for one that failed or said another
 * length. Null for all where nobody answered.
 */
export function readManyCalls(answer: string, count: number, words: number): (bigint[] | null)[] | null {
  const digits = answer.slice(2)
  const list = offsetAt(digits, 0)
  if (list === null || numberAt(digits, list) !== BigInt(count)) return null
  return Array.from({ length: count }, (_, at) => {
    const offset = offsetAt(digits, list + WORD * (1 + at))
    return offset === null ? null : readResult(digits, list + WORD + offset, words)
  })
}

function readResult(digits: string, at: number, words: number): bigint[] | null {
  const bytes = offsetAt(digits, at + WORD)
  if (numberAt(digits, at) !== 1n || bytes === null) return null
  if (numberAt(digits, at + bytes) !== BigInt(words * WORD_BYTES)) return null
  const said = Array.from({ length: words }, (_, place) => numberAt(digits, at + bytes + WORD * (1 + place)))
  return said.every((number) => number !== null) ? said : null
}

/** In hex digits; null for what does not lie within. */
function offsetAt(digits: string, at: number): number | null {
  const offset = numberAt(digits, at)
  return offset === null || offset * 2n > BigInt(digits.length) ? null : Number(offset) * 2
}

function numberAt(digits: string, at: number): bigint | null {
  const text = digits.slice(at, at + WORD)
  return text.length === WORD && /^[0-9a-fA-F]+$/.test(text) ? BigInt(`0x${text}`) : null
}

export function addressWord(address: string): string {
  return address.slice(2).toLowerCase().padStart(WORD, "0")
}

export function word(value: bigint): string {
  return value.toString(16).padStart(WORD, "0")
}
