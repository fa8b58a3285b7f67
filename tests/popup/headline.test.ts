/** The question at the top, once it was read what is asked. */
import { expect, test } from "vitest"
import type { Seen } from "~popup/use-insight"
import { headlineOf } from "~popup/words/headline"
import { type ConsentSubject, Insight, type Reading } from "~protocol"
import { insightScenes } from "./pictures/insight-scenes"

function headlineIn(
  name: string,
  change: (scene: { subject: ConsentSubject; insight: Insight }) => void = () => {},
) {
  const scene = insightScenes[name]
  const [asked] = scene?.subjects ?? []
  if (!asked) throw new Error(`There is no scene ${name}.`)
  const subject = structuredClone(asked)
  const insight = Insight.parse(scene?.answers?.["popup.insight"])
  change({ subject, insight })
  const seen: Seen = { status: "known", insight }
  return headlineOf(subject, seen)
}

const first = (insight: Insight) => insight.readings[0] as Reading

test("is what it does, where that is one thing and certain", () => {
  expect(headlineIn("insight-unlimited")).toBe("Allow 0x3fC91A…2b7FAD to take any amount of USDC?")
  expect(headlineIn("insight-swap")).toBe("Swap 1 ETH for at least 2,310 USDC?")
})

test("is none before it was read, and where the name is only likely", () => {
  const [subject] = insightScenes["insight-swap"]?.subjects ?? []
  if (!subject) throw new Error("There is no such scene.")
  for (const status of ["reading", "none"] as const) expect(headlineOf(subject, { status })).toBe(null)
  expect(
    headlineIn("insight-unlimited", ({ insight }) => {
      first(insight).how = "named"
    }),
  ).toBe(null)
  expect(headlineIn("insight-unknown")).toBe(null)
})

test("is none where it would leave something out: several things, or currency that goes along", () => {
  expect(headlineIn("insight-batch")).toBe(null)
  expect(headlineIn("insight-solana")).toBe(null)
  expect(
    headlineIn("insight-unlimited", ({ insight }) => {
      insight.readings.push(first(insight))
    }),
  ).toBe(null)
  expect(
    headlineIn("insight-unlimited", ({ subject }) => {
      if (subject.kind === "transaction" && subject.call.family === "ethereum") subject.call.wei = "1"
    }),
  ).toBe(null)
})

test("is none where the question says it already", () => {
  expect(headlineIn("insight-send-sol")).toBe(null)
})
