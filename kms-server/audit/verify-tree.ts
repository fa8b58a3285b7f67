/**
 * Makes the tree again from the texts of the entries, and holds it against everything that was stored or signed:
 * leaf hashes, inner nodes, the roots of checkpoints, and the head. Trusts no stored hash.
 */
import { and, between, eq, gt, lte, or } from "drizzle-orm"
import { logCheckpoints, logNodes, type Session } from "../store"
import type { Note } from "./findings"
import { type Head, isStored, type readLeaves } from "./leaves"
import { type Edge, grow, type HashedSubtree, hashLeaf, rootOf } from "./merkle"
import { isSignedBy, readCheckpoint, type VerifierKey } from "./notes"
import { isSame } from "./tree-checks"

type Rows = Awaited<ReturnType<typeof readLeaves>>
type StoredCheckpoint = { size: number; text: string }

export async function openTreeCheck(session: Session, key: VerifierKey, note: Note) {
  let tree: { size: number; edge: Edge } = { size: 0, edge: [] }
  // With an entry gone no root after it can be made again; its absence is finding enough.
  let isWhole = true
  let checkpoints = 0
  for (const stored of await findCheckpoints(session, -1, 0)) checkCheckpoint(stored)

  function checkCheckpoint({ size, text }: StoredCheckpoint): void {
    checkpoints += 1
    const read = readCheckpoint(text)
    if (!read || read.size !== size || !isSignedBy(read, key)) {
      note(null, "checkpoint-forged", `The checkpoint of size ${size} is not signed by the key of this log.`)
    } else if (isWhole && !isSame(read.rootHash, rootOf(tree.edge))) {
      note(
        null,
        "checkpoint-contradicted",
        `The checkpoint of size ${size} was signed for another log than this.`,
      )
    }
  }

  function growTo(rows: Rows, size: number): HashedSubtree[] {
    const leaves = rows.slice(0, size - tree.size).map(({ leaf }) => hashLeaf(leaf))
    const { completed, ...grown } = grow(tree.size, tree.edge, leaves)
    tree = grown
    return completed
  }

  function checkHashes(rows: Rows): void {
    for (const { seq, leaf, leafHash } of rows) {
      if (!isSame(hashLeaf(leaf), leafHash))
        note(seq, "entry-changed", "The entry is not the one that was hashed.")
    }
  }

  return {
    /** The next entries, and up to which size they reach. */
    async check(rows: Rows, end: number): Promise<void> {
      const start = tree.size
      checkHashes(rows)
      isWhole &&= rows.length === end - start
      const stored = await findCheckpoints(session, start, end)
      const completed: HashedSubtree[] = []
      for (const checkpoint of stored) {
        if (isWhole) completed.push(...growTo(rows.slice(tree.size - start), checkpoint.size))
        checkCheckpoint(checkpoint)
      }
      if (!isWhole) {
        tree = { size: end, edge: [] }
        return
      }
      completed.push(...growTo(rows.slice(tree.size - start), end))
      await checkNodes(session, completed, note)
    },
    /** Once every entry was there. */
    finish(head: Head) {
      const matches = head.edge.length === tree.edge.length && isSame(rootOf(head.edge), rootOf(tree.edge))
      if (isWhole && !matches) note(null, "edge-changed", "The head does not bear the root of the entries.")
      return { checkpoints, rootHash: isWhole ? Buffer.from(rootOf(tree.edge)).toString("hex") : null }
    },
  }
}

function findCheckpoints(session: Session, after: number, upTo: number): Promise<StoredCheckpoint[]> {
  return session
    .select({ size: logCheckpoints.size, text: logCheckpoints.text })
    .from(logCheckpoints)
    .where(and(gt(logCheckpoints.size, after), lte(logCheckpoints.size, upTo)))
    .orderBy(logCheckpoints.size)
}

/** The stored nodes that these entries completed, which proofs are made of. */
async function checkNodes(session: Session, completed: HashedSubtree[], note: Note): Promise<void> {
  const expected = completed.filter(({ level }) => isStored(level))
  const levels = [...new Set(expected.map(({ level }) => level))]
  if (levels.length === 0) return
  const wanted = levels.map((level) => {
    const places = expected.filter((node) => node.level === level).map(({ place }) => place)
    return and(eq(logNodes.level, level), between(logNodes.place, Math.min(...places), Math.max(...places)))
  })
  const found = await session
    .select()
    .from(logNodes)
    .where(or(...wanted))
  const known = new Map(found.map(({ level, place, hash }) => [`${level} ${place}`, hash]))
  for (const { level, place, hash } of expected) {
    const stored = known.get(`${level} ${place}`)
    if (!stored || !isSame(stored, hash)) {
      note(null, "node-changed", `Node ${place} of level ${level} is not the hash of its entries.`)
    }
  }
}
