/** How a decision is told: by the digest of what was shown. One that goes wrong stands in nobody else's way. */
import type { ConsentView } from "~protocol"
import type { Ask, Problem } from "./ask"
import type { Decision } from "./screen"

/** A request that is gone needs no rejecting. */
const GONE = ["CONSENT_UNKNOWN", "CONSENT_EXPIRED"]

/** What went wrong, or null. */
export async function tell(ask: Ask, consent: ConsentView, decision: Decision): Promise<Problem | null> {
  const { id, digest, subject } = consent
  const reply = await ask("decide", { id, kind: subject.kind, decision, digest })
  return "problem" in reply ? reply.problem : null
}

/** Rejects one after the other, whatever becomes of each. Gives those that are still open. */
export async function rejectEach(
  ask: Ask,
  consents: readonly ConsentView[],
): Promise<{ id: string; problem: Problem }[]> {
  const failed: { id: string; problem: Problem }[] = []
  for (const consent of consents) {
    const problem = await tell(ask, consent, "reject")
    if (problem !== null && !GONE.includes(problem.code)) failed.push({ id: consent.id, problem })
  }
  return failed
}
