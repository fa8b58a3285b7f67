/** The last round of many feeds, in one question. */
import { MULTICALL, manyCallsData, readManyCalls } from "../chains/multicall"

/** `answer` in the feed's own decimals; `updatedAt` in ms since the epoch. */
export type Round = { answer: bigint; updatedAt: number }

const LATEST_ROUND_DATA = "feaf968c"
/** Round, answer, when it began, when it was written, and the round it was answered in. */
const WORDS = 5
const HIGHEST_ANSWER = 2n ** 128n

export function roundsData(feeds: readonly string[]): { to: string; data: string } {
  return { to: MULTICALL, data: manyCallsData(feeds.map((to) => ({ to, data: LATEST_ROUND_DATA }))) }
}

/** One for each, in their order; null for what is no price. Null for all where nobody answered. */
export function readRounds(answer: string, count: number): (Round | null)[] | null {
  return readManyCalls(answer, count, WORDS)?.map(roundOf) ?? null
}

/** An answer below nothing is a number that is too high for one. */
function roundOf(said: bigint[] | null): Round | null {
  const [, answer = 0n, , updatedAt = 0n] = said ?? []
  const isPrice = answer > 0n && answer < HIGHEST_ANSWER && updatedAt <= 8_640_000_000_000n
  return isPrice ? { answer, updatedAt: Number(updatedAt) * 1000 } : null
}
