/** What is said about several transactions that are approved together. */
import { costOf, sumOf } from "../costs"
import { amountOf, symbolOf } from "./amounts"
import { callWarningsOf } from "./calls"
import { type KindWords, type SubjectOf, signedForSite, type Warning } from "./kind"

export const batchWords: KindWords<SubjectOf<"batch">> = {
  question: ({ calls }) =>
    calls.length === 1 ? "Approve 1 transaction?" : `Approve ${calls.length} transactions?`,

  label: ({ submits, calls }) => `${submits ? "Sign and send" : "Sign"}${calls.length === 1 ? "" : " all"}`,

  meaning: ({ submits }) =>
    submits
      ? "The KMS signs all of them before the wallet sends the first. If one fails on the network, those before it stand."
      : "The site gets the signed transactions and can send each of them at any time.",

  /** Each thing that cannot be read is said once, however many of them there are. */
  warnings({ calls }): Warning[] {
    const all = calls.flatMap(callWarningsOf)
    return all.filter(({ sentence }, at) => all.findIndex((other) => other.sentence === sentence) === at)
  },

  approved: () => signedForSite,
}

/** What all of them can take, in the chain's own currency: a ceiling, or, where not all can be read, a floor. */
export function batchTotalOf(batch: SubjectOf<"batch">): { name: string; amount: string } {
  const { account, chain, calls } = batch
  const { amount, fee, total } = sumOf(calls.map((call) => costOf(call, account.address)))
  const known = total ?? amount + (fee ?? 0n)
  return {
    name: `Total in ${symbolOf(chain)}, ${total === null ? "at least" : "at most"}`,
    amount: total === null && known === 0n ? "not known" : amountOf(known, batch),
  }
}

export const partOf = (place: number, total: number): string => `${place} of ${total}`
