/** The limit on refusals: past it they are counted, and none goes unmentioned. */
import { describe, expect, it } from "vitest"
import { limitRefusals, type NewEntry } from "~kms-server/audit"

const garbage: NewEntry = { kind: "refusal", decisionId: "d", outcome: "GARBAGE" }

describe("a flood of refusals", () => {
  it("loses no refusal from the count, even when the entry cannot be written at first", async () => {
    const written: NewEntry[] = []
    let broken = false
    const refusals = limitRefusals(async (entry) => {
      if (broken) throw new Error("no database")
      written.push(entry)
    }, 2)
    const note = () => refusals.note(garbage, false)
    for (let i = 0; i < 5; i++) await note()
    broken = true
    await expect(refusals.flush()).rejects.toThrow("no database")
    broken = false
    await refusals.flush()
    expect(written.map((entry) => entry.outcome)).toEqual(["GARBAGE", "GARBAGE", "FLOOD: 3 more refusals"])
  })

  it("of strangers hides no caller who is known, and of one caller hides no other", async () => {
    const written: NewEntry[] = []
    const refusals = limitRefusals(async (entry) => void written.push(entry), 2)
    for (let i = 0; i < 100; i++) await refusals.note({ ...garbage, authenticator: `claimed ${i}` }, false)
    for (const authenticator of ["known", "another"]) {
      for (let i = 0; i < 3; i++) await refusals.note({ ...garbage, authenticator }, true)
    }
    await refusals.flush()
    expect(written).toHaveLength(2 + 2 + 2 + 3)
    expect(written.slice(-3)).toMatchObject([
      { outcome: "FLOOD: 98 more refusals" },
      { outcome: "FLOOD: 1 more refusals", authenticator: "known" },
      { outcome: "FLOOD: 1 more refusals", authenticator: "another" },
    ])
    expect(written.at(-3)).not.toHaveProperty("authenticator")
  })
})
