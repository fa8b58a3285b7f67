/**
 * The tables under the tree: one head, which whoever appends holds, the leaves, and the hashes of complete subtrees.
 * Of the inner nodes only every fourth level is kept: the others are made again from at most eight of those below.
 */
import { and, between, eq, gte, lt, or } from "drizzle-orm"
import { type LogTurn, logEntries, logHead, logNodes, runStatement, type Session } from "../store"
import { type Edge, type HashedSubtree, hashNode, type Subtree } from "./merkle"

export type Head = { size: number; edge: Edge; at: number }

/** A leaf as it is stored: its exact text, and what it is found by. */
export type Leaf = { seq: number; text: string; hash: Uint8Array; decisionId: string; digest: string | null }

/** Levels that are a multiple of this are stored. */
const STRIDE = 4
const HEAD = 1

export async function createHead(session: Session): Promise<void> {
  await session.insert(logHead).values({ id: HEAD, size: 0, edge: [], at: 0 }).onConflictDoNothing()
}

export async function readHead(session: Session): Promise<Head> {
  return headOf(await session.select().from(logHead).where(eq(logHead.id, HEAD)))
}

/** As the driver gives it: `bigint` as text, and `jsonb` as text too where drizzle has told it so. */
type HeadRow = { size: string; edge: string | string[]; at: string }

/** The head, held until the transaction ends. */
export async function lockHead(session: Session): Promise<Head> {
  const text = "select size, edge, at from log_head where id = $1 for update"
  const rows = await runStatement<HeadRow>(session, text, [HEAD])
  return headOf(
    rows.map(({ size, edge, at }) => ({ size: Number(size), edge: parsedEdge(edge), at: Number(at) })),
  )
}

function parsedEdge(edge: string | string[]): string[] {
  return typeof edge === "string" ? JSON.parse(edge) : edge
}

function headOf([head]: { size: number; edge: string[]; at: number }[]): Head {
  if (!head) throw new Error("the audit log has no head")
  return { size: head.size, edge: head.edge.map((hex) => Buffer.from(hex, "hex")), at: head.at }
}

const WRITE = `
  with new_entries as (
    insert into log_entries (seq, leaf, leaf_hash, decision_id, digest)
    select seq, leaf, decode(hash, 'hex'), decision_id, digest
    from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[])
      as leaves (seq, leaf, hash, decision_id, digest)
  ), new_nodes as (
    insert into log_nodes (level, place, hash)
    select level, place, decode(hash, 'hex')
    from unnest($6::integer[], $7::bigint[], $8::text[]) as nodes (level, place, hash)
  )
  update log_head set size = $9::bigint, edge = $10::text::jsonb, at = $11::bigint
  where id = $12 and size = $13::bigint
  returning id`

/** Writes leaves, nodes and the new head in one statement. The head must be held. */
export async function writeLeaves(
  session: Session,
  before: Head,
  after: Head,
  leaves: readonly Leaf[],
  completed: readonly HashedSubtree[],
): Promise<void> {
  const nodes = completed.filter(({ level }) => isStored(level))
  const moved = await runStatement(session, WRITE, [
    leaves.map(({ seq }) => seq),
    leaves.map(({ text }) => text),
    leaves.map(({ hash }) => hexOf(hash)),
    leaves.map(({ decisionId }) => decisionId),
    leaves.map(({ digest }) => digest),
    nodes.map(({ level }) => level),
    nodes.map(({ place }) => place),
    nodes.map(({ hash }) => hexOf(hash)),
    after.size,
    JSON.stringify(after.edge.map(hexOf)),
    after.at,
    HEAD,
    before.size,
  ])
  if (moved.length !== 1) throw new Error("the head of the audit log moved while it was held")
}

/** The same as data, for a statement that does more than this. */
export function logTurnOf(
  before: Head,
  after: Head,
  leaves: readonly Leaf[],
  completed: readonly HashedSubtree[],
): Omit<LogTurn, "evidence"> {
  return {
    size: before.size,
    after: { ...after, edge: after.edge.map(hexOf) },
    leaves: leaves.map((leaf) => ({ ...leaf, hash: hexOf(leaf.hash) })),
    nodes: completed
      .filter(({ level }) => isStored(level))
      .map(({ level, place, hash }) => ({ level, place, hash: hexOf(hash) })),
  }
}

/** The hashes of these complete subtrees, in their order; null for one that is not there yet. */
export async function readSubtrees(
  session: Session,
  subtrees: readonly Subtree[],
): Promise<(Uint8Array | null)[]> {
  const rows = subtrees.map(rowOf)
  const [leaves, nodes] = await Promise.all([
    readLeafHashes(
      session,
      rows.filter(({ level }) => level === 0),
    ),
    readNodes(
      session,
      rows.filter(({ level }) => level > 0),
    ),
  ])
  const known = new Map([...leaves, ...nodes])
  return rows.map(({ level, first, last }) => {
    const hashes = Array.from({ length: last - first + 1 }, (_, i) => known.get(`${level} ${first + i}`))
    return folded(
      hashes.filter((hash) => hash !== undefined),
      hashes.length,
    )
  })
}

/** The stored nodes at one level that a subtree is made of. */
type Row = { level: number; first: number; last: number }

function rowOf({ level, place }: Subtree): Row {
  const width = 2 ** (level % STRIDE)
  return { level: level - (level % STRIDE), first: place * width, last: (place + 1) * width - 1 }
}

export function isStored(level: number): boolean {
  return level > 0 && level % STRIDE === 0
}

async function readLeafHashes(session: Session, rows: Row[]): Promise<[string, Uint8Array][]> {
  if (rows.length === 0) return []
  const wanted = rows.map(({ first, last }) => between(logEntries.seq, first, last))
  const found = await session
    .select({ seq: logEntries.seq, hash: logEntries.leafHash })
    .from(logEntries)
    .where(or(...wanted))
  return found.map(({ seq, hash }) => [`0 ${seq}`, hash])
}

async function readNodes(session: Session, rows: Row[]): Promise<[string, Uint8Array][]> {
  if (rows.length === 0) return []
  const wanted = rows.map(({ level, first, last }) =>
    and(eq(logNodes.level, level), between(logNodes.place, first, last)),
  )
  const found = await session
    .select()
    .from(logNodes)
    .where(or(...wanted))
  return found.map(({ level, place, hash }) => [`${level} ${place}`, hash])
}

function folded(hashes: Uint8Array[], expected: number): Uint8Array | null {
  if (hashes.length !== expected) return null
  let level = hashes
  while (level.length > 1) {
    const above: Uint8Array[] = []
    for (let i = 0; i + 1 < level.length; i += 2) {
      const [left, right] = [level[i], level[i + 1]]
      if (left && right) above.push(hashNode(left, right))
    }
    level = above
  }
  return level[0] ?? null
}

/** Leaves from `start`, at most `limit` of them, all below `end`. */
export function readLeaves(session: Session, start: number, end: number, limit: number) {
  return session
    .select()
    .from(logEntries)
    .where(and(gte(logEntries.seq, start), lt(logEntries.seq, end)))
    .orderBy(logEntries.seq)
    .limit(limit)
}

function hexOf(hash: Uint8Array): string {
  return Buffer.from(hash).toString("hex")
}
