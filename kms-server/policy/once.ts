/**
 * Does what a request asks exactly once, whatever is repeated, in parallel, or cut off by a crash:
 *
 *   change   remember → decide → perform → result          one transaction
 *   sign     remember → decide → reserve → intent          a transaction, shared with whoever comes at the same time
 *            the signer signs                               nothing held
 *            result → commit the reservation                another shared transaction
 *
 * Where nothing is counted, those who begin and those who end share one statement (`takeTurn`), which happens only if
 * the log is still as it was when they were decided; whoever is not served by it goes the way above.
 *
 * The same bytes by the same key are the same request: a repeat gets the stored answer, to the byte. A signature
 * leaves only after its result is on disk, and only if nobody has settled the decision in the meantime; a decision
 * that was begun and abandoned is settled as interrupted, what it reserved is given back, and the same bytes may be
 * begun again under a new decision.
 */
import { randomUUID } from "node:crypto"
import { fault } from "~protocol"
import type { AuditLog, NewEntry } from "../audit"
import {
  beginRequests,
  type Database,
  failRequests,
  findAbandoned,
  findRequest,
  findStanding,
  finishRequests,
  forgetDecisions,
  forgetRequests,
  forgetSpends,
  inTransaction,
  isDatabaseTrouble,
  loadSpent,
  lockHolders,
  type RememberedRequest,
  type RequestKey,
  recordSpends,
  releaseSpends,
  type Session,
} from "../store"
import { openBatches } from "./batches"
import { openTally, type Tally } from "./counted"
import {
  type Begun,
  begunOf,
  type Change,
  type Deed,
  decideWith,
  intentOf,
  type Outcome,
  rowOf,
  type Signing,
  type Started,
  signedOf,
  standingOf,
  startedOf,
} from "./deeds"
import { MAX_WINDOW_MS, type Need, type Verdict } from "./rules"

/** Longer than a stamp can be in time, seen from either end of its window. */
export const REMEMBER_MS = 15 * 60 * 1000

/** How long a decision may be at work before anybody may settle it. */
export const LEASE_MS = 5000

const PAUSE_MS = 20
/** How often whoever waits for another process looks whether that one is gone. */
const SETTLE_MS = 500
const PATIENCE_MS = 2 * LEASE_MS

export type Memory = {
  recall(key: RequestKey): Promise<RememberedRequest | null>
  change(deed: Change): Promise<Outcome>
  sign(deed: Signing): Promise<Outcome>
  /** Settles what was begun and abandoned, and forgets what is too old to be repeated. */
  tidy(): Promise<void>
}

type Ended = { deed: Signing; decisionId: string; result: string | null }
/** Whoever waits for a turn of the log, and what it came to; null: not in this turn. */
type Waiting = { begins: Deed } | { ends: Signed }
type Signed = Ended & { result: string }
type Served = { begun: Begun } | { ended: true } | null

export function openMemory(database: Database, audit: AuditLog): Memory {
  const underWay = new Map<string, Promise<Outcome>>()
  const mayRetry = (thrown: unknown) => !isDatabaseTrouble(thrown)
  const begins = openBatches(beginTogether, { mayRetry })
  const ends = openBatches(endTogether, { mayRetry })
  const turns = openBatches(takeTurn, { mayRetry })
  /** What is at work in transactions that hold the log, during which no turn could be had. */
  const holding = new Set<Promise<unknown>>()

  async function whileHolding<T>(work: Promise<T>): Promise<T> {
    holding.add(work)
    return work.finally(() => holding.delete(work))
  }

  async function beginOne(deed: Deed): Promise<Begun> {
    const served = deed.needs.length > 0 ? null : await turns.add({ begins: deed })
    return served && "begun" in served ? served.begun : whileHolding(begins.add(deed))
  }

  async function endOne(deed: Signing, decisionId: string, result: string): Promise<boolean> {
    const served = await turns.add({ ends: { deed, decisionId, result } })
    return served !== null || whileHolding(ends.add({ deed, decisionId, result }))
  }

  /** Decides without the lock, on the log as it was last seen, and writes it all down if that is how the log still is. */
  async function takeTurn(waiting: readonly Waiting[]): Promise<readonly Served[]> {
    // Only for those that are there now: where such work never ends, the way of this turn is theirs.
    await Promise.allSettled(holding)
    const nobody = waiting.map(() => null)
    const { at, write } = await audit.foresee()
    const tally = openTally(() => 0n, at)
    const turn = waiting.map((one) => ("ends" in one ? one : startedOf(one.begins, tally, at)))
    if (tally.counted().length > 0) return nobody
    const begun = turn.flatMap((one) => ("begun" in one && one.begun.state === "begun" ? [one] : []))
    const ended = turn.flatMap((one) => ("ends" in one ? [one.ends] : []))
    const served = turn.map((one) => ("ends" in one ? { ended: true as const } : { begun: one.begun }))
    if (begun.length + ended.length === 0) return served
    const entries = [
      ...ended.map(({ deed, decisionId }) => signedOf(deed, decisionId)),
      ...begun.map(({ deed, decisionId, verdict }) => intentOf(deed, decisionId, verdict)),
    ]
    const evidence = begun.map(({ deed, decisionId }) => ({ ...deed.evidence, decisionId }))
    const isDone = await write(entries, evidence, {
      begun: begun.map(rowOf),
      leaseMs: LEASE_MS,
      standing: standingOf(begun),
      finished: ended.map(({ deed, decisionId, result }) => ({ ...deed.key, decisionId, result })),
    })
    return isDone ? served : nobody
  }

  function begin(session: Session, started: readonly Started[]) {
    return beginRequests(session, started.map(rowOf), audit.now(), LEASE_MS)
  }

  /** Decides, counts and writes the intents of all of them, or none. Whoever holds the log decides alone. */
  function beginTogether(deeds: readonly Deed[]): Promise<readonly Begun[]> {
    const started = deeds.map((deed) => ({ deed, decisionId: randomUUID() }))
    return inTransaction(database, async (session) => {
      // Both are on their way at once: they arrive in this order, on the one connection of the transaction.
      const [at, mine, standing] = await Promise.all([
        audit.hold(session),
        begin(session, started),
        findStanding(session, standingOf(started)),
      ])
      const begun = started.filter(({ decisionId }) => mine.has(decisionId))
      const own = begun.filter(({ deed, decisionId }) => !deed.standing || standing.has(decisionId))
      const fallen = begun.filter((one) => !own.includes(one)).map(({ decisionId }) => decisionId)
      const tally = await openTallyOf(
        session,
        own.flatMap(({ deed }) => deed.needs),
        at,
      )
      const verdicts = new Map(
        own.map(({ deed, decisionId }) => [decisionId, decideWith(deed, decisionId, tally, at)]),
      )
      const allowed = own.filter(({ decisionId }) => verdicts.get(decisionId)?.allowed)
      const denied = own.filter(({ decisionId }) => !verdicts.get(decisionId)?.allowed)
      await forgetDecisions(
        session,
        denied.map(({ decisionId }) => decisionId),
      )
      await writeIntents(session, allowed, verdicts, tally)
      await forgetDecisions(session, fallen)
      return started.map(({ decisionId }) =>
        fallen.includes(decisionId) ? { state: "fallen" } : begunOf(decisionId, verdicts.get(decisionId)),
      )
    })
  }

  async function writeIntents(
    session: Session,
    allowed: readonly { deed: Deed; decisionId: string }[],
    verdicts: ReadonlyMap<string, Verdict>,
    tally: Tally,
  ): Promise<void> {
    if (allowed.length === 0) return
    await recordSpends(session, tally.counted())
    const evidence = allowed.map(({ deed, decisionId }) => ({ ...deed.evidence, decisionId }))
    const entries = allowed.map(({ deed, decisionId }) =>
      intentOf(deed, decisionId, verdicts.get(decisionId)),
    )
    await Promise.all([audit.keepEvidence(session, evidence), audit.append(session, entries)])
  }

  /** Stores what came of them; a signature whose decision was settled by others is thrown away. */
  function endTogether(ended: readonly Ended[]): Promise<readonly boolean[]> {
    return inTransaction(database, async (session) => {
      const signed = ended.flatMap(({ deed, decisionId, result }) =>
        result === null ? [] : [{ ...deed.key, decisionId, result }],
      )
      const failed = ended.filter(({ result }) => result === null).map(({ decisionId }) => decisionId)
      const [, stored] = await Promise.all([audit.hold(session), finishRequests(session, signed)])
      const entries = ended
        .filter(({ decisionId }) => stored.has(decisionId))
        .map(({ deed, decisionId }) => signedOf(deed, decisionId))
      await settle(session, failed, "failed", entries)
      return ended.map(({ decisionId }) => stored.has(decisionId))
    })
  }

  /** Ends decisions without a result: what they reserved is given back, and the log says so. */
  async function settle(
    session: Session,
    decisionIds: readonly string[],
    outcome: string,
    entries: NewEntry[] = [],
  ) {
    const settled = await failRequests(session, decisionIds)
    await releaseSpends(
      session,
      settled.map(({ decisionId }) => decisionId),
    )
    const ends = settled.map(({ decisionId, organizationId, method, digest }) => ({
      ...{ kind: "result" as const, decisionId, organizationId, method, digest, outcome, released: true },
    }))
    if (entries.length + ends.length > 0) await audit.append(session, [...entries, ...ends])
  }

  function settleAbandoned(): Promise<void> {
    return inTransaction(database, async (session) => {
      await audit.hold(session)
      const abandoned = await findAbandoned(session)
      if (abandoned.length > 0) await settle(session, abandoned, "interrupted")
    })
  }

  async function signOnce(deed: Signing): Promise<Outcome> {
    const begun = await beginOne(deed)
    if (begun.state === "denied") return { denied: begun.verdict }
    if (begun.state === "elsewhere") return waitFor(deed)
    // Sent again, it is planned anew on what stands by then.
    if (begun.state === "fallen") throw fault("UNAVAILABLE")
    const { decisionId } = begun
    let result: string
    try {
      result = JSON.stringify(await deed.perform(decisionId))
    } catch (thrown) {
      // Where even that cannot be written now, the lease runs out and the decision is settled later.
      await ends.add({ deed, decisionId, result: null }).catch(() => {})
      throw thrown
    }
    if (!(await endOne(deed, decisionId, result))) throw fault("UNAVAILABLE")
    return { result }
  }

  /** Another process is at work on these very bytes, or was and died: wait for its answer, or begin again. */
  async function waitFor(deed: Signing): Promise<Outcome> {
    const until = performance.now() + PATIENCE_MS
    let settleAt = performance.now() + SETTLE_MS
    while (performance.now() < until) {
      const found = await findRequest(database, deed.key)
      if (found?.result != null) return { result: found.result }
      if (found === null || found.state === "failed") return signOnce(deed)
      await new Promise((resume) => setTimeout(resume, PAUSE_MS))
      if (performance.now() > settleAt) {
        settleAt = performance.now() + SETTLE_MS
        await settleAbandoned()
      }
    }
    throw fault("UNAVAILABLE")
  }

  function changeOnce(deed: Change): Promise<Outcome> {
    return inTransaction(database, async (session) => {
      const decisionId = randomUUID()
      // Whoever counts holds the log first, as a crowd of signatures does, so that the two cannot wait for each other.
      const at = deed.needs.length > 0 ? await audit.hold(session) : audit.now()
      const mine = await begin(session, [{ deed, decisionId }])
      if (!mine.has(decisionId)) return resultOf(await findRequest(session, deed.key))
      const tally = await openTallyOf(session, deed.needs, at)
      const verdict = decideWith(deed, decisionId, tally, at)
      if (!verdict.allowed) {
        await forgetDecisions(session, [decisionId])
        return { denied: verdict }
      }
      await recordSpends(session, tally.counted())
      const result = JSON.stringify(await deed.perform(session, decisionId))
      await audit.keepEvidence(session, [{ ...deed.evidence, decisionId }])
      const done = { ...deed.entry, kind: "result" as const, decisionId, outcome: "done" }
      await audit.append(session, [intentOf(deed, decisionId, verdict), done])
      await finishRequests(session, [{ ...deed.key, decisionId, result }])
      return { result }
    })
  }

  return {
    recall: (key) => findRequest(database, key),
    change: (deed) => alone(underWay, deed.key, () => changeOnce(deed)),
    sign: (deed) => alone(underWay, deed.key, () => signOnce(deed)),
    async tidy() {
      await settleAbandoned()
      // By the time of the log: a clock that jumps ahead and back would bring a forgotten stamp back into its window.
      const last = await audit.lastAt(database)
      await forgetRequests(database, last - REMEMBER_MS)
      await inTransaction(database, (session) => forgetSpends(session, last - MAX_WINDOW_MS))
    },
  }
}

/** Those who ask for the same thing at once in this process share one answer. */
function alone(
  underWay: Map<string, Promise<Outcome>>,
  { publicKey, digest }: RequestKey,
  run: () => Promise<Outcome>,
): Promise<Outcome> {
  const name = `${publicKey} ${digest}`
  const known = underWay.get(name)
  if (known !== undefined) return known
  const outcome = run().finally(() => underWay.delete(name))
  underWay.set(name, outcome)
  return outcome
}

function resultOf(found: RememberedRequest | null): Outcome {
  if (found?.result == null) throw fault("UNAVAILABLE")
  return { result: found.result }
}

async function openTallyOf(session: Session, needs: readonly Need[], at: number): Promise<Tally> {
  if (needs.length === 0) return openTally(() => 0n, at)
  await lockHolders(session, [...new Set(needs.map(({ holder }) => holder))])
  return openTally(await loadSpent(session, needs, at), at)
}
