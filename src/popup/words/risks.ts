/** What is said about a risk. What its terms hold may be a page's own word: it is made safe to look at, and kept short. */
import type { AssetFacts, Risk, Severity } from "~protocol"
import { shortAddressOf } from "../addresses"
import { say } from "../language"
import { visibleTextOf } from "../visible-text"

const TERM_LENGTH = 120
const ADDRESS = /^(0x[0-9a-fA-F]{40}|[1-9A-HJ-NP-Za-km-z]{32,44})$/
const order: readonly Severity[] = ["block", "high", "careful", "note"]

/** `isBatch`: there are several calls, so that it is said which is meant. */
export function riskSentenceOf(risk: Risk, assets: readonly AssetFacts[], isBatch: boolean): string {
  const terms = Object.entries(risk.terms).map(([name, term]) => [name, termInWords(term, assets)])
  const told = say(`risk.${risk.code}` as "risk.permit", Object.fromEntries(terms))
  // A term that did not come leaves its place empty rather than a name that nobody understands.
  const sentence = told.replaceAll(/\{\{\w+\}\}/g, "…")
  return isBatch && risk.place !== null
    ? say("insight.ofCall", { place: risk.place + 1, sentence })
    : sentence
}

/** The worst first. */
export function sortedRisks(risks: readonly Risk[]): Risk[] {
  return [...risks].sort((one, other) => order.indexOf(one.severity) - order.indexOf(other.severity))
}

function termInWords(term: string, assets: readonly AssetFacts[]): string {
  if (!ADDRESS.test(term))
    return visibleTextOf(term.length > TERM_LENGTH ? `${term.slice(0, TERM_LENGTH)}…` : term)
  const facts = assets.find(({ asset }) => asset.address?.toLowerCase() === term.toLowerCase())
  return facts?.symbol ? visibleTextOf(facts.symbol) : shortAddressOf(term)
}
