/** All risks of a consent, the worst first, each once. */
import { type Reading, type Risk, Severity } from "~protocol"
import { type Asked, appraisalOf, type Known } from "./appraisal"
import { approvalRisks } from "./approvals"
import { documentRisks } from "./documents"
import { hiddenCharacterRisks } from "./hidden-characters"
import { messageRisks } from "./messages"
import { orderRisks } from "./orders"
import { outcomeRisks } from "./outcomes"
import { recipientRisks } from "./recipients"
import { rightRisks } from "./rights"
import { signInRisks } from "./sign-ins"
import { siteRisks } from "./sites"
import { unknownRisks } from "./unknowns"

const groups = [
  siteRisks,
  outcomeRisks,
  approvalRisks,
  orderRisks,
  rightRisks,
  recipientRisks,
  signInRisks,
  messageRisks,
  documentRisks,
  unknownRisks,
  hiddenCharacterRisks,
]

/** Nobody reads more; what is left out is no worse than what stays. */
export const MOST_RISKS = 24

export function appraise(asked: Asked, readings: readonly Reading[], known: Known): Risk[] {
  const appraisal = appraisalOf(asked, readings, known)
  const found = new Map<string, Risk>()
  for (const risk of groups.flatMap((group) => group(appraisal))) {
    const key = JSON.stringify([risk.code, risk.place, risk.terms])
    if (!found.has(key)) found.set(key, risk)
  }
  return [...found.values()].sort((a, b) => rankOf(b) - rankOf(a)).slice(0, MOST_RISKS)
}

function rankOf({ severity }: Risk): number {
  return Severity.options.indexOf(severity)
}
