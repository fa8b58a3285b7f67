/**
 * The button that grants. It stays in the tab order while it is inert, so that a keyboard finds it, and it counts
 * only what the guard lets through.
 */
import { type KeyboardEvent, type MouseEvent, useCallback, useEffect, useRef, useState } from "react"
import { advanceGuard, approves, type GuardEvent, isReady, openGuard } from "../guard"
import { useComingBack } from "../use-coming-back"

/** `isWary`: what is asked is not what it should be, so that nothing invites to agree. */
type ApproveButtonProps = { label: string; isWary: boolean; onApprove: () => void }

export function ApproveButton({ label, isWary, onApprove }: ApproveButtonProps) {
  const { ready, tell, allows } = useGuard()
  const press = (repeated: boolean) => tell({ name: "pressed", at: performance.now(), repeated })
  const release = () => tell({ name: "released" })

  function pressKey(event: KeyboardEvent): void {
    if (event.key === "Enter" || event.key === " ") press(event.repeat)
  }
  function click(event: MouseEvent): void {
    const allowed = allows({ at: performance.now(), byPointer: event.detail > 0 })
    release()
    if (allowed && event.isTrusted) onApprove()
  }
  return (
    <button
      type="button"
      className={isWary ? "button button-wary" : "button button-main"}
      data-testid="approve"
      aria-disabled={!ready}
      onPointerDown={() => press(false)}
      onPointerCancel={release}
      onKeyDown={pressKey}
      onBlur={release}
      onClick={click}
    >
      {label}
    </button>
  )
}

/** A guard that hears of the window and says when it becomes ready. */
function useGuard() {
  const guard = useRef(openGuard(performance.now()))
  const [ready, setReady] = useState(false)

  const tell = useCallback((event: GuardEvent) => {
    guard.current = advanceGuard(guard.current, event)
    setReady(isReady(guard.current, performance.now()))
  }, [])
  useEffect(() => tell({ name: "shown", at: performance.now() }), [tell])
  useComingBack(useCallback(() => tell({ name: "focused", at: performance.now() }), [tell]))

  useEffect(() => {
    if (ready) return
    const look = () => setReady(isReady(guard.current, performance.now()))
    const timer = setInterval(look, 50)
    return () => clearInterval(timer)
  }, [ready])

  const allows = (click: Parameters<typeof approves>[1]) => approves(guard.current, click)
  return { ready, tell, allows }
}
