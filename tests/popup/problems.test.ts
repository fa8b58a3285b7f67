/** What went wrong, as a person reads it. */
import { afterEach, expect, test } from "vitest"
import { chooseLanguage } from "~popup/language"
import { sentenceOf } from "~popup/words/problems"
import { fault, problemOf } from "~protocol"

afterEach(() => chooseLanguage("en"))

test("what went wrong is said in the language that is spoken, with what it was made of", () => {
  chooseLanguage("de")
  expect(sentenceOf(problemOf(fault("RPC_UNREACHABLE", { chain: "Base" })))).toBe(
    "Das Netzwerk Base hat nicht geantwortet.",
  )
  expect(sentenceOf(problemOf(fault("LOCK_WAITS", { retryAfterMs: 900 })))).toMatch(/in 1 Sekunde wieder/)
  expect(sentenceOf(problemOf(fault("CLOCK_WRONG", { byMs: -61_000 })))).toMatch(/um 61 Sekunden/)
  expect(sentenceOf(problemOf(fault("CONSENT_CHANGE_REFUSED", { why: "more" })))).toMatch(/nie größer/)
})

test("what the face has no words for is said in the words of the table", () => {
  chooseLanguage("de")
  for (const code of ["NOBODY_KNOWS_IT", "constructor", "__proto__", "CONSENT_CHANGE_REFUSED"]) {
    const context = { why: "constructor" }
    expect(sentenceOf({ code, message: "As it is.", context })).toBe("As it is.")
  }
})

test("a sentence that lacks what it says is not said half", () => {
  const told = { code: "RPC_UNREACHABLE", message: "It did not answer.", context: {} }
  expect(sentenceOf(told)).toBe("It did not answer.")
})

test("what a network or a site wrote into it is said as it is, and is no placeholder", () => {
  const detail = "{{chain}} $t(fault.INTERNAL) $&"
  const problem = problemOf(fault("RPC_REFUSED", { chain: "Base", detail }))
  expect(sentenceOf(problem)).toBe(`Base refused the transaction: ${detail}`)
})
