/**
 * Proofs over the log, from stored nodes in a number of reads that does not grow with it. A proof is over committed
 * entries only; what was asked wrongly is refused before anything of the tree is read.
 */
import { type FaultContext, fault } from "~protocol"
import type { Session } from "../store"
import { readHead, readSubtrees } from "./leaves"
import { consistencyRanges, inclusionRanges, type Range, rootOf, subtreesOf } from "./merkle"
import type { ConsistencyProof, InclusionProof } from "./role"

type Asked = Record<string, number>

export async function proveInclusion(
  session: Session,
  { index, size }: { index: number; size: number },
): Promise<InclusionProof> {
  checkNumbers({ index, size })
  if (index >= size) throw malformed("index is not below size")
  await checkSize(session, { size })
  const ranges = [{ start: index, end: index + 1 }, ...inclusionRanges(index, size)]
  const [leafHash, ...path] = await rootsOf(session, ranges)
  if (!leafHash) throw new Error("an entry of the audit log is gone")
  return { index, size, leafHash, path }
}

export async function proveGrowth(
  session: Session,
  { from, to }: { from: number; to: number },
): Promise<ConsistencyProof> {
  checkNumbers({ from, to })
  if (from > to) throw malformed("from is above to")
  await checkSize(session, { to })
  return { from, to, path: await rootsOf(session, consistencyRanges(from, to)) }
}

function checkNumbers(asked: Asked): void {
  for (const [name, value] of Object.entries(asked)) {
    if (!Number.isSafeInteger(value) || value < 0) throw malformed(`${name} is not a whole number from 0`)
  }
}

async function checkSize(session: Session, asked: Asked): Promise<void> {
  const { size } = await readHead(session)
  for (const [name, value] of Object.entries(asked)) {
    if (value > size) throw malformed(`${name} is above the size of the log, which is ${size}`)
  }
}

/** The root over each range, read all at once. */
async function rootsOf(session: Session, ranges: readonly Range[]): Promise<Uint8Array[]> {
  const parts = ranges.map(subtreesOf)
  const hashes = await readSubtrees(session, parts.flat())
  let next = 0
  return parts.map((subtrees) => {
    const edge = hashes.slice(next, next + subtrees.length).filter((hash) => hash !== null)
    next += subtrees.length
    if (edge.length !== subtrees.length) throw new Error("a node of the audit log is gone")
    return rootOf(edge)
  })
}

function malformed(where: FaultContext<"BODY_MALFORMED">["where"]) {
  return fault("BODY_MALFORMED", { where })
}
