/** What may be agreed to as long as it is not known what is risky about it: an absent answer is never a good one. */
import type { Seen } from "./use-insight"
import type { Warning } from "./words/kind"

export type Judgement = {
  /** What is said of the subject itself. Once the risks are known, they say better what a foreword said. */
  warnings: readonly Warning[]
  /** Still being read: nobody can agree yet. */
  isAwaited: boolean
  /** Nobody waits for ever: it can be agreed to unread, and is said to be. */
  isUnjudged: boolean
  /** Agreed to only by more than a press. */
  isHeld: boolean
}

/** `isPatient`: it has been on the screen for a moment only. */
export function judge(seen: Seen, warnings: readonly Warning[], isPatient: boolean): Judgement {
  const isAppraised = seen.status === "known" && seen.insight.isAppraised
  const isUnread = !isAppraised && seen.status !== "none"
  const isUnjudged = isUnread && !isPatient
  return {
    warnings: isAppraised ? warnings.filter(({ isForeword }) => !isForeword) : warnings,
    isAwaited: isUnread && isPatient,
    isUnjudged,
    isHeld: isUnjudged || (!isAppraised && warnings.some(({ tone }) => tone === "bad")),
  }
}
