/**
 * The memory of requests: who said what, and what it came to. The key is (public key, SHA-256 of the body) and
 * never the stamp, because an ECDSA stamp (r, s) has a twin (r, n − s) that verifies as well.
 */
import { and, eq, inArray, lt, ne, sql } from "drizzle-orm"
import type { Session } from "./database"
import { requests } from "./schema"
import { oncePerSession, runStatement } from "./statements"

export type RequestKey = { publicKey: string; digest: string }
export type RememberedRequest = typeof requests.$inferSelect
export type NewRequest = RequestKey & Pick<RememberedRequest, "decisionId" | "organizationId" | "method">

const findOne = oncePerSession((session) =>
  session
    .select()
    .from(requests)
    .where(
      and(
        eq(requests.publicKey, sql.placeholder("publicKey")),
        eq(requests.digest, sql.placeholder("digest")),
      ),
    )
    .prepare("find_request"),
)

export async function findRequest(session: Session, key: RequestKey): Promise<RememberedRequest | null> {
  const [found] = await findOne(session).execute(key)
  return found ?? null
}

const BEGIN = `
  insert into requests (public_key, digest, decision_id, organization_id, method, state, created_at, lease_until)
  select given.public_key, given.digest, given.decision_id, given.organization_id, given.method, 'begun',
    time.at, (extract(epoch from clock_timestamp()) * 1000)::bigint + $7::bigint
  from unnest($1::text[], $2::text[], $3::uuid[], $4::text[], $5::text[])
    as given (public_key, digest, decision_id, organization_id, method),
    (select greatest(at, $6::bigint) as at from log_head where id = 1) as time
  on conflict (public_key, digest) do update
    set decision_id = excluded.decision_id, state = excluded.state, lease_until = excluded.lease_until
    where requests.state = 'failed'
  returning decision_id`

/**
 * Writes requests down as begun, and begins those again that failed, at the later of this time and the log's. A lease
 * runs by PostgreSQL's clock, which goes on where the log's time stands still. Answers the decisions that are now at work; the others belong to somebody else, or are done.
 */
export async function beginRequests(
  session: Session,
  begun: readonly NewRequest[],
  now: number,
  leaseMs: number,
): Promise<ReadonlySet<string>> {
  const rows = await runStatement<{ decision_id: string }>(session, BEGIN, [
    begun.map(({ publicKey }) => publicKey),
    begun.map(({ digest }) => digest),
    begun.map(({ decisionId }) => decisionId),
    begun.map(({ organizationId }) => organizationId),
    begun.map(({ method }) => method),
    now,
    leaseMs,
  ])
  return new Set(rows.map(({ decision_id }) => decision_id))
}

/** Takes back what was begun in this transaction: it was denied. */
export async function forgetDecisions(session: Session, decisionIds: readonly string[]): Promise<void> {
  if (decisionIds.length === 0) return
  await session.delete(requests).where(inArray(requests.decisionId, [...decisionIds]))
}

export type Finished = RequestKey & { decisionId: string; result: string }

const FINISH = `
  update requests set state = 'done', result = given.result
  from unnest($1::text[], $2::text[], $3::uuid[], $4::text[]) as given (public_key, digest, decision_id, result)
  where requests.public_key = given.public_key and requests.digest = given.digest
    and requests.decision_id = given.decision_id and requests.state = 'begun'
  returning requests.decision_id`

/** Stores results. Answers the decisions that were still at work; a result of any other must not be given out. */
export async function finishRequests(
  session: Session,
  finished: readonly Finished[],
): Promise<ReadonlySet<string>> {
  if (finished.length === 0) return new Set()
  const rows = await runStatement<{ decision_id: string }>(session, FINISH, [
    finished.map(({ publicKey }) => publicKey),
    finished.map(({ digest }) => digest),
    finished.map(({ decisionId }) => decisionId),
    finished.map(({ result }) => result),
  ])
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
export async function findAbandoned(session: Session): Promise<string[]> {
  const found = await session
    .select({ decisionId: requests.decisionId })
    .from(requests)
    // Spelled out, as the index has it: a plan that does not see the value could not use that.
    .where(and(sql`${requests.state} = 'begun'`, lt(requests.leaseUntil, NOW)))
    .limit(1000)
  return found.map(({ decisionId }) => decisionId)
}

const NOW = sql`(extract(epoch from clock_timestamp()) * 1000)::bigint`

export async function forgetRequests(session: Session, before: number): Promise<void> {
  await session.delete(requests).where(and(lt(requests.createdAt, before), ne(requests.state, "begun")))
}
