/** The tree of the log and its proofs, held against RFC 6962 written down naively and against published vectors. */
import { createHash, randomUUID } from "node:crypto"
import fc from "fast-check"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { leafOf, type NewEntry, provesGrowth, provesInclusion, readAudit } from "~kms-server/audit"
import {
  consistencyRanges,
  grow,
  hashLeaf,
  hashNode,
  inclusionRanges,
  type Range,
  rootOf,
  subtreesOf,
} from "~kms-server/audit/merkle"
import { openTestLog, type TestLog } from "./log-keeper"

const RUNS = 100 * Number(process.env.COUNTERSIGN_RUNS ?? 1)
const hex = (hash: Uint8Array | undefined) => Buffer.from(hash ?? []).toString("hex")
const hexes = (hashes: readonly Uint8Array[]) => hashes.map(hex)

/** Section 2.1, as it stands there. */
function sha256(...parts: Uint8Array[]): Buffer {
  return createHash("sha256").update(Buffer.concat(parts)).digest()
}
function split(size: number): number {
  let k = 1
  while (k * 2 < size) k *= 2
  return k
}
function mth(leaves: Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return sha256()
  const [leaf] = leaves
  if (leaves.length === 1 && leaf) return sha256(Buffer.of(0), leaf)
  const k = split(leaves.length)
  return sha256(Buffer.of(1), mth(leaves.slice(0, k)), mth(leaves.slice(k)))
}
function pathOf(m: number, leaves: Uint8Array[]): Uint8Array[] {
  if (leaves.length === 1) return []
  const k = split(leaves.length)
  return m < k
    ? [...pathOf(m, leaves.slice(0, k)), mth(leaves.slice(k))]
    : [...pathOf(m - k, leaves.slice(k)), mth(leaves.slice(0, k))]
}
function subproof(m: number, leaves: Uint8Array[], isWhole: boolean): Uint8Array[] {
  if (m === leaves.length) return isWhole ? [] : [mth(leaves)]
  const k = split(leaves.length)
  return m <= k
    ? [...subproof(m, leaves.slice(0, k), isWhole), mth(leaves.slice(k))]
    : [...subproof(m - k, leaves.slice(k), false), mth(leaves.slice(0, k))]
}

const numbered = (size: number) => Array.from({ length: size }, (_, i) => Buffer.from(`leaf ${i}`))
const hashesOf = (leaves: Uint8Array[], ranges: Range[]) =>
  ranges.map(({ start, end }) => mth(leaves.slice(start, end)))
const edgeOf = (leaves: Uint8Array[]) =>
  subtreesOf({ start: 0, end: leaves.length }).map(({ level, place }) =>
    mth(leaves.slice(place * 2 ** level, (place + 1) * 2 ** level)),
  )

describe("the tree (rule 16: RFC 6962)", () => {
  const inputs = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
  ]
  const leaves = inputs.map((input) => Buffer.from(input, "hex"))
  const roots = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
  ]

  it.each(roots.map((root, size) => [size, root]))(
    "of Certificate Transparency's first %i leaves has its root",
    (size, root) => {
      const first = leaves.slice(0, Number(size)).map((leaf) => hashLeaf(leaf))
      expect(hex(rootOf(grow(0, [], first).edge))).toBe(root)
    },
  )

  it("has Certificate Transparency's published proofs", () => {
    expect(hexes(hashesOf(leaves, inclusionRanges(0, 8)))).toEqual([
      "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ])
    expect(hexes(hashesOf(leaves, consistencyRanges(6, 8)))).toEqual([
      "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
      "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ])
  })

  it("keeps leaves and nodes apart, so that no node passes for a leaf", () => {
    const [left, right] = [hashLeaf("l"), hashLeaf("r")]
    expect(hex(hashNode(left, right))).not.toBe(hex(hashLeaf(Buffer.concat([left, right]))))
  })

  it("has the naive root and edge at every size to 130, in whatever steps it grew", () => {
    const all = numbered(130)
    for (let size = 0; size <= all.length; size++) {
      const some = all.slice(0, size)
      const first = grow(
        0,
        [],
        some.slice(0, size / 3).map((leaf) => hashLeaf(leaf)),
      )
      const grown = grow(
        first.size,
        first.edge,
        some.slice(size / 3).map((leaf) => hashLeaf(leaf)),
      )
      expect(grown.size).toBe(size)
      expect(hexes(grown.edge)).toEqual(hexes(edgeOf(some)))
      expect(hex(rootOf(grown.edge))).toBe(hex(mth(some)))
      for (const { level, place, hash } of [...first.completed, ...grown.completed]) {
        expect(hex(hash)).toBe(hex(mth(all.slice(place * 2 ** level, (place + 1) * 2 ** level))))
      }
      expect(first.completed.length + grown.completed.length).toBe(size - grown.edge.length)
    }
  })

  it("has the naive proofs at every size to 130, and they prove what they say", () => {
    const all = numbered(130)
    const roots = Array.from({ length: all.length + 1 }, (_, size) => mth(all.slice(0, size)))
    const rootAt = (size: number) => roots[size] ?? sha256()
    for (let size = 1; size <= all.length; size += size < 34 ? 1 : 7) {
      const some = all.slice(0, size)
      for (let one = 0; one < size; one += size < 34 ? 1 : 3) {
        const path = hashesOf(all, inclusionRanges(one, size))
        expect(hexes(path)).toEqual(hexes(pathOf(one, some)))
        const leafHash = hashLeaf(all[one] ?? "")
        expect(provesInclusion({ index: one, size, leafHash, path }, rootAt(size))).toBe(true)
        const growth = hashesOf(all, consistencyRanges(one + 1, size))
        expect(hexes(growth)).toEqual(hexes(subproof(one + 1, some, true)))
        expect(provesGrowth({ from: one + 1, to: size, path: growth }, rootAt(one + 1), rootAt(size))).toBe(
          true,
        )
      }
      expect(provesGrowth({ from: 0, to: size, path: [] }, sha256(), rootAt(size))).toBe(true)
    }
  })

  it("has proofs that prove nothing else: not another place, leaf, size, root, or path", () => {
    const all = numbered(70)
    const sizes = fc
      .integer({ min: 2, max: 70 })
      .chain((size) => fc.tuple(fc.constant(size), fc.nat(size - 1)))
    const isTight = ([size, index]: [number, number], place: number, bit: number) => {
      const root = mth(all.slice(0, size))
      const path = pathOf(index, all.slice(0, size))
      const proof = { index, size, leafHash: hashLeaf(all[index] ?? ""), path }
      expect(provesInclusion(proof, root)).toBe(true)
      expect(provesInclusion({ ...proof, leafHash: flipped(proof.leafHash, bit) }, root)).toBe(false)
      expect(provesInclusion(proof, flipped(root, bit))).toBe(false)
      expect(provesInclusion({ ...proof, path: path.slice(1) }, root)).toBe(false)
      expect(provesInclusion({ ...proof, path: [...path, root] }, root)).toBe(false)
      expect(provesInclusion({ ...proof, path: flippedAt(path, place, bit) }, root)).toBe(false)
      for (let other = 0; other < size; other++) {
        if (other !== index) expect(provesInclusion({ ...proof, index: other }, root)).toBe(false)
      }
      const [from, before] = [index + 1, mth(all.slice(0, index + 1))]
      const growth = { from, to: size, path: subproof(from, all.slice(0, size), true) }
      expect(provesGrowth(growth, before, root)).toBe(true)
      expect(provesGrowth(growth, flipped(before, bit), root)).toBe(false)
      expect(provesGrowth(growth, before, flipped(root, bit))).toBe(false)
      expect(provesGrowth({ ...growth, path: [...growth.path, root] }, before, root)).toBe(false)
      if (from === size) return
      expect(provesGrowth({ ...growth, path: growth.path.slice(1) }, before, root)).toBe(false)
      expect(provesGrowth({ ...growth, path: flippedAt(growth.path, place, bit) }, before, root)).toBe(false)
    }
    fc.assert(fc.property(sizes, fc.nat(1000), fc.nat(255), isTight), { numRuns: RUNS })
  })

  it("counts to 2⁵³ without a bit lost", () => {
    const size = fc.maxSafeNat().filter((n) => n > 1)
    const isWhole = (end: number, seed: number) => {
      const covered = subtreesOf({ start: 0, end })
      expect(covered.reduce((sum, { level }) => sum + 2 ** level, 0)).toBe(end)
      const index = seed % end
      const widths = inclusionRanges(index, end).map((range) => range.end - range.start)
      expect(widths.reduce((sum, width) => sum + width, 1)).toBe(end)
      for (const { start, end: stop } of consistencyRanges(index + 1, end)) {
        for (const { level, place } of subtreesOf({ start, end: stop }))
          expect(place * 2 ** level).toBeLessThan(stop)
      }
    }
    fc.assert(fc.property(size, fc.maxSafeNat(), isWhole), { numRuns: RUNS })
  })
})

describe("proofs of a stored log", () => {
  const SIZE = 700
  let log: TestLog
  let leaves: Uint8Array[]

  beforeAll(async () => {
    log = await openTestLog()
    for (let size = 0, step = 1; size < SIZE; size += step, step = Math.min((step * 3) % 101, SIZE - size)) {
      const entries = Array.from({ length: step }, (): NewEntry => {
        return { kind: "refusal", decisionId: randomUUID(), outcome: "GARBAGE" }
      })
      await log.database.transaction((session) => log.append(session, entries))
    }
    leaves = (await readAudit(log.database)).map((entry) => Buffer.from(leafOf(entry)))
  })
  afterAll(() => log.close())

  it("are the naive ones, wherever they are asked for", async () => {
    expect(leaves).toHaveLength(SIZE)
    const sizes = fc
      .integer({ min: 1, max: SIZE })
      .chain((size) => fc.tuple(fc.constant(size), fc.nat(size - 1)))
    const isNaive = async ([size, index]: [number, number]) => {
      const some = leaves.slice(0, size)
      const inclusion = await log.inclusion({ index, size })
      expect(hexes(inclusion.path)).toEqual(hexes(pathOf(index, some)))
      expect(provesInclusion(inclusion, mth(some))).toBe(true)
      const growth = await log.consistency({ from: index + 1, to: size })
      expect(hexes(growth.path)).toEqual(hexes(subproof(index + 1, some, true)))
    }
    await fc.assert(fc.asyncProperty(sizes, isNaive), { numRuns: RUNS })
  })

  it("lead from each checkpoint to the next", async () => {
    const before = await log.checkpoint()
    await log.decide()
    const after = await log.checkpoint()
    const growth = await log.consistency({ from: before.size, to: after.size })
    expect(provesGrowth(growth, before.rootHash, after.rootHash)).toBe(true)
    expect(provesGrowth(growth, after.rootHash, before.rootHash)).toBe(false)
  })

  it.each([
    [{ index: -1, size: 1 }],
    [{ index: 1, size: 1 }],
    [{ index: 0, size: 0 }],
    [{ index: 0.5, size: 2 }],
    [{ index: Number.NaN, size: 2 }],
    [{ index: 0, size: SIZE + 1000 }],
    [{ index: 0, size: Number.POSITIVE_INFINITY }],
    [{ index: 2 ** 60, size: 2 ** 61 }],
  ])("are refused for an inclusion of %o", async (asked) => {
    await expect(log.inclusion(asked)).rejects.toMatchObject({ code: "BODY_MALFORMED" })
  })

  it.each([
    [{ from: -1, to: 1 }],
    [{ from: 2, to: 1 }],
    [{ from: 0, to: SIZE + 1000 }],
    [{ from: SIZE + 1000, to: SIZE + 1000 }],
    [{ from: 0, to: 1.5 }],
  ])("are refused for a growth of %o", async (asked) => {
    await expect(log.consistency(asked)).rejects.toMatchObject({ code: "BODY_MALFORMED" })
  })
})

function flipped(hash: Uint8Array, bit: number): Uint8Array {
  const changed = Buffer.from(hash)
  const at = Math.floor(bit / 8)
  changed.writeUInt8(changed.readUInt8(at) ^ (1 << (bit % 8)), at)
  return changed
}

function flippedAt(path: Uint8Array[], place: number, bit: number): Uint8Array[] {
  return path.map((hash, i) => (i === place % path.length ? flipped(hash, bit) : hash))
}
