/** A guard that hears of the window and says when it becomes ready; it begins anew whenever `shown` is another. */
import { useCallback, useEffect, useRef, useState } from "react"
import { advanceGuard, approves, type Click, type GuardEvent, isHeld, isReady, openGuard } from "./guard"
import { useComingBack } from "./use-coming-back"

const LOOK_MS = 50

export function useGuard(shown: string) {
  const guard = useRef(openGuard(performance.now()))
  const [ready, setReady] = useState(false)

  const tell = useCallback((event: GuardEvent) => {
    guard.current = advanceGuard(guard.current, event)
    setReady(isReady(guard.current, performance.now()))
  }, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is shown is what it begins anew with
  useEffect(() => tell({ name: "shown", at: performance.now() }), [tell, shown])
  useComingBack(useCallback(() => tell({ name: "focused", at: performance.now() }), [tell]))

  useEffect(() => {
    if (ready) return
    const look = () => setReady(isReady(guard.current, performance.now()))
    const timer = setInterval(look, LOOK_MS)
    return () => clearInterval(timer)
  }, [ready])

  return {
    ready,
    tell,
    allows: (click: Click) => approves(guard.current, click),
    heldEnough: () => isHeld(guard.current, performance.now()),
    isPressed: () => guard.current.press === "fresh",
  }
}
