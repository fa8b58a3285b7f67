/** What is said about typed data: structured, readable, and still whatever its contract makes of it. */
import { careful, type KindWords, type SubjectOf, signedForSite } from "./kind"

export const typedDataWords: KindWords<SubjectOf<"typedData">> = {
  question: () => "Sign this data?",
  label: () => "Sign",
  meaning: () => "Signing costs nothing now. Sign only what you understand, for a contract that you know.",
  warnings: ({ chain, domain }) => [
    careful("The wallet cannot say what this allows. Some signatures let others move your tokens later."),
    ...(chain === null ? [careful(unnamed[unnamedOf(domain)])] : []),
  ],
  approved: () => signedForSite,
}

function unnamedOf(domain: SubjectOf<"typedData">["domain"]): keyof typeof unnamed {
  if (domain.length === 0) return "everything"
  return domain.some(({ name }) => name === "chainId") ? "unknown" : "none"
}

const unnamed = {
  everything: "It names no app, contract or network, so any of them may take it.",
  none: "It names no network, so it may be good on any of them.",
  unknown: "It names a network that the wallet does not know.",
}
