/**
 * The lock: while it is closed nothing is approved and no page is told an account. It is closed whenever that is in
 * doubt: in another run of the browser, after too long without the person, by a clock that was set back. All of it is
 * written down, so that the death of the worker opens nothing and forgives no wrong passphrase. It guards what a
 * person can do here; it encrypts nothing.
 */
import { base64urlnopad } from "@scure/base"
import { fault, type LockAfter, type LockChange, type LockProof, type LockState } from "~protocol"
import type { BrowserRun, LockAlarm } from "../roles"
import type { Store } from "../store"
import { checkAssertion, passkeyOf } from "./passkey"
import { isPassphrase, verifierOf } from "./passphrase"
import {
  isSet,
  isStillOpen,
  type LockRecord,
  locksAt,
  noLock,
  noTries,
  settleClock,
  tryOnce,
  waitOf,
} from "./record"

export type Lock = {
  /** Closes it first, where it is time, and tells whom that concerns. */
  isLocked(): Promise<boolean>
  state(): Promise<LockState>
  /** A new challenge for a passkey; good once, and not for long. */
  challenge(): Promise<string>
  /** Throws LOCK_PROOF_WRONG, LOCK_WAITS or PASSKEY_REFUSED. */
  unlock(proof: LockProof): Promise<void>
  lockNow(): Promise<void>
  /** With a lock there is, only who could open it changes it. */
  change(proof: LockProof | null, to: LockChange): Promise<void>
  after(): Promise<LockAfter>
  setAfter(after: LockAfter): Promise<void>
  /** The person did something in a page of the extension. */
  act(): Promise<void>
  /** Looks whether it is time, and goes on with what a worker that died has left undone. */
  look(): Promise<void>
}

export type LockHands = {
  store: Store
  run: BrowserRun
  alarm: LockAlarm
  /** The origin of the extension's own pages. */
  origin: string
  now: () => number
  /** It has been closed: what was asked before is over, and pages see no account. */
  closed: (at: number) => Promise<void>
  opened: () => Promise<void>
}

const CHALLENGE_BYTES = 32
const CHALLENGE_LIFE_MS = 5 * 60_000
/** Acts that follow one another more closely are one. */
const ACT_EVERY_MS = 5_000

export function openLock({ store, run, alarm, origin, now, closed, opened }: LockHands): Lock {
  /** This worker is the only one that writes it. */
  let known: LockRecord | null = null
  let closing: Promise<void> | null = null

  async function read(): Promise<LockRecord> {
    known ??= (await (await store()).get("lock", "current")) ?? noLock
    return known
  }

  /** In one transaction; `next` throws to leave all as it is. */
  async function write(next: (before: LockRecord) => LockRecord): Promise<LockRecord> {
    return (await exchange(next)).after
  }

  async function exchange(next: (before: LockRecord) => LockRecord) {
    const tx = (await store()).transaction("lock", "readwrite", { durability: "strict" })
    const before = (await tx.store.get("current")) ?? noLock
    const after = next(before)
    if (after !== before) await tx.store.put(after, "current")
    await tx.done
    known = after
    return { before, after }
  }

  async function isLocked(): Promise<boolean> {
    if (closing !== null) await closing
    const record = await read()
    if (!isSet(record)) return false
    if (record.open === null) return true
    if (isStillOpen(record, await run.id(), now())) return false
    await close()
    return true
  }

  function close(): Promise<void> {
    closing ??= closeOnce().finally(() => {
      closing = null
    })
    return closing
  }

  async function closeOnce(): Promise<void> {
    await write((before) => ({ ...before, open: null, closedAt: before.closedAt ?? now() }))
    await finishClosing()
  }

  async function finishClosing(): Promise<void> {
    const { closedAt } = await read()
    if (closedAt === null) return
    await alarm.clear()
    await closed(closedAt)
    await write((before) => ({ ...before, closedAt: null }))
  }

  async function schedule(record: LockRecord): Promise<void> {
    const at = isSet(record) ? locksAt(record) : null
    await (at === null ? alarm.clear() : alarm.setAt(at))
  }

  async function check(proof: LockProof): Promise<void> {
    if (proof.kind === "passphrase") return checkPassphrase(proof.passphrase)
    const { passkey } = await read()
    if (passkey === null) throw fault("LOCK_PROOF_WRONG")
    const checked = await checkAssertion(passkey, proof, { origin, challenge: await takeChallenge() })
    await write((before) => ({ ...before, passkey: checked, tries: noTries }))
  }

  /** It counts before it is looked at. */
  async function checkPassphrase(passphrase: string): Promise<void> {
    const at = now()
    const { before } = await exchange((record) => {
      const tries = settleClock(record.tries, at)
      return { ...record, tries: waitOf(tries, at) > 0 ? tries : tryOnce(tries, at) }
    })
    const retryAfterMs = waitOf(settleClock(before.tries, at), at)
    if (retryAfterMs > 0) throw fault("LOCK_WAITS", { retryAfterMs })
    const verifier = before.passphrase
    if (verifier === null || !(await isPassphrase(passphrase, verifier))) throw fault("LOCK_PROOF_WRONG")
    await write((before) => ({ ...before, tries: noTries }))
  }

  async function takeChallenge(): Promise<string> {
    const { before } = await exchange((record) => ({ ...record, challenge: null }))
    const ageMs = before.challenge === null ? CHALLENGE_LIFE_MS : now() - before.challenge.at
    if (before.challenge === null || ageMs < 0 || ageMs >= CHALLENGE_LIFE_MS) throw fault("LOCK_PROOF_WRONG")
    return before.challenge.text
  }

  async function changed(to: LockChange): Promise<(before: LockRecord) => LockRecord> {
    if (to.kind === "nothing") return ({ after }) => ({ ...noLock, after })
    if (to.kind === "passphrase") {
      const passphrase = await verifierOf(to.passphrase)
      return (before) => ({ ...before, passphrase, tries: noTries })
    }
    const passkey = passkeyOf(to, { origin, challenge: await takeChallenge() })
    return (before) => ({ ...before, passkey })
  }

  return {
    isLocked,

    async state() {
      const locked = await isLocked()
      const record = await read()
      const { passphrase, passkey, tries } = record
      return {
        isSet: isSet(record),
        isLocked: locked,
        hasPassphrase: passphrase !== null,
        credentialId: passkey?.credentialId ?? null,
        waitMs: waitOf(settleClock(tries, now()), now()),
      }
    },

    async challenge() {
      const text = base64urlnopad.encode(crypto.getRandomValues(new Uint8Array(CHALLENGE_BYTES)))
      await write((before) => ({ ...before, challenge: { text, at: now() } }))
      return text
    },

    async unlock(proof) {
      await isLocked()
      await check(proof)
      const open = { run: await run.id(), actedAt: now() }
      await schedule(await write((before) => ({ ...before, open })))
      await opened()
    },

    async lockNow() {
      if (isSet(await read()) && !(await isLocked())) await close()
    },

    async change(proof, to) {
      if (await isLocked()) throw fault("WALLET_LOCKED")
      if (isSet(await read())) {
        if (proof === null) throw fault("LOCK_PROOF_WRONG")
        await check(proof)
      }
      const next = await changed(to)
      const open = { run: await run.id(), actedAt: now() }
      await schedule(await write((before) => ({ ...next(before), open })))
    },

    after: async () => (await read()).after,

    async setAfter(after) {
      await schedule(await write((before) => ({ ...before, after })))
    },

    async act() {
      if (await isLocked()) return
      const { open } = await read()
      const at = now()
      if (open === null || (at >= open.actedAt && at - open.actedAt < ACT_EVERY_MS)) return
      await schedule(await write((before) => actAt(before, at)))
    },

    async look() {
      await isLocked()
      if (closing === null) await finishClosing()
    },
  }
}

/** Whoever was locked out in between has done nothing. */
function actAt(before: LockRecord, actedAt: number): LockRecord {
  return before.open === null ? before : { ...before, open: { ...before.open, actedAt } }
}
