/**
 * The guard on a button that grants something: it is inert for half a second after anything under the pointer
 * could have changed, and only a press that began after that counts. It stops the click that was meant for
 * something else, the double click, and the key that is still held down.
 *
 *   shown · focused ──▶ inert ──500 ms──▶ ready ──fresh press──▶ a click approves
 *        ▲                └── press begun here is stale: its click approves nothing
 *        └── again, whenever another request is shown or the window gets the focus
 *
 * Pure: times come in with the events.
 */

export const INERT_MS = 500

export type Guard = { readyAt: number; press: "none" | "fresh" | "stale" }

export type GuardEvent =
  | { name: "shown"; at: number }
  | { name: "focused"; at: number }
  /** A pointer or a key went down on the button; `repeated` for a key held down. */
  | { name: "pressed"; at: number; repeated: boolean }
  | { name: "released" }

/** A click, as the button gets it; assistive technology clicks without a pointer and without a press. */
export type Click = { at: number; byPointer: boolean }

export function openGuard(at: number): Guard {
  return { readyAt: at + INERT_MS, press: "none" }
}

export function advanceGuard(guard: Guard, event: GuardEvent): Guard {
  switch (event.name) {
    case "shown":
    case "focused":
      return openGuard(event.at)
    case "pressed":
      return { ...guard, press: isReady(guard, event.at) && !event.repeated ? "fresh" : "stale" }
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
