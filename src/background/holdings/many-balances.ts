/** The balances of many tokens in one question. */
import type { Hex } from "~protocol"
import { addressWord, manyCallsData, readManyCalls } from "../chains/multicall"

const BALANCE_OF = "70a08231"

export function balanceOfData(owner: string): Hex {
  return `0x${BALANCE_OF}${addressWord(owner)}`
}

export function manyBalancesData(owner: string, tokens: readonly string[]): Hex {
  return manyCallsData(tokens.map((to) => ({ to, data: balanceOfData(owner).slice(2) })))
}

/** One for each, in their order; null for what did not answer as a token does. Null for all where nobody answered. */
export function readManyBalances(answer: string, count: number): (bigint | null)[] | null {
  return readManyCalls(answer, count, 1)?.map((said) => said?.[0] ?? null) ?? null
}
