import fc from "fast-check"
import { expect, test } from "vitest"
import { visiblePiecesOf, visibleTextOf } from "~popup/visible-text"

const hiddenIn = (text: string) =>
  visiblePiecesOf(text).flatMap((piece) => (piece.kind === "hidden" ? [piece.name] : []))

test("ordinary text in any script is shown as it is", () => {
  const text = "Sign in:\n\tGrüße, שלום, مرحبا, 你好, é, 👨‍👩‍👧, 👍🏽, ❤️‍🔥"
  expect(visiblePiecesOf(text)).toEqual([{ kind: "plain", text }])
})

test("characters that turn the direction of reading are named", () => {
  expect(hiddenIn("Pay \u202Egnihton\u202C\u2066x\u2069\u200F\u061C")).toEqual([
    "U+202E",
    "U+202C",
    "U+2066",
    "U+2069",
    "U+200F",
    "U+061C",
  ])
})

test("characters that nobody can see are named", () => {
  const text = "a\u200Bb\u200Dc\u2060d\uFEFFe\u00ADf\u3164g\u2800h\u{E0041}i\u0000j\u001Bk\u2028l\uD800m\r"
  expect(hiddenIn(text)).toHaveLength(13)
})

test("nothing is lost or moved, whatever the text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => {
      expect(
        visiblePiecesOf(text)
          .map((piece) => piece.text)
          .join(""),
      ).toBe(text)
    }),
    { numRuns: 300 },
  )
})

test("a page cannot bury its text under a million hidden characters", () => {
  const text = `${"\u200B".repeat(500_000)}Pay${"\u202E\u2066".repeat(250_000)}`
  const pieces = visiblePiecesOf(text)
  expect(pieces.length).toBeLessThan(1002)
  expect(pieces.map((piece) => piece.text).join("")).toBe(text)
  const last = pieces.at(-1)
  expect(last?.kind === "hidden" && last.name).toMatch(/U\+200B {2}U\+200B .*Pay.*U\+202E {2}U\+2066 $/)
})

test("a page's word inside a sentence is one line, and turns nothing around it", () => {
  expect(visibleTextOf("ETH")).toBe("ETH")
  expect(visibleTextOf("a\nb\tc")).toBe("a b c")
  expect(visibleTextOf("\u202EHTE\u2069")).toBe("\u2068‹U+202E›HTE‹U+2069›\u2069")
  expect(visibleTextOf("שקל")).toBe("\u2068שקל\u2069")
})
