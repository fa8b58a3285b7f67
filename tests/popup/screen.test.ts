import { expect, test } from "vitest"
import { type Seen, screenOf } from "~popup/screen"
import { consentOf, stateOf } from "./subjects"

const seen = (more: Partial<Seen> = {}): Seen => ({
  window: "toolbar",
  state: stateOf(),
  consents: [],
  decided: new Set(),
  looking: null,
  silent: null,
  ...more,
})

test("an open request comes first, in both windows, and says how many there are (origins rule 6)", () => {
  const consents = [consentOf("a"), consentOf("b")]
  for (const window of ["toolbar", "consent"] as const) {
    expect(screenOf(seen({ window, consents }))).toEqual({ name: "consent", consent: consents[0], total: 2 })
  }
})

test("a request that was answered here is not shown again while the background still lists it", () => {
  const consents = [consentOf("a"), consentOf("b")]
  const decided = new Set(["a"])
  expect(screenOf(seen({ consents, decided }))).toMatchObject({ consent: { id: "b" }, total: 1 })
})

test("without a wallet the first run says which sites wait", () => {
  const state = stateOf({ wallet: null, waiting: ["https://app.example"] })
  expect(screenOf(seen({ state, window: "consent" }))).toEqual({
    name: "first-run",
    waiting: ["https://app.example"],
  })
})

test("a wallet that cannot be found just now is not offered to be created", () => {
  const trouble = { code: "NOT_KNOWN_HERE", message: "It did not answer.", context: {} }
  expect(screenOf(seen({ state: stateOf({ wallet: null, trouble }) }))).toEqual({
    name: "trouble",
    sentence: "It did not answer.",
  })
})

test("a consent window with nothing left to decide shows no accounts", () => {
  expect(screenOf(seen({ window: "consent" }))).toEqual({ name: "settled" })
  expect(screenOf(seen({ window: "toolbar" }))).toEqual({ name: "home" })
})

test("before the background has answered, nothing is claimed", () => {
  expect(screenOf(seen({ state: null }))).toEqual({ name: "loading" })
  expect(screenOf(seen({ consents: null }))).toEqual({ name: "loading" })
  expect(screenOf(seen({ state: null, silent: "No answer." }))).toMatchObject({ name: "trouble" })
})

test("a background that falls silent does not take an open request off the screen", () => {
  expect(screenOf(seen({ consents: [consentOf("a")], silent: "No answer." }))).toMatchObject({
    name: "consent",
  })
})

test("the request that the person turned to is shown until it is gone, then the first", () => {
  const consents = [consentOf("a"), consentOf("b")]
  expect(screenOf(seen({ consents, looking: "b" }))).toMatchObject({ consent: { id: "b" }, total: 2 })
  expect(screenOf(seen({ consents: consents.slice(0, 1), looking: "b" }))).toMatchObject({
    consent: { id: "a" },
  })
})
