/** What may be agreed to before, or without, knowing what is risky about it. */
import { expect, test } from "vitest"
import { judge } from "~popup/judgement"
import type { Seen } from "~popup/use-insight"
import type { Warning } from "~popup/words/kind"
import type { Insight } from "~protocol"

const known = (isAppraised: boolean): Seen => ({
  status: "known",
  insight: { isAppraised, risks: [] } as unknown as Insight,
})
const reading: Seen = { status: "reading" }
const nothing: Seen = { status: "none" }

const foreword: Warning = { tone: "bad", sentence: "It may let others move your tokens.", isForeword: true }
const lasting: Warning = { tone: "careful", sentence: "It is not encrypted.", isForeword: false }

test.each([
  ["is still read", reading],
  ["was not looked at for risks", known(false)],
])("what %s cannot be agreed to, and then only by more than a press, and says so", (_, seen) => {
  expect(judge(seen, [], true)).toMatchObject({ isAwaited: true, isUnjudged: false })
  expect(judge(seen, [], false)).toMatchObject({ isAwaited: false, isUnjudged: true, isHeld: true })
})

test("what was looked at for risks waits for nothing", () => {
  for (const isPatient of [true, false])
    expect(judge(known(true), [foreword, lasting], isPatient)).toEqual({
      warnings: [lasting],
      isAwaited: false,
      isUnjudged: false,
      isHeld: false,
    })
})

test("a foreword stands until the risks are known, and a bad one takes more than a press", () => {
  for (const seen of [reading, nothing, known(false)]) {
    expect(judge(seen, [foreword, lasting], false)).toMatchObject({
      warnings: [foreword, lasting],
      isHeld: true,
    })
  }
  expect(judge(nothing, [lasting], false)).toMatchObject({ isHeld: false, isUnjudged: false })
})
