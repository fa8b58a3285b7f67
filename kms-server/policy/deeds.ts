/**
 * A deed: what a request asks to be done once, with all that it takes to decide it. How it is decided, and what the log
 * and the memory of requests are to say of it. Asks nobody and writes nothing.
 */
import { randomUUID } from "node:crypto"
import { checkSpends, type Evidence, type NewEntry } from "../audit"
import type { NewRequest, RequestKey, Session, Standing } from "../store"
import { countedOf, type Tally } from "./counted"
import type { Need, Verdict } from "./rules"

export type Deed = {
  key: RequestKey
  /** What the audit entries say of it. */
  entry: Pick<NewEntry, "organizationId" | "authenticator" | "method" | "digest">
  evidence: Omit<Evidence, "decisionId">
  needs: readonly Need[]
  /** What it was planned on, where a wallet is used; it must still stand when it is decided. */
  standing?: Standing
  /** The decision, with what is known of the past at this moment and held still until it is counted. */
  decide(spent: Tally["spent"], at: number): Verdict
}

export type Change = Deed & { perform(session: Session, decisionId: string): Promise<unknown> }
export type Signing = Deed & { perform(decisionId: string): Promise<unknown> }

/** The result as JSON text, from now or from the first time; or the verdict that denied it. */
export type Outcome = { result: string } | { denied: Extract<Verdict, { allowed: false }> }

export type Begun =
  | { state: "begun"; decisionId: string }
  | { state: "elsewhere" }
  | { state: "fallen" }
  | { state: "denied"; verdict: Extract<Verdict, { allowed: false }> }

export function decideWith(deed: Deed, decisionId: string, tally: Tally, at: number): Verdict {
  const verdict = writable(deed.decide(tally.spent, at))
  if (verdict.allowed) tally.count(decisionId, verdict.reservations)
  return verdict
}

/** What the log could not hold is denied before it joins others in one transaction, which it would end for all. */
function writable(verdict: Verdict): Verdict {
  if (!verdict.allowed) return verdict
  try {
    checkSpends(countedOf(verdict.reservations))
    return verdict
  } catch {
    const why = "what it spends is more than an entry of the audit log holds"
    return { allowed: false, why, rules: verdict.rules, limits: [], amounts: null }
  }
}

export type Started = { deed: Deed; decisionId: string }

/** The decision of one that nothing is counted for. */
export function startedOf(deed: Deed, tally: Tally, at: number) {
  const decisionId = randomUUID()
  const verdict = decideWith(deed, decisionId, tally, at)
  return { deed, decisionId, verdict, begun: begunOf(decisionId, verdict) }
}

export function rowOf({ deed, decisionId }: Started): NewRequest {
  const { method, organizationId } = deed.entry
  return { ...deed.key, decisionId, method: method ?? "", organizationId: organizationId ?? null }
}

export function signedOf({ entry }: Deed, decisionId: string): NewEntry {
  return { ...entry, kind: "result", decisionId, outcome: "signed" }
}

export function standingOf(started: readonly Started[]): Map<string, Standing> {
  return new Map(
    started.flatMap(({ deed, decisionId }) => (deed.standing ? [[decisionId, deed.standing]] : [])),
  )
}

export function begunOf(decisionId: string, verdict: Verdict | undefined): Begun {
  if (verdict === undefined) return { state: "elsewhere" }
  return verdict.allowed ? { state: "begun", decisionId } : { state: "denied", verdict }
}

export function intentOf(deed: Deed, decisionId: string, verdict: Verdict | undefined): NewEntry {
  const reservations = verdict?.allowed ? verdict.reservations : []
  const outcome = `allowed by ${verdict?.rules.map(({ policy, rule }) => `${policy} ${rule}`).join(", ")}`
  return { ...deed.entry, kind: "intent", decisionId, outcome, spends: countedOf(reservations) }
}
