/** Tells the background, now and then, that the person is here: presses and keys, and nothing that happens by itself. */
import { useEffect } from "react"
import { ask } from "./ask"
import { isLockedHere } from "./lock-watch"

const EVERY_MS = 10_000

export function useActs(): void {
  useEffect(() => {
    let lastAt = Number.NEGATIVE_INFINITY
    const act = ({ isTrusted }: Event) => {
      const at = performance.now()
      if (!isTrusted || isLockedHere() || at - lastAt < EVERY_MS) return
      lastAt = at
      void ask("act", null)
    }
    const kinds = ["pointerdown", "keydown"] as const
    for (const kind of kinds) window.addEventListener(kind, act, { capture: true, passive: true })
    return () => {
      for (const kind of kinds) window.removeEventListener(kind, act, { capture: true })
    }
  }, [])
}
