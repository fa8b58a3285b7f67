/**
 * The audit log: append-only entries under a Merkle tree. Whoever appends holds the head until the transaction ends,
 * so the order of entries is the order of commits; append last. Holds digests and reasons, never a body in the
 * clear or a key that signs; bodies and stamps are kept sealed beside it.
 */
import { asc, eq, sql } from "drizzle-orm"
import { fault } from "~protocol"
import type { Certifier } from "../certifier"
import { logEntries, logHead, type Session, writeTurn } from "../store"
import { openCheckpoints } from "./checkpoints"
import { entryOf, leafOf, readLeaf } from "./entries"
import { checkEvidenceKey, keepEvidence, sealedOf } from "./evidence"
import { createHead, type Head, type Leaf, lockHead, logTurnOf, readHead, writeLeaves } from "./leaves"
import { grow, hashLeaf } from "./merkle"
import { proveGrowth, proveInclusion } from "./proofs"
import type { AuditEntry, AuditLog, NewEntry } from "./role"

export type AuditLogOptions = {
  /** The machine's clock; the log makes of it one that never runs back. */
  clock: () => number
  certifier: Pick<Certifier, "signCheckpoint">
  /** 32 bytes. */
  evidenceKey: Uint8Array
}

const MAX_FOUND = 100

export async function openAuditLog(database: Session, options: AuditLogOptions): Promise<AuditLog> {
  const { clock, certifier, evidenceKey } = options
  checkEvidenceKey(evidenceKey)
  await createHead(database)
  let floor = await checkWhole(database)

  const now = () => Math.max(clock(), floor)

  /** What is held in transactions that are under way: the head, and the one time that all of theirs bears. */
  const held = new WeakMap<Session, { head: Head; at: number }>()

  /** The head as it was when this process last wrote or read it; null where it has reason to doubt that. */
  let known: Head | null = null

  async function take(session: Session): Promise<{ head: Head; at: number }> {
    const head = await lockHead(session)
    return { head, at: Math.max(now(), head.at) }
  }

  return {
    now,
    async hold(session) {
      const taken = await take(session)
      held.set(session, taken)
      return taken.at
    },
    async append(session, entries) {
      if (entries.length === 0) return now()
      known = null
      const { head, at } = held.get(session) ?? (await take(session))
      const { after, leaves, completed } = grownBy(entries, head, at)
      await writeLeaves(session, head, after, leaves, completed)
      if (held.has(session)) held.set(session, { head: after, at })
      floor = Math.max(floor, at)
      return at
    },
    async foresee() {
      const head = known ?? (await readHead(database))
      const at = Math.max(now(), head.at)
      return {
        at,
        async write(entries, evidence, requests) {
          const { after, leaves, completed } = grownBy(entries, head, at)
          const sealed = evidence.map((one) => sealedOf(evidenceKey, one))
          known = null
          const turn = { ...logTurnOf(head, after, leaves, completed), evidence: sealed }
          if (!(await writeTurn(database, turn, requests))) return false
          known = after
          floor = Math.max(floor, at)
          return true
        },
      }
    },
    async lastAt(session) {
      const { at } = await readHead(session)
      floor = Math.max(floor, at)
      return at
    },
    checkpoint: openCheckpoints(database, certifier, now),
    inclusion: (asked) => proveInclusion(database, asked),
    consistency: (asked) => proveGrowth(database, asked),
    find: ({ digest }) => findByDigest(database, digest),
    keepEvidence: (session, evidence) => keepEvidence(session, evidenceKey, evidence),
  }
}

/** The leaves of these entries, and what the head comes to with them. */
function grownBy(entries: readonly NewEntry[], head: Head, at: number) {
  const leaves = entries.map((entry, i) => leafFor(entry, head.size + i, at))
  const hashes = leaves.map(({ hash }) => hash)
  const { completed, size, edge } = grow(head.size, head.edge, hashes)
  return { after: { size, edge, at }, leaves, completed }
}

function leafFor(entry: NewEntry, seq: number, at: number): Leaf {
  const bounded = entryOf(entry, seq, at)
  const text = leafOf(bounded)
  return { seq, text, hash: hashLeaf(text), decisionId: bounded.decisionId, digest: bounded.digest }
}

/** The time of the last entry. Refuses to go on from a head that says less or more than there are entries. */
async function checkWhole(database: Session): Promise<number> {
  const newest = sql<number | null>`(select max(seq) from log_entries)`.mapWith(Number)
  const [head] = await database.select({ size: logHead.size, at: logHead.at, newest }).from(logHead)
  if (head?.size !== (head?.newest ?? -1) + 1) throw new Error("the audit log and its head disagree")
  return head.at
}

async function findByDigest(database: Session, digest: string): Promise<AuditEntry[]> {
  if (!/^[0-9a-f]{64}$/.test(digest))
    throw fault("BODY_MALFORMED", { where: "digest is not 64 hexadecimal digits" })
  const found = await database
    .select({ leaf: logEntries.leaf })
    .from(logEntries)
    .where(eq(logEntries.digest, digest))
    .orderBy(asc(logEntries.seq))
    .limit(MAX_FOUND)
  return found.map(({ leaf }) => entryFrom(leaf))
}

/** Every entry. For logs that fit into memory. */
export async function readAudit(session: Session): Promise<AuditEntry[]> {
  const leaves = await session.select({ leaf: logEntries.leaf }).from(logEntries).orderBy(asc(logEntries.seq))
  return leaves.map(({ leaf }) => entryFrom(leaf))
}

function entryFrom(leaf: string): AuditEntry {
  const entry = readLeaf(leaf)
  if (!entry) throw new Error("an entry of the audit log cannot be read")
  return entry
}
