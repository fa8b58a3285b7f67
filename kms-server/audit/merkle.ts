/**
 * The tree of RFC 6962: hashes of leaves and nodes, how a tree grows at its right edge, and which subtrees a proof
 * is made of. Pure; knows no entry and no database. Sizes are whole numbers up to 2⁵³, so no bit operators here.
 */
import { createHash } from "node:crypto"

/** A complete subtree: its leaves are `place × 2^level` up to, not including, `(place + 1) × 2^level`. */
export type Subtree = { level: number; place: number }
export type HashedSubtree = Subtree & { hash: Uint8Array }

/** The complete subtrees that make up a tree, the largest first: one for each bit of its size. */
export type Edge = readonly Uint8Array[]

/** Leaves `start` up to, not including, `end`, as the RFC's D[start:end]. */
export type Range = { start: number; end: number }

const LEAF = Buffer.of(0)
const NODE = Buffer.of(1)
const EMPTY = sha256()

export function hashLeaf(text: string | Uint8Array): Uint8Array {
  return sha256(LEAF, typeof text === "string" ? Buffer.from(text) : text)
}

export function hashNode(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(NODE, left, right)
}

/** The root of the tree that these complete subtrees, the largest first, make up. */
export function rootOf(edge: Edge): Uint8Array {
  return (
    edge.reduceRight<Uint8Array | null>((right, left) => (right ? hashNode(left, right) : left), null) ??
    EMPTY
  )
}

/** The tree with these leaves added, and every subtree that they completed, from level 1. */
export function grow(size: number, edge: Edge, leaves: Edge) {
  const grown = [...edge]
  const completed: HashedSubtree[] = []
  let place = size
  for (const leaf of leaves) {
    let node: HashedSubtree = { level: 0, place, hash: leaf }
    while (node.place % 2 === 1) {
      const left = grown.pop()
      if (!left) throw new Error("the edge of the tree does not fit its size")
      node = { level: node.level + 1, place: (node.place - 1) / 2, hash: hashNode(left, node.hash) }
      completed.push(node)
    }
    grown.push(node.hash)
    place += 1
  }
  return { size: place, edge: grown, completed }
}

/** The complete subtrees that make up a range which starts where the largest of them may. */
export function subtreesOf({ start, end }: Range): Subtree[] {
  const subtrees: Subtree[] = []
  for (let from = start; from < end; ) {
    const level = levelOf(end - from)
    const width = 2 ** level
    subtrees.push({ level, place: from / width })
    from += width
  }
  return subtrees
}

/** What an inclusion proof consists of, in its order: the RFC's PATH(index, D[size]). */
export function inclusionRanges(index: number, size: number): Range[] {
  let { start, end } = { start: 0, end: size }
  const ranges: Range[] = []
  while (end - start > 1) {
    const middle = start + splitOf(end - start)
    if (index < middle) {
      ranges.push({ start: middle, end })
      end = middle
    } else {
      ranges.push({ start, end: middle })
      start = middle
    }
  }
  return ranges.reverse()
}

/** What a consistency proof consists of, in its order: the RFC's PROOF(from, D[to]); nothing where `from` is 0. */
export function consistencyRanges(from: number, to: number): Range[] {
  let { start, end } = { start: 0, end: to }
  const ranges: Range[] = []
  if (from === 0) return ranges
  while (from < end) {
    const middle = start + splitOf(end - start)
    if (from <= middle) {
      ranges.push({ start: middle, end })
      end = middle
    } else {
      ranges.push({ start, end: middle })
      start = middle
    }
  }
  // The old tree's own root is known to who asks, as long as the whole of it is one side of every split.
  return (start > 0 ? [...ranges, { start, end }] : ranges).reverse()
}

/** The largest power of two below `size`, which is at least 2. */
function splitOf(size: number): number {
  return 2 ** levelOf(size - 1)
}

/** The level of the largest complete subtree that fits; the logarithm alone is one too many just below 2⁵⁰. */
function levelOf(size: number): number {
  const level = Math.round(Math.log2(size))
  return 2 ** level > size ? level - 1 : level
}

function sha256(...parts: Uint8Array[]): Uint8Array {
  const hash = createHash("sha256")
  for (const part of parts) hash.update(part)
  return hash.digest()
}
