/** What is said about a transaction: one of a site's, or one that takes the place of another of ours. */
import { visibleTextOf } from "../visible-text"
import { callTitleOf, callWarningsOf } from "./calls"
import { type KindWords, type SubjectOf, signedForSite } from "./kind"

type Transaction = SubjectOf<"transaction">
type How = NonNullable<Transaction["replaces"]>["how"]

const replacing: Record<How, { question: string; label: string; meaning: string }> = {
  "speed-up": {
    question: "Speed up this transaction?",
    label: "Speed up",
    meaning:
      "The same transaction is sent again at a higher fee. Only one of the two can happen, and only its fee is paid.",
  },
  cancel: {
    question: "Cancel this transaction?",
    label: "Send cancellation",
    meaning:
      "An empty transaction to yourself takes its place, at a higher fee. If the network has taken the first one by then, that one stands.",
  },
}

export const transactionWords: KindWords<Transaction> = {
  question(transaction) {
    const { call, submits, replaces } = transaction
    return replaces ? replacing[replaces.how].question : `${callTitleOf(call, transaction, submits)}?`
  },

  label({ submits, replaces }) {
    if (replaces) return replacing[replaces.how].label
    return submits ? "Sign and send" : "Sign"
  },

  meaning({ submits, replaces, chain }) {
    if (replaces) return replacing[replaces.how].meaning
    return submits
      ? `The KMS signs it, and the wallet sends it to ${visibleTextOf(chain.name)}.`
      : "The site gets the signed transaction and can send it at any time."
  },

  warnings: ({ call }) => callWarningsOf(call),

  approved: ({ isOwn }) => (isOwn ? "Approved. The KMS signs now, and the wallet sends it." : signedForSite),
}
