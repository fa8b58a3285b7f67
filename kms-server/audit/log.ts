/**
 * The audit log: append-only entries, each with a hash that covers the one before it. Whoever appends holds the
 * head row until the transaction ends, so the order of entries is the order of commits; append last in a
 * transaction. Holds digests and reasons, never a body, a stamp or a key that signs.
 */
import { createHash } from "node:crypto"
import { asc, eq } from "drizzle-orm"
import { auditEntries, auditHead, type Session } from "../store"

export type AuditEntry = typeof auditEntries.$inferSelect

/** `authenticator` is a public key's fingerprint; `outcome` says what came of it, or why it was refused. */
export type NewEntry = Pick<AuditEntry, "kind" | "decisionId" | "outcome"> &
  Partial<Pick<AuditEntry, "organizationId" | "authenticator" | "method" | "digest">>

export type AuditLog = {
  /** Appends in the caller's transaction: the entry is durable when, and only when, that commits. */
  append(session: Session, entry: NewEntry): Promise<void>
  /** Time that never runs back behind the last entry, whatever the machine's clock does. */
  now(): number
  /** The time of the last entry: what no clock, and no restart, can take back. */
  lastAt(session: Session): Promise<number>
}

const HEAD = 1
const GENESIS = "0".repeat(64)
const MAX_FIELD = 128

export async function openAuditLog(session: Session, clock: () => number): Promise<AuditLog> {
  await session.insert(auditHead).values({ id: HEAD, seq: 0, hash: GENESIS, at: 0 }).onConflictDoNothing()
  let floor = await lastAt(session)
  const now = () => Math.max(clock(), floor)

  return {
    now,
    lastAt,
    async append(transaction, entry) {
      const [head] = await transaction.select().from(auditHead).where(eq(auditHead.id, HEAD)).for("update")
      if (!head) throw new Error("the audit log has no head")
      const at = Math.max(now(), head.at)
      const unhashed = { ...bounded(entry), seq: head.seq + 1, at }
      const hash = hashOf(head.hash, unhashed)
      await transaction.insert(auditEntries).values({ ...unhashed, hash })
      await transaction.update(auditHead).set({ seq: unhashed.seq, hash, at }).where(eq(auditHead.id, HEAD))
      floor = at
    },
  }
}

async function lastAt(session: Session): Promise<number> {
  const [head] = await session.select().from(auditHead).where(eq(auditHead.id, HEAD))
  return head?.at ?? 0
}

export function readAudit(session: Session): Promise<AuditEntry[]> {
  return session.select().from(auditEntries).orderBy(asc(auditEntries.seq))
}

/** The place of the first entry that does not follow from the one before it, or null. */
export function verifyAudit(entries: readonly AuditEntry[]): number | null {
  let previous = GENESIS
  for (const [index, { hash, ...entry }] of entries.entries()) {
    if (entry.seq !== index + 1 || hash !== hashOf(previous, entry)) return index + 1
    previous = hash
  }
  return null
}

/** What a stranger sent can reach an entry only through here, so that garbage cannot fill the disk. */
function bounded(entry: NewEntry): Omit<AuditEntry, "seq" | "at" | "hash"> {
  const { organizationId, authenticator, method, digest } = entry
  return {
    kind: entry.kind,
    decisionId: plain(entry.decisionId),
    organizationId: organizationId == null ? null : plain(organizationId),
    authenticator: authenticator == null ? null : plain(authenticator),
    method: method == null ? null : plain(method),
    digest: digest == null ? null : plain(digest),
    outcome: plain(entry.outcome),
  }
}

/** Short printable ASCII: PostgreSQL takes no zero byte, and half a character would not come back as it was hashed. */
function plain(text: string): string {
  return text.slice(0, MAX_FIELD).replace(/[^ -~]/g, "?")
}

function hashOf(previous: string, entry: Omit<AuditEntry, "hash">): string {
  const { seq, at, kind, decisionId, organizationId, authenticator, method, digest, outcome } = entry
  const fields = [seq, at, kind, decisionId, organizationId, authenticator, method, digest, outcome]
  return createHash("sha256").update(previous).update(JSON.stringify(fields)).digest("hex")
}
