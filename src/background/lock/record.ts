/**
 * What is written down of the lock, and what follows from it. Nothing in it opens anything: the passphrase is there as
 * a slow hash of it, the passkey as its public key. Pure; no clock, no store.
 */
import type { LockAfter } from "~protocol"
import type { Passkey } from "./passkey"
import type { Verifier } from "./passphrase"

/** Wrong passphrases in a row, and until when none is looked at. */
export type Tries = { count: number; lastAt: number; until: number }

export type LockRecord = {
  passphrase: Verifier | null
  passkey: Passkey | null
  after: LockAfter
  /** In which run of the browser it was unlocked, and the person's last act since; null while it is locked. */
  open: { run: string; actedAt: number } | null
  /** When it was locked, as long as those whom that concerns have not been told. */
  closedAt: number | null
  tries: Tries
  challenge: { text: string; at: number } | null
}

export const noTries: Tries = { count: 0, lastAt: 0, until: 0 }

export const noLock: LockRecord = {
  passphrase: null,
  passkey: null,
  after: "15",
  open: null,
  closedAt: null,
  tries: noTries,
  challenge: null,
}

const MINUTE_MS = 60_000
/** A clock that was set back further than this since the last act says nothing about how long that was. */
const CLOCK_SLACK_MS = 60_000

export function isSet({ passphrase, passkey }: LockRecord): boolean {
  return passphrase !== null || passkey !== null
}

/** Whether what was unlocked is so still: in the same run of the browser, and not left alone for too long. */
export function isStillOpen({ open, after }: LockRecord, run: string, now: number): boolean {
  if (open === null) return false
  if (after === "never") return true
  if (open.run !== run) return false
  const idleMs = now - open.actedAt
  return after === "close" || (idleMs < idleMsOf(after) && idleMs > -CLOCK_SLACK_MS)
}

/** When it locks by itself, if nobody does anything until then; null where no time says so. */
export function locksAt({ open, after }: LockRecord): number | null {
  if (open === null || after === "never" || after === "close") return null
  return open.actedAt + idleMsOf(after)
}

function idleMsOf(after: Exclude<LockAfter, "never" | "close">): number {
  return Number(after) * MINUTE_MS
}

/** So many cost nothing but the time of the hash. */
export const FREE_TRIES = 5
const FIRST_WAIT_MS = 30_000
const LONGEST_WAIT_MS = 60 * MINUTE_MS

/** With one more, which counts as wrong until it was right: whoever ends the worker in between has used it up. */
export function tryOnce({ count }: Tries, now: number): Tries {
  return { count: count + 1, lastAt: now, until: now + waitFor(count + 1) }
}

/** What is left of the wait. */
export function waitOf({ until, count }: Tries, now: number): number {
  return Math.max(0, Math.min(until - now, waitFor(count)))
}

/** A clock that was set back begins the wait anew; it neither shortens it nor makes it longer than it is. */
export function settleClock(tries: Tries, now: number): Tries {
  return now < tries.lastAt ? { ...tries, lastAt: now, until: now + waitFor(tries.count) } : tries
}

function waitFor(count: number): number {
  return count < FREE_TRIES ? 0 : Math.min(FIRST_WAIT_MS * 2 ** (count - FREE_TRIES), LONGEST_WAIT_MS)
}
