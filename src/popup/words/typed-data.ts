/** What is said about typed data: structured, readable, and still whatever its contract makes of it. */
import { say } from "../language"
import { careful, foreword, type KindWords, type SubjectOf, signedForSite, type Warning } from "./kind"

export const typedDataWords: KindWords<SubjectOf<"typedData">> = {
  question: () => say("typedData.question"),
  label: () => say("typedData.label"),
  meaning: () => say("typedData.meaning"),

  warnings({ chain, domain }): Warning[] {
    const mayAllow = foreword(careful(say("typedData.mayAllow")))
    if (chain !== null) return [mayAllow]
    return [mayAllow, careful(say(`typedData.${unnamedOf(domain)}`))]
  },

  approved: signedForSite,
}

function unnamedOf(domain: SubjectOf<"typedData">["domain"]) {
  if (domain.length === 0) return "noDomain"
  return domain.some(({ name }) => name === "chainId") ? "unknownNetwork" : "noNetwork"
}

const domainNames = ["name", "version", "chainId", "verifyingContract", "salt"] as const

/** What a member of the domain is called in plain words; null for one of a page's own. */
export function domainNameOf(member: string): string | null {
  const known = domainNames.find((name) => name === member)
  return known === undefined ? null : say(`typedData.domain.${known}`)
}
