/**
 * Does what a request asks exactly once, whatever is repeated, in parallel, or cut off by a crash:
 *
 *   change   remember → perform → result, in one transaction
 *   sign     remember + audit intent │ lock → sign → audit result → result
 *            ────── transaction 1 ───┴──────────── transaction 2 ──────────
 *
 * The same bytes by the same key are the same request: a repeat waits for the lock and gets the stored answer, to
 * the byte. After a crash between the two transactions the same bytes finish the work; signatures are
 * deterministic, so nothing is signed that was not already decided.
 */
import { randomUUID } from "node:crypto"
import type { AuditLog, NewEntry } from "../audit"
import {
  type Database,
  findRequest,
  finishRequest,
  forgetRequests,
  inTransaction,
  lockRequest,
  lockUnsettled,
  type RememberedRequest,
  type RequestKey,
  rememberRequest,
  type Session,
  settleRequest,
} from "../store"

/** Longer than a stamp can be in time, seen from either end of its window. */
export const REMEMBER_MS = 15 * 60 * 1000

export type Deed = {
  key: RequestKey
  /** What the audit entries say of it. */
  entry: Pick<NewEntry, "organizationId" | "authenticator" | "method" | "digest">
  perform(session: Session, decisionId: string): Promise<unknown>
}

export type Memory = {
  recall(key: RequestKey): Promise<RememberedRequest | null>
  /** The result as JSON text, from now or from the first time. */
  change(deed: Deed): Promise<string>
  sign(deed: Deed): Promise<string>
  /** Writes an outcome for whatever was begun and not finished, and forgets what is too old to be repeated. */
  tidy(): Promise<void>
}

export function openMemory(database: Database, audit: AuditLog): Memory {
  /** The decision under which the request is done; null where it was remembered before. */
  async function remember(session: Session, deed: Deed): Promise<string | null> {
    const decisionId = randomUUID()
    const isNew = await rememberRequest(session, {
      ...deed.key,
      decisionId,
      organizationId: deed.entry.organizationId ?? null,
      method: deed.entry.method ?? "",
      createdAt: audit.now(),
    })
    return isNew ? decisionId : null
  }

  /** The stored result, or what `perform` gives now, with its outcome in the log in the same transaction. */
  async function finish(session: Session, deed: Deed, outcome: string): Promise<string> {
    const request = await lockRequest(session, deed.key)
    if (request === null) throw new Error("a request was forgotten while it was at work")
    if (request.result !== null) return request.result
    const { decisionId } = request
    const result = JSON.stringify(await deed.perform(session, decisionId))
    await finishRequest(session, deed.key, result)
    await audit.append(session, { ...deed.entry, kind: "result", decisionId, outcome })
    return result
  }

  async function beginSigning(session: Session, deed: Deed): Promise<void> {
    const decisionId = await remember(session, deed)
    if (decisionId === null) return
    await audit.append(session, { ...deed.entry, kind: "intent", decisionId, outcome: "allowed" })
  }

  async function settle(session: Session, request: RememberedRequest, outcome: string): Promise<void> {
    const { decisionId, organizationId, method, digest } = request
    await settleRequest(session, request)
    await audit.append(session, { kind: "result", decisionId, organizationId, method, digest, outcome })
  }

  /** The work failed in this process: say so now rather than at the next start. */
  async function settleFailed(key: RequestKey): Promise<void> {
    await inTransaction(database, async (session) => {
      const request = await lockRequest(session, key)
      if (request && request.result === null && !request.settled) await settle(session, request, "failed")
    })
  }

  return {
    recall: (key) => findRequest(database, key),

    change: (deed) =>
      inTransaction(database, async (session) => {
        await remember(session, deed)
        return finish(session, deed, "done")
      }),

    async sign(deed) {
      await inTransaction(database, (session) => beginSigning(session, deed))
      try {
        return await inTransaction(database, (session) => finish(session, deed, "signed"))
      } catch (thrown) {
        // Where even that cannot be written now, the next start settles it.
        await settleFailed(deed.key).catch(() => {})
        throw thrown
      }
    },

    async tidy() {
      await inTransaction(database, async (session) => {
        for (const request of await lockUnsettled(session)) await settle(session, request, "interrupted")
      })
      // By the time of the log: a clock that jumps ahead and back would bring a forgotten stamp back into its window.
      await forgetRequests(database, (await audit.lastAt(database)) - REMEMBER_MS)
    },
  }
}
