/**
 * Signed checkpoints of the log. What was signed once is never contradicted: a tree that shrank, or that does not
 * contain the last signed one, gets no signature, whatever the tables say. Only committed entries are covered.
 */
import { desc, eq } from "drizzle-orm"
import type { Certifier } from "../certifier"
import { logCheckpoints, type Session } from "../store"
import { readHead } from "./leaves"
import { rootOf } from "./merkle"
import { readCheckpoint } from "./notes"
import { proveGrowth } from "./proofs"
import type { Checkpoint } from "./role"
import { isSame, provesGrowth } from "./tree-checks"

type Tree = { size: number; rootHash: Uint8Array }
type Signing = Pick<Certifier, "signCheckpoint">

/** `clock` dates the record of a checkpoint; the checkpoint itself bears no time. */
export function openCheckpoints(session: Session, certifier: Signing, clock: () => number) {
  let last: Checkpoint | null = null
  let pending: Promise<Checkpoint> | null = null

  async function renew(): Promise<Checkpoint> {
    // Before the head is read, or another process could have signed for a longer log in between.
    last ??= await findLast(session)
    // The one row of the head bears both, so that size and root are of the same tree.
    const { size, edge } = await readHead(session)
    const tree = { size, rootHash: rootOf(edge) }
    if (last && last.size === size && isSame(last.rootHash, tree.rootHash)) return last
    await checkGrowth(session, last, tree)
    last = (await findStored(session, tree)) ?? (await sign(session, certifier, tree, clock()))
    return last
  }

  /** The newest signed checkpoint. Who asks while one is being made gets the next, which has what they have seen. */
  return async function checkpoint(): Promise<Checkpoint> {
    await pending?.catch(() => {})
    pending ??= renew().finally(() => {
      pending = null
    })
    return pending
  }
}

async function checkGrowth(session: Session, last: Tree | null, tree: Tree): Promise<void> {
  if (!last) return
  if (tree.size < last.size) throw new Error("the audit log is shorter than its last checkpoint")
  const proof = await proveGrowth(session, { from: last.size, to: tree.size })
  if (!provesGrowth(proof, last.rootHash, tree.rootHash)) {
    throw new Error("the audit log does not contain its last checkpoint")
  }
}

async function sign(session: Session, certifier: Signing, tree: Tree, at: number): Promise<Checkpoint> {
  const text = await certifier.signCheckpoint(tree)
  await session.insert(logCheckpoints).values({ size: tree.size, at, text }).onConflictDoNothing()
  const stored = await findStored(session, tree)
  if (!stored) throw new Error("a checkpoint of the audit log was not kept")
  return stored
}

/** The stored checkpoint of this very tree, or null where none of its size is. */
async function findStored(session: Session, tree: Tree): Promise<Checkpoint | null> {
  const [found] = await session.select().from(logCheckpoints).where(eq(logCheckpoints.size, tree.size))
  if (!found) return null
  const stored = checkpointOf(found.text)
  if (stored.size !== tree.size || !isSame(stored.rootHash, tree.rootHash)) {
    throw new Error("the audit log is not the one that a checkpoint of its size was signed for")
  }
  return stored
}

async function findLast(session: Session): Promise<Checkpoint | null> {
  const [found] = await session.select().from(logCheckpoints).orderBy(desc(logCheckpoints.size)).limit(1)
  return found ? checkpointOf(found.text) : null
}

function checkpointOf(text: string): Checkpoint {
  const read = readCheckpoint(text)
  if (!read) throw new Error("a stored checkpoint of the audit log cannot be read")
  return { size: read.size, rootHash: read.rootHash, text }
}
