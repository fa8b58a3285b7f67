/** What is said about a site whose small payments are approved by themselves. */
import { careful, type KindWords, type SubjectOf } from "./kind"

export const autoConfirmWords: KindWords<SubjectOf<"autoConfirm">> = {
  question: () => "Approve this site's payments without asking?",
  label: () => "Allow",
  meaning: () => "It ends by itself. To end it sooner, disconnect the site in the wallet.",
  warnings: () => [careful("Up to these amounts, payments go out without a question.")],
  approved: () => "Allowed, until its time is over.",
}

export const autoConfirmMay: readonly string[] = ["Send payments that the wallet can read whole"]

export const autoConfirmMayNot: readonly string[] = [
  "Go over these amounts, fees included",
  "Sign messages or call contracts without you",
]
