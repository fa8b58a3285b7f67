/** What is said about several transactions that are approved together. */
import { costOf, sumOf } from "../costs"
import { say } from "../language"
import { amountOf, symbolOf } from "./amounts"
import { callWarningsOf } from "./calls"
import { type KindWords, type SubjectOf, signedForSite, type Warning } from "./kind"

export const batchWords: KindWords<SubjectOf<"batch">> = {
  question: ({ calls }) => say("batch.question", { count: calls.length }),

  label: ({ submits, calls }) => say(submits ? "batch.sends" : "batch.signs", { count: calls.length }),

  meaning: ({ submits }) => say(submits ? "batch.meaning.sends" : "batch.meaning.signs"),

  /** Each thing that cannot be read is said once, however many of them there are. */
  warnings({ calls }): Warning[] {
    const all = calls.flatMap(callWarningsOf)
    return all.filter(({ sentence }, at) => all.findIndex((other) => other.sentence === sentence) === at)
  },

  approved: signedForSite,
}

/** What all of them can take, in the chain's own currency: a ceiling, or, where not all can be read, a floor. */
export function batchTotalOf(batch: SubjectOf<"batch">): { name: string; amount: string; known: bigint } {
  const { account, chain, calls } = batch
  const { amount, fee, total } = sumOf(calls.map((call) => costOf(call, account.address)))
  const known = total ?? amount + (fee ?? 0n)
  return {
    name: say(total === null ? "batch.atLeast" : "batch.atMost", { symbol: symbolOf(chain) }),
    amount: total === null && known === 0n ? say("common.notKnown") : amountOf(known, batch),
    known,
  }
}

export function partOf(place: number, total: number): string {
  return say("batch.part", { place, total })
}
