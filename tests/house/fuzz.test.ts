/** That what is tried at random can be tried again, and that what hangs is told from what was interrupted. */
import { existsSync, readFileSync } from "node:fs"
import fc from "fast-check"
import { afterAll, describe, expect, test } from "vitest"
import { hangsAmong, slowIn, sumBySubject, type Tally } from "~scripts"
import { isShort, keptSeeds, runSeed } from "../support/seeds"

const tally = (file: string, name: string, slow: Tally["slow"]): Tally => ({
  ...{ file: `tests/kms-server/${file}`, test: name, seed: 5, inputs: 9, slowestMs: 70, slow },
})

describe("a property", () => {
  const here = {
    file: "tests/house/fuzz.test.ts",
    test: "a property > is tried with the seeds that are kept for it",
  }
  const tried: unknown[] = []
  afterAll(() => {
    const kept = keptSeeds.filter(({ file, test }) => file === here.file && test === here.test)
    expect(kept).toHaveLength(1)
    expect(tried).toEqual([runSeed, ...(isShort ? kept.map(({ seed }) => seed) : [])])
  })

  test("is tried with the seeds that are kept for it", () => {
    const { seed } = fc.readConfigureGlobal() ?? {}
    tried.push(seed)
    const drawn = (more: object) => fc.sample(fc.integer(), { numRuns: 5, ...more })
    expect(drawn({})).toEqual(drawn({ seed }))
  })
})

describe("a kept seed", () => {
  test("is of a test that there is, and says why it is kept", () => {
    expect(keptSeeds.length).toBeGreaterThan(1)
    for (const { file, test: name, seed, why } of keptSeeds) {
      const title = name.split(" > ").at(-1) ?? ""
      expect(existsSync(file) && readFileSync(file, "utf8").includes(title)).toBe(true)
      expect(seed | 0).toBe(seed)
      expect(why.length).toBeGreaterThan(20)
    }
  })
})

describe("an input that takes too long", () => {
  const slow = { 3: 70 }

  test.each([
    ["stamps and tokens", "authentication-fuzz.test.ts", "a request > under a header of whatever text"],
    ["bodies", "strict-json.test.ts", "the strict reader"],
    ["rules", "cel-differential.test.ts", "the two engines"],
    ["transactions and messages", "transactions-fuzz.test.ts", "hostile bytes"],
    ["documents, frames and notes", "attestation-bytes.test.ts", "bytes"],
    ["keys and signatures", "signer.test.ts", "an order"],
    ["everything else", "whatever.test.ts", "a thing"],
  ])("is found in %s", (subject, file, name) => {
    const tallies = [tally(file, name, slow), tally(file, `${name}, too`, {})]
    expect(sumBySubject(tallies)).toMatchObject([{ name: subject, inputs: 18 }])
    expect(slowIn(tallies)).toMatchObject([{ subject, test: name, seed: 5, places: [3], ms: 70 }])
  })

  test.each(["limits", "spends", "random-lives", "vectors-differential"])(
    "is none where the time is not that of what is tested: %s",
    (name) => {
      expect(slowIn([tally(`${name}.test.ts`, "a story", slow)])).toEqual([])
    },
  )

  test("hangs only where it is slow again, or cannot be tried again", () => {
    const [one, other, third] = ["one", "other", "third"].map((name) =>
      tally("strict-json.test.ts", name, slow),
    )
    const suspects = slowIn([one, other, third].filter((made) => made !== undefined))
    const again = [tally("strict-json.test.ts", "one", {}), tally("strict-json.test.ts", "other", { 3: 66 })]
    const hangs = hangsAmong(suspects, again)
    expect(hangs.map(({ test: name, ms }) => [name, ms])).toEqual([
      ["other", 66],
      ["third", 70],
    ])
  })
})
