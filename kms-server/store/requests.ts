/**
 * The memory of requests: who said what, and what it came to. The key is (public key, SHA-256 of the body) and
 * never the stamp, because an ECDSA stamp (r, s) has a twin (r, n − s) that verifies as well.
 */
import { and, eq, inArray, lt, ne, sql } from "drizzle-orm"
import type { Session } from "./database"
import { requests } from "./schema"

export type RequestKey = { publicKey: string; digest: string }
export type RememberedRequest = typeof requests.$inferSelect
export type NewRequest = RequestKey &
  Pick<RememberedRequest, "decisionId" | "organizationId" | "method" | "createdAt" | "leaseUntil">

function is(key: RequestKey) {
  return and(eq(requests.publicKey, key.publicKey), eq(requests.digest, key.digest))
}

export async function findRequest(session: Session, key: RequestKey): Promise<RememberedRequest | null> {
  const [found] = await session.select().from(requests).where(is(key))
  return found ?? null
}

/**
 * Writes requests down as begun, and begins those again that failed. Answers the decisions that are now at work; the
 * others belong to somebody else, or are done.
 */
export async function beginRequests(
  session: Session,
  begun: readonly NewRequest[],
): Promise<ReadonlySet<string>> {
  const rows = await session
    .insert(requests)
    .values(begun.map((request) => ({ ...request, state: "begun" as const, result: null })))
    .onConflictDoUpdate({
      target: [requests.publicKey, requests.digest],
      set: {
        decisionId: sql`excluded.decision_id`,
        state: sql`excluded.state`,
        createdAt: sql`excluded.created_at`,
        leaseUntil: sql`excluded.lease_until`,
      },
      setWhere: eq(requests.state, "failed"),
    })
    .returning({ decisionId: requests.decisionId })
  return new Set(rows.map(({ decisionId }) => decisionId))
}

/** Takes back what was begun in this transaction: it was denied. */
export async function forgetDecisions(session: Session, decisionIds: readonly string[]): Promise<void> {
  if (decisionIds.length === 0) return
  await session.delete(requests).where(inArray(requests.decisionId, [...decisionIds]))
}

export type Finished = RequestKey & { decisionId: string; result: string }

/** Stores results. Answers the decisions that were still at work; a result of any other must not be given out. */
export async function finishRequests(
  session: Session,
  finished: readonly Finished[],
): Promise<ReadonlySet<string>> {
  const given = sql.join(
    finished.map(
      ({ publicKey, digest, decisionId, result }) =>
        sql`(${publicKey}::text, ${digest}::text, ${decisionId}::uuid, ${result}::text)`,
    ),
    sql`, `,
  )
  const rows = await session.execute<{ decision_id: string }>(sql`
    update requests set state = 'done', result = given.result
    from (values ${given}) as given (public_key, digest, decision_id, result)
    where requests.public_key = given.public_key and requests.digest = given.digest
      and requests.decision_id = given.decision_id and requests.state = 'begun'
    returning requests.decision_id`)
  return new Set(rows.map(({ decision_id }) => decision_id))
}

/** Marks decisions as failed. Answers those that were still at work. */
export async function failRequests(
  session: Session,
  decisionIds: readonly string[],
): Promise<RememberedRequest[]> {
  if (decisionIds.length === 0) return []
  return session
    .update(requests)
    .set({ state: "failed" })
    .where(and(inArray(requests.decisionId, [...decisionIds]), eq(requests.state, "begun")))
    .returning()
}

/** Decisions that were begun and that nobody can still be at work on. */
export async function findAbandoned(session: Session, now: number): Promise<string[]> {
  const found = await session
    .select({ decisionId: requests.decisionId })
    .from(requests)
    .where(and(eq(requests.state, "begun"), lt(requests.leaseUntil, now)))
    .limit(1000)
  return found.map(({ decisionId }) => decisionId)
}

export async function forgetRequests(session: Session, before: number): Promise<void> {
  await session.delete(requests).where(and(lt(requests.createdAt, before), ne(requests.state, "begun")))
}
