/** What is said about a network that a site brings. */
import { careful, type KindWords, type SubjectOf } from "./kind"

export const chainWords: KindWords<SubjectOf<"chain">> = {
  question: () => "Add this network?",
  label: () => "Add network",
  meaning: () => "Adding it moves nothing. Only this site will use it, and its RPC learns your addresses.",
  warnings: () => [
    careful("All of this is what the site says. Only the chain id was checked, with the RPC."),
  ],
  approved: () => "The network is added.",
}
