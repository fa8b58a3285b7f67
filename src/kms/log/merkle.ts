/**
 * Proofs about a Merkle tree of RFC 6962, checked as RFC 9162 says: that an entry is in it, and that a larger tree
 * only adds to a smaller one. Pure verdicts: false for whatever is not a proof. Sizes may exceed 32 bits.
 */
import { sha256 } from "@noble/hashes/sha2.js"
import { concatBytes } from "@noble/hashes/utils.js"

export type TreeHead = { size: number; rootHash: Uint8Array }

const LEAF = new Uint8Array([0])
const NODE = new Uint8Array([1])
const HASH_BYTES = 32

/** The hash of an entry, from its bytes. */
export function leafHashOf(entry: Uint8Array): Uint8Array {
  return sha256(concatBytes(LEAF, entry))
}

/** RFC 9162, section 2.1.3.2. */
export function verifyInclusion(
  proof: { index: number; leafHash: Uint8Array; path: readonly Uint8Array[] },
  head: TreeHead,
): boolean {
  const { index, leafHash, path } = proof
  if (!isSize(index) || !isSize(head.size) || index >= head.size) return false
  if (![leafHash, ...path].every(isHash)) return false
  let [node, last, root] = [BigInt(index), BigInt(head.size) - 1n, leafHash]
  for (const hash of path) {
    if (last === 0n) return false
    if (node % 2n === 1n || node === last) {
      root = parentOf(hash, root)
      while (node % 2n === 0n && node !== 0n) [node, last] = [node / 2n, last / 2n]
    } else {
      root = parentOf(root, hash)
    }
    ;[node, last] = [node / 2n, last / 2n]
  }
  return last === 0n && isSame(root, head.rootHash)
}

/** RFC 9162, section 2.1.4.2; any tree grows out of the empty one, and out of itself, without a path. */
export function verifyConsistency(from: TreeHead, to: TreeHead, path: readonly Uint8Array[]): boolean {
  if (!isSize(from.size) || !isSize(to.size) || from.size > to.size) return false
  if (from.size === to.size) return path.length === 0 && isSame(from.rootHash, to.rootHash)
  if (from.size === 0) return path.length === 0
  if (!path.every(isHash)) return false
  return isGrown(from, to, isPowerOfTwo(from.size) ? [from.rootHash, ...path] : path)
}

function isGrown(from: TreeHead, to: TreeHead, [first, ...path]: readonly Uint8Array[]): boolean {
  if (first === undefined) return false
  let [node, last] = [BigInt(from.size) - 1n, BigInt(to.size) - 1n]
  while (node % 2n === 1n) [node, last] = [node / 2n, last / 2n]
  let [before, after] = [first, first]
  for (const hash of path) {
    if (last === 0n) return false
    if (node % 2n === 1n || node === last) {
      before = parentOf(hash, before)
      after = parentOf(hash, after)
      while (node % 2n === 0n && node !== 0n) [node, last] = [node / 2n, last / 2n]
    } else {
      after = parentOf(after, hash)
    }
    ;[node, last] = [node / 2n, last / 2n]
  }
  return last === 0n && isSame(before, from.rootHash) && isSame(after, to.rootHash)
}

function parentOf(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(concatBytes(NODE, left, right))
}

function isSize(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0
}

function isHash(bytes: Uint8Array): boolean {
  return bytes.length === HASH_BYTES
}

function isPowerOfTwo(size: number): boolean {
  const exact = BigInt(size)
  return (exact & (exact - 1n)) === 0n
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index])
}
