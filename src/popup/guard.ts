/**
 * The guard on a button that grants something: it is inert for half a second after anything under the pointer
 * could have changed, and only a press that began after that counts. It stops the click that was meant for
 * something else, the double click, and the key that is still held down.
 *
 *   shown · focused ──▶ inert ──500 ms──▶ ready ──fresh press──▶ a click approves
 *        ▲                └── press begun here is stale: its click approves nothing
 *        └── again, whenever another request is shown, it gets graver, or the window gets the focus
 *
 * Pure: times come in with the events.
 */

export const INERT_MS = 500

/** How long the button is held for what carries a high risk. */
export const HOLD_MS = 1_200

/** `pressedAt`: when the press that goes on began. */
export type Guard = { readyAt: number; press: "none" | "fresh" | "stale"; pressedAt: number }

export type GuardEvent =
  | { name: "shown"; at: number }
  | { name: "focused"; at: number }
  /** A pointer or a key went down on the button; `repeated` for a key held down. */
  | { name: "pressed"; at: number; repeated: boolean }
  | { name: "released" }

/** A click, as the button gets it; assistive technology clicks without a pointer and without a press. */
export type Click = { at: number; byPointer: boolean }

export function openGuard(at: number): Guard {
  return { readyAt: at + INERT_MS, press: "none", pressedAt: at }
}

export function advanceGuard(guard: Guard, event: GuardEvent): Guard {
  switch (event.name) {
    case "shown":
    case "focused":
      return openGuard(event.at)
    case "pressed":
      // A key that is held down says so again and again; the press is still the same.
      if (event.repeated && guard.press === "fresh") return guard
      return {
        ...guard,
        press: isReady(guard, event.at) && !event.repeated ? "fresh" : "stale",
        pressedAt: event.at,
      }
    case "released":
      return { ...guard, press: "none" }
  }
}

export function isReady(guard: Guard, at: number): boolean {
  return at >= guard.readyAt
}

export function approves(guard: Guard, { at, byPointer }: Click): boolean {
  if (!isReady(guard, at)) return false
  return byPointer ? guard.press === "fresh" : guard.press !== "stale"
}

/** Whether the press that goes on has lasted long enough. */
export function isHeld({ press, pressedAt }: Guard, at: number): boolean {
  return press === "fresh" && at - pressedAt >= HOLD_MS
}
