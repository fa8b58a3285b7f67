/**
 * The balances of many tokens in one question, by the contract that calls others in turn and stands at one address on
 * every large chain. Where it does not stand, it answers nothing, and nothing is made of that.
 */
import type { Hex } from "~protocol"

export const MULTICALL = "0xcA11bde05977b3631167028862bE2a173976CA11"

/** `aggregate3`, with calls that may fail each on its own. */
const AGGREGATE = "82ad56cb"
const BALANCE_OF = "70a08231"
const WORD = 64
/** Of one call, in bytes: its address, that it may fail, where its data is, how long it is, and the data. */
const CALL_BYTES = 6 * 32

export function balanceOfData(owner: string): Hex {
  return `0x${BALANCE_OF}${addressWord(owner)}`
}

export function manyBalancesData(owner: string, tokens: readonly string[]): Hex {
  const offsets = tokens.map((_, at) => word(BigInt(tokens.length * 32 + at * CALL_BYTES)))
  const data = `${BALANCE_OF}${addressWord(owner)}`.padEnd(2 * WORD, "0")
  const calls = tokens.map((token) => [addressWord(token), word(1n), word(96n), word(36n), data].join(""))
  return `0x${AGGREGATE}${word(32n)}${word(BigInt(tokens.length))}${offsets.join("")}${calls.join("")}`
}

/** One for each, in their order; null for what did not answer as a token does. Null for all where nobody answered. */
export function readManyBalances(answer: string, count: number): (bigint | null)[] | null {
  const digits = answer.slice(2)
  const list = offsetAt(digits, 0)
  if (list === null || numberAt(digits, list) !== BigInt(count)) return null
  return Array.from({ length: count }, (_, at) => {
    const offset = offsetAt(digits, list + WORD * (1 + at))
    return offset === null ? null : readResult(digits, list + WORD + offset)
  })
}

function readResult(digits: string, at: number): bigint | null {
  const bytes = offsetAt(digits, at + WORD)
  if (numberAt(digits, at) !== 1n || bytes === null || numberAt(digits, at + bytes) !== 32n) return null
  return numberAt(digits, at + bytes + WORD)
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
