import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { leafHashOf, verifyConsistency, verifyInclusion } from "~kms"
import vectors from "../vectors/attestation-log.json"
import { patienceMs, runs } from "./runs"
import { consistencyOf, inclusionOf, leavesOf, rootOf } from "./trees"

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, "hex"))
const headOf = (size: number) => ({ size, rootHash: bytes(vectors.roots[size - 1] ?? vectors.emptyRoot) })
const turn = (hash: Uint8Array, bit: number) =>
  hash.map((byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))

const LIMIT = 70
const leaves = leavesOf(LIMIT)
const heads = Array.from({ length: LIMIT + 1 }, (_, size) => ({
  size,
  rootHash: rootOf(leaves.slice(0, size)),
}))
const at = (size: number) => heads[size] ?? { size: 0, rootHash: rootOf([]) }

describe("the known trees", () => {
  test.each(vectors.inclusion)("have entry $index of $size", ({ index, size, path }) => {
    const leafHash = leafHashOf(bytes(vectors.leaves[index] ?? ""))
    expect(verifyInclusion({ index, leafHash, path: path.map(bytes) }, headOf(size))).toBe(true)
  })

  test.each(vectors.consistency)("grow from $from to $to", ({ from, to, path }) => {
    expect(verifyConsistency(headOf(from), headOf(to), path.map(bytes))).toBe(true)
  })

  test("are the ones that RFC 6962 defines", () => {
    vectors.roots.forEach((root, index) => {
      expect(rootOf(vectors.leaves.slice(0, index + 1).map(bytes))).toEqual(bytes(root))
    })
    expect(rootOf([])).toEqual(bytes(vectors.emptyRoot))
  })
})

describe("a proof that an entry is in the log", () => {
  const proofOf = (index: number, size: number) => ({
    index,
    leafHash: leafHashOf(leaves[index] ?? new Uint8Array()),
    path: inclusionOf(index, leaves.slice(0, size)),
  })

  test("holds for every entry of every tree, and at no other place", () => {
    for (let size = 1; size <= 34; size++) {
      for (let index = 0; index < size; index++) {
        const proof = proofOf(index, size)
        expect(verifyInclusion(proof, at(size))).toBe(true)
        for (const other of [index - 1, index + 1, size, -1, index + 0.5, Number.NaN]) {
          expect(verifyInclusion({ ...proof, index: other }, at(size))).toBe(false)
        }
      }
    }
  })

  test(
    "does not hold with any bit turned, a hash more or less, or in another order",
    () => {
      fc.assert(
        fc.property(
          fc.integer({ min: 3, max: LIMIT }),
          fc.nat(),
          fc.nat(255),
          fc.nat(),
          (size, anyIndex, bit, anyPlace) => {
            const proof = proofOf(anyIndex % size, size)
            const { path, leafHash } = proof
            const place = anyPlace % path.length
            const wrong = [
              { ...proof, leafHash: turn(leafHash, bit) },
              { ...proof, path: path.map((hash, index) => (index === place ? turn(hash, bit) : hash)) },
              { ...proof, path: path.toSpliced(place, 1) },
              { ...proof, path: path.toSpliced(place, 0, leafHash) },
              { ...proof, path: path.map((hash, index) => (index === place ? hash.subarray(1) : hash)) },
              { ...proof, path: [...path, leafHash] },
            ]
            for (const one of wrong) expect(verifyInclusion(one, at(size))).toBe(false)
          },
        ),
        runs(200),
      )
    },
    patienceMs,
  )
})

describe("a proof that the log only grew", () => {
  test("holds between any two sizes of one log", () => {
    for (let to = 0; to <= LIMIT; to++) {
      for (let from = 0; from <= to; from++) {
        const path = consistencyOf(from, leaves.slice(0, to))
        expect(verifyConsistency(at(from), at(to), path)).toBe(true)
      }
    }
  })

  test("does not hold for a log that shrank", () => {
    expect(verifyConsistency(at(8), at(7), consistencyOf(7, leaves.slice(0, 8)))).toBe(false)
    expect(verifyConsistency(at(8), at(0), [])).toBe(false)
  })

  test(
    "does not hold for a log in which any entry is another one",
    () => {
      fc.assert(
        fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(29), fc.nat(), (from, more, anyPlace) => {
          const place = anyPlace % from
          const to = from + more
          const forked = leaves.slice(0, to).with(place, new TextEncoder().encode("another"))
          const grown = { size: to, rootHash: rootOf(forked) }
          expect(verifyConsistency(at(from), grown, consistencyOf(from, forked))).toBe(false)
          expect(verifyConsistency(at(from), grown, consistencyOf(from, leaves.slice(0, to)))).toBe(false)
        }),
        runs(200),
      )
    },
    patienceMs,
  )

  test(
    "does not hold with any bit turned, a hash more or less, or for other sizes",
    () => {
      fc.assert(
        fc.property(
          fc.integer({ min: 1, max: 40 }),
          fc.integer({ min: 1, max: 30 }),
          fc.nat(255),
          fc.nat(),
          (from, more, bit, anyPlace) => {
            const to = from + more
            const path = consistencyOf(from, leaves.slice(0, to))
            const place = anyPlace % path.length
            const wrong = [
              path.map((hash, index) => (index === place ? turn(hash, bit) : hash)),
              path.map((hash, index) => (index === place ? hash.subarray(1) : hash)),
              path.toSpliced(place, 1),
              [...path, at(to).rootHash],
              [],
            ]
            for (const one of wrong) expect(verifyConsistency(at(from), at(to), one)).toBe(false)
            expect(
              verifyConsistency(at(from), { ...at(to), rootHash: turn(at(to).rootHash, bit) }, path),
            ).toBe(false)
            expect(
              verifyConsistency({ ...at(from), rootHash: turn(at(from).rootHash, bit) }, at(to), path),
            ).toBe(false)
            for (const size of [from + 0.5, -1, Number.NaN, 2 ** 53]) {
              expect(verifyConsistency({ ...at(from), size }, at(to), path)).toBe(false)
            }
          },
        ),
        runs(200),
      )
    },
    patienceMs,
  )

  test("is checked at sizes that no 32 bits hold", () => {
    const size = 2 ** 33
    const grown = { size: size + 1, rootHash: rootOf([]) }
    expect(verifyConsistency({ size, rootHash: at(4).rootHash }, grown, [at(1).rootHash])).toBe(false)
    expect(verifyInclusion({ index: 2 ** 32, leafHash: at(1).rootHash, path: [] }, grown)).toBe(false)
  })
})
