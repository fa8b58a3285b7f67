/** What a person changes while another change is under way is all done, and nothing is done that was taken back. */
import { expect, test } from "vitest"
import { amountsUpTo } from "~popup/parts/limit-choice"
import { withChange } from "~popup/waiting-changes"
import type { ConsentChange } from "~protocol"

const limit = (unit: string, amount: string): ConsentChange => ({ type: "limit", limits: [{ unit, amount }] })
const approval = (place: number, amount: string): ConsentChange => ({ type: "approval", place, amount })
const all = (...changes: ConsentChange[]) => changes.reduce(withChange, [] as ConsentChange[])

test("of two changes to the same, the later one is made", () => {
  const week: ConsentChange = { type: "life", lifeMs: 604_800_000 }
  const always: ConsentChange = { type: "life", lifeMs: null }
  expect(all(week, limit("eip155:1", "1"), always)).toEqual([limit("eip155:1", "1"), always])
})

test("a limit on one chain and an approval in one place leave those of the others", () => {
  expect(all(limit("eip155:1", "1"), limit("eip155:8453", "2"), limit("eip155:1", "3"))).toEqual([
    {
      type: "limit",
      limits: [
        { unit: "eip155:8453", amount: "2" },
        { unit: "eip155:1", amount: "3" },
      ],
    },
  ])
  expect(all(approval(0, "1"), approval(1, "2"), approval(0, "3"))).toEqual([
    approval(1, "2"),
    approval(0, "3"),
  ])
})

test("what can be chosen goes from the least to what was asked, with what is chosen now", () => {
  expect(amountsUpTo("1000", "1000", false)).toEqual(["100", "200", "500", "1000"])
  expect(amountsUpTo("1000", "0", true)).toEqual(["0", "100", "200", "500", "1000"])
  expect(amountsUpTo("1000", "7", false)).toEqual(["7", "100", "200", "500", "1000"])
  expect(amountsUpTo("1", "1", true)).toEqual(["0", "1"])
})
