/**
 * What the system says of a transaction that came to its end, in the person's language. While the wallet is locked it
 * does not say which. Pure.
 */
import type { Choices } from "../roles"
import type { Ended } from "./submission"
import { type Language, summaryOf } from "./summary"

export type Notice = { id: string; title: string; text: string }

const words = {
  en: {
    landed: "Your transaction is done",
    failed: "Your transaction failed",
    locked: "Unlock the wallet to see which.",
    on: (summary: string, chain: string) => `${summary}, on ${chain}`,
  },
  de: {
    landed: "Deine Transaktion ist erledigt",
    failed: "Deine Transaktion ist fehlgeschlagen",
    locked: "Entsperr die Wallet, um zu sehen, welche.",
    on: (summary: string, chain: string) => `${summary}, auf ${chain}`,
  },
} as const

type Circumstances = {
  choices: Pick<Choices, "notifications" | "language">
  /** Of the browser, the preferred first. */
  languages: readonly string[]
  isLocked: boolean
  chainName: string
}

/** Null where nothing is to be said. */
export function noticeOf(
  one: Ended,
  { choices, languages, isLocked, chainName }: Circumstances,
): Notice | null {
  if (!choices.notifications || (one.status !== "landed" && one.status !== "failed")) return null
  const language = choices.language === "system" ? spokenOf(languages) : choices.language
  const said = words[language]
  return {
    id: one.id,
    title: said[one.status],
    text: isLocked ? said.locked : said.on(summaryOf(one.deed, language), chainName),
  }
}

function spokenOf(languages: readonly string[]): Language {
  const known = languages
    .map((tag) => tag.toLowerCase().split("-")[0])
    .find((tag) => tag === "en" || tag === "de")
  return known === "de" ? "de" : "en"
}
