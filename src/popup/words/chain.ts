/** What is said about a network that a site brings. */
import { say } from "../language"
import { careful, type KindWords, type SubjectOf } from "./kind"

export const chainWords: KindWords<SubjectOf<"chain">> = {
  question: () => say("chain.question"),
  label: () => say("chain.label"),
  meaning: () => say("chain.meaning"),
  warnings: () => [careful(say("chain.saysSite"))],
  approved: () => say("chain.approved"),
}
