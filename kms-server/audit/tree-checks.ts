/**
 * Checks proofs as someone does who has nothing else: the algorithms of RFC 9162, 2.1.3.2 and 2.1.4.2, which share
 * only the node hash with what makes the proofs.
 */
import { hashNode, rootOf } from "./merkle"

type Inclusion = { index: number; size: number; leafHash: Uint8Array; path: readonly Uint8Array[] }
type Consistency = { from: number; to: number; path: readonly Uint8Array[] }

/** True where the proof shows the leaf at its index under this root. */
export function provesInclusion({ index, size, leafHash, path }: Inclusion, root: Uint8Array): boolean {
  if (!(index >= 0 && index < size)) return false
  let place = index
  let last = size - 1
  let hash = leafHash
  for (const sibling of path) {
    if (last === 0) return false
    if (place % 2 === 1 || place === last) {
      hash = hashNode(sibling, hash)
      while (place % 2 === 0 && place !== 0) [place, last] = [place / 2, half(last)]
    } else {
      hash = hashNode(hash, sibling)
    }
    ;[place, last] = [half(place), half(last)]
  }
  return last === 0 && isSame(hash, root)
}

/** True where the proof shows that the tree of the second root begins with all of the tree of the first. */
export function provesGrowth(proof: Consistency, before: Uint8Array, after: Uint8Array): boolean {
  const { from, to, path } = proof
  if (!(from >= 0 && from <= to)) return false
  if (from === to) return path.length === 0 && isSame(before, after)
  if (from === 0) return path.length === 0 && isSame(before, rootOf([]))
  const [first, ...rest] = isPowerOfTwo(from) ? [before, ...path] : path
  if (!first) return false
  let [place, last] = [from - 1, to - 1]
  while (place % 2 === 1) [place, last] = [half(place), half(last)]
  let [old, grown] = [first, first]
  for (const sibling of rest) {
    if (last === 0) return false
    if (place % 2 === 1 || place === last) {
      old = hashNode(sibling, old)
      grown = hashNode(sibling, grown)
      while (place % 2 === 0 && place !== 0) [place, last] = [place / 2, half(last)]
    } else {
      grown = hashNode(grown, sibling)
    }
    ;[place, last] = [half(place), half(last)]
  }
  return last === 0 && isSame(old, before) && isSame(grown, after)
}

function half(place: number): number {
  return Math.floor(place / 2)
}

function isPowerOfTwo(size: number): boolean {
  return 2 ** Math.round(Math.log2(size)) === size
}

export function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0
}
