import fc from "fast-check"
import { expect, test } from "vitest"
import {
  advanceGuard,
  approves,
  type Guard,
  type GuardEvent,
  HOLD_MS,
  INERT_MS,
  isHeld,
  isReady,
  openGuard,
} from "~popup/guard"

const play = (...events: GuardEvent[]): Guard => events.reduce(advanceGuard, openGuard(0))
const pressed = (at: number, repeated = false): GuardEvent => ({ name: "pressed", at, repeated })
const pointer = (at: number) => ({ at, byPointer: true })
const key = (at: number) => ({ at, byPointer: false })

test("cannot be approved in the first half second (origins rule 8)", () => {
  const guard = play(pressed(499))
  expect(isReady(guard, INERT_MS - 1)).toBe(false)
  expect(approves(guard, pointer(499))).toBe(false)
  expect(approves(guard, key(499))).toBe(false)
})

test("can be approved by a press that began and ended after that", () => {
  expect(approves(play(pressed(500)), pointer(560))).toBe(true)
  expect(approves(play(pressed(500)), key(560))).toBe(true)
})

test("a press that began too early approves nothing, however late it ends", () => {
  expect(approves(play(pressed(499)), pointer(9000))).toBe(false)
  expect(approves(play(pressed(499)), key(9000))).toBe(false)
})

test("a pointer that did not go down on the button approves nothing (origins rule 8)", () => {
  expect(approves(play(), pointer(9000))).toBe(false)
  expect(approves(play(pressed(600), { name: "released" }), pointer(9000))).toBe(false)
})

test("a key that is held down approves nothing", () => {
  expect(approves(play(pressed(600, true)), key(601))).toBe(false)
})

test("a fresh press after a stale one counts", () => {
  expect(approves(play(pressed(100), pressed(700)), pointer(701))).toBe(true)
})

test("assistive technology, which clicks without a press, can approve once the button is ready", () => {
  expect(approves(play(), key(499))).toBe(false)
  expect(approves(play(), key(500))).toBe(true)
})

test("getting the focus makes the button inert again, and a press from before is void (origins rule 8)", () => {
  const guard = play(pressed(600), { name: "focused", at: 610 })
  expect(approves(guard, pointer(620))).toBe(false)
  expect(approves(guard, pointer(5000))).toBe(false)
  expect(isReady(guard, 1109)).toBe(false)
  expect(isReady(guard, 1110)).toBe(true)
})

test("another request under the pointer makes the button inert again (origins rule 8)", () => {
  const guard = play(pressed(600), { name: "shown", at: 650 })
  expect(approves(guard, pointer(5000))).toBe(false)
})

test("nothing ever approves within half a second of what was last shown or focused (origins rule 8)", () => {
  const gap = fc.nat(700)
  const event = fc.oneof(
    fc.record({ name: fc.constantFrom("shown" as const, "focused" as const), gap }),
    fc.record({ name: fc.constant("pressed" as const), repeated: fc.boolean(), gap }),
    fc.record({ name: fc.constant("released" as const), gap }),
  )
  fc.assert(
    fc.property(fc.array(event, { maxLength: 20 }), gap, fc.boolean(), (steps, last, byPointer) => {
      let at = 0
      let changedAt = 0
      let guard = openGuard(0)
      for (const { gap: passed, ...step } of steps) {
        at += passed
        if (step.name === "shown" || step.name === "focused") changedAt = at
        guard = advanceGuard(guard, step.name === "released" ? step : { ...step, at })
      }
      at += last
      if (approves(guard, { at, byPointer })) expect(at - changedAt).toBeGreaterThanOrEqual(INERT_MS)
    }),
    { numRuns: 1000 },
  )
})

test("a press counts as held once it has lasted, however often the key repeats", () => {
  const ready = INERT_MS
  let guard = advanceGuard(openGuard(0), { name: "pressed", at: ready, repeated: false })
  guard = advanceGuard(guard, { name: "pressed", at: ready + 500, repeated: true })
  expect(isHeld(guard, ready + HOLD_MS - 1)).toBe(false)
  expect(isHeld(guard, ready + HOLD_MS)).toBe(true)
})

test("a press that began while the button was inert, that was let go, or that something new broke off, is never held", () => {
  const stale = advanceGuard(openGuard(0), { name: "pressed", at: INERT_MS - 1, repeated: false })
  expect(isHeld(stale, 10 * HOLD_MS)).toBe(false)
  const pressed = advanceGuard(openGuard(0), { name: "pressed", at: INERT_MS, repeated: false })
  for (const event of [
    { name: "released" },
    { name: "shown", at: INERT_MS + 1 },
    { name: "focused", at: INERT_MS + 1 },
  ] as const)
    expect(isHeld(advanceGuard(pressed, event), 10 * HOLD_MS)).toBe(false)
  const down = advanceGuard(openGuard(0), { name: "pressed", at: INERT_MS, repeated: true })
  expect(isHeld(down, 10 * HOLD_MS)).toBe(false)
})
