/** What is said about a transaction: one of a site's, or one that takes the place of another of ours. */
import { say } from "../language"
import { visibleTextOf } from "../visible-text"
import { callTitleOf, callWarningsOf } from "./calls"
import { type KindWords, type SubjectOf, signedForSite } from "./kind"

export const transactionWords: KindWords<SubjectOf<"transaction">> = {
  question(transaction) {
    const { call, submits, replaces } = transaction
    if (replaces) return say(`transaction.${replaces.how}.question`)
    return say("transaction.question", { title: callTitleOf(call, transaction, submits) })
  },

  label({ submits, replaces }) {
    if (replaces) return say(`transaction.${replaces.how}.label`)
    return say(submits ? "transaction.label.sends" : "transaction.label.signs")
  },

  meaning({ submits, replaces, chain }) {
    if (replaces) return say(`transaction.${replaces.how}.meaning`)
    return submits
      ? say("transaction.meaning.sends", { network: visibleTextOf(chain.name) })
      : say("transaction.meaning.signs")
  },

  warnings: ({ call }) => callWarningsOf(call),

  approved: ({ isOwn }) => (isOwn ? say("transaction.approvedByYou") : signedForSite()),
}
