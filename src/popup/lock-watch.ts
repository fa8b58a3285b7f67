/**
 * Whether the background refuses to speak because the wallet is locked. Every answer passes by here, so that no view
 * has to think of it; the lock itself is the background's.
 */

type Reply = { problem: { code: string } } | { answered: unknown }

let locked = false
const listeners = new Set<() => void>()

export function isLockedHere(): boolean {
  return locked
}

export function noteLocked(isLocked: boolean): void {
  if (isLocked === locked) return
  locked = isLocked
  for (const tell of listeners) tell()
}

export function noteReply<Answer extends Reply>(reply: Answer): Answer {
  if ("problem" in reply && reply.problem.code === "WALLET_LOCKED") noteLocked(true)
  return reply
}

export function onLocked(tell: () => void): () => void {
  listeners.add(tell)
  return () => listeners.delete(tell)
}
