/** Merkle trees and their proofs as RFC 6962, section 2.1 defines them: word for word, and as slow as that is. */
import { createHash } from "node:crypto"

export type Leaves = readonly Uint8Array[]

const sha256 = (...parts: Uint8Array[]) =>
  new Uint8Array(parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest())

/** The largest power of two smaller than n. */
const splitOf = (n: number) => 2 ** Math.ceil(Math.log2(n) - 1)

export function rootOf(leaves: Leaves): Uint8Array {
  const [only] = leaves
  if (only === undefined) return sha256()
  if (leaves.length === 1) return sha256(new Uint8Array([0]), only)
  const k = splitOf(leaves.length)
  return sha256(new Uint8Array([1]), rootOf(leaves.slice(0, k)), rootOf(leaves.slice(k)))
}

/** PATH(m, D[n]) */
export function inclusionOf(index: number, leaves: Leaves): Uint8Array[] {
  if (leaves.length <= 1) return []
  const k = splitOf(leaves.length)
  return index < k
    ? [...inclusionOf(index, leaves.slice(0, k)), rootOf(leaves.slice(k))]
    : [...inclusionOf(index - k, leaves.slice(k)), rootOf(leaves.slice(0, k))]
}

/** PROOF(m, D[n]) */
export function consistencyOf(from: number, leaves: Leaves): Uint8Array[] {
  return from === 0 ? [] : subproof(from, leaves, true)
}

function subproof(m: number, leaves: Leaves, isWhole: boolean): Uint8Array[] {
  if (m === leaves.length) return isWhole ? [] : [rootOf(leaves)]
  const k = splitOf(leaves.length)
  return m <= k
    ? [...subproof(m, leaves.slice(0, k), isWhole), rootOf(leaves.slice(k))]
    : [...subproof(m - k, leaves.slice(k), false), rootOf(leaves.slice(0, k))]
}

/** As many different leaves as asked for; another `seed`, other leaves. */
export function leavesOf(count: number, seed = ""): Uint8Array[] {
  return Array.from({ length: count }, (_, index) => new TextEncoder().encode(`${seed}${index}`))
}
