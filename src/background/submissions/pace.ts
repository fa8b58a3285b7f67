/** How often a transaction is looked after: often while it is young or in doubt, then less and less. No clock here. */
import type { Sent } from "./submission"

/** By timer, while the worker lives. */
export const QUICK_MS = 2_000
const YOUNG_MS = 60_000

/** Older than the first, at least the second between two looks; the alarm rings twice a minute. */
const PACES = [
  [60 * 60_000, 10 * 60_000],
  [10 * 60_000, 2 * 60_000],
  [YOUNG_MS, 20_000],
] as const

/** A timer may ring a little early. */
const SLACK_MS = 200

/** A network gets this long to spread what it was sent before it is sent again. */
const AGAIN_MS = 10_000

/** What seems to come from the future, because the clock was set back, is not young. */
export function isQuick({ over, submittedAt }: Sent, now: number): boolean {
  const age = now - submittedAt
  return over !== null || (age >= 0 && age < YOUNG_MS)
}

/** After the clock was set back everything is due: nobody knows how long ago the last look was. */
export function isDue(submission: Sent, now: number): boolean {
  const { lookedAt } = submission
  return lookedAt === null || lookedAt > now || now - lookedAt >= pauseOf(submission, now)
}

function pauseOf(submission: Sent, now: number): number {
  const slow = PACES.find(([age]) => now - submission.submittedAt >= age)
  return slow === undefined || isQuick(submission, now) ? QUICK_MS - SLACK_MS : slow[1]
}

/** Whether what the network does not know is to be sent again now. */
export function isLost({ over, lastSentAt }: Sent, now: number): boolean {
  return over === null && (now - lastSentAt >= AGAIN_MS || lastSentAt > now)
}
