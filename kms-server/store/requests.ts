/**
 * The memory of requests: who said what, and what it came to. The key is (public key, SHA-256 of the body) and
 * never the stamp, because an ECDSA stamp (r, s) has a twin (r, n − s) that verifies as well.
 */
import { and, eq, isNotNull, isNull, lt, or } from "drizzle-orm"
import type { Session } from "./database"
import { requests } from "./schema"

export type RequestKey = { publicKey: string; digest: string }
export type RememberedRequest = typeof requests.$inferSelect

function is(key: RequestKey) {
  return and(eq(requests.publicKey, key.publicKey), eq(requests.digest, key.digest))
}

export async function findRequest(session: Session, key: RequestKey): Promise<RememberedRequest | null> {
  const [found] = await session.select().from(requests).where(is(key))
  return found ?? null
}

/** Writes the request down. False where it is there already. */
export async function rememberRequest(
  session: Session,
  request: Omit<RememberedRequest, "result" | "settled">,
): Promise<boolean> {
  const inserted = await session
    .insert(requests)
    .values({ ...request, result: null, settled: false })
    .onConflictDoNothing()
    .returning({ digest: requests.digest })
  return inserted.length === 1
}

/** Waits for whoever is at work on this request, then holds it until the transaction ends. */
export async function lockRequest(session: Session, key: RequestKey): Promise<RememberedRequest | null> {
  const [found] = await session.select().from(requests).where(is(key)).for("update")
  return found ?? null
}

export async function finishRequest(session: Session, key: RequestKey, result: string): Promise<void> {
  await session.update(requests).set({ result, settled: true }).where(is(key))
}

export async function settleRequest(session: Session, key: RequestKey): Promise<void> {
  await session.update(requests).set({ settled: true }).where(is(key))
}

/** Requests that were begun, have no outcome in the audit log, and that nobody is at work on. */
export async function lockUnsettled(session: Session): Promise<RememberedRequest[]> {
  return session
    .select()
    .from(requests)
    .where(and(isNull(requests.result), eq(requests.settled, false)))
    .for("update", { skipLocked: true })
}

export async function forgetRequests(session: Session, before: number): Promise<void> {
  await session
    .delete(requests)
    .where(and(lt(requests.createdAt, before), or(isNotNull(requests.result), eq(requests.settled, true))))
}
