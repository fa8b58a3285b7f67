/**
 * The button that grants. It stays in the tab order while it is inert, so that a keyboard finds it, and it counts
 * only what the guard lets through. What carries a high risk takes holding it; whoever cannot hold types a word first.
 */
import { type KeyboardEvent, type MouseEvent, type PointerEvent, useEffect, useRef, useState } from "react"
import { HOLD_MS } from "../guard"
import { useGuard } from "../use-guard"

type ApproveButtonProps = {
  label: string
  /** What is asked is not what it should be, so that nothing invites to agree. */
  isWary: boolean
  /** It takes holding. */
  isHeld: boolean
  /** Nothing can be agreed to at this moment. */
  isInert: boolean
  /** What is shown, and how grave it is: the guard begins anew with another. */
  shown: string
  onApprove: () => void
  /** It was pressed, but not held. */
  onTapped: () => void
}

export function ApproveButton(props: ApproveButtonProps) {
  const { label, isWary, isHeld, isInert, shown, onApprove, onTapped } = props
  const guard = useGuard(shown)
  const { holding, hold, letGo } = useHolding(guard.heldEnough, onApprove)
  const isLive = guard.ready && !isInert

  function press(repeated: boolean): void {
    guard.tell({ name: "pressed", at: performance.now(), repeated })
    if (isHeld && isLive && !repeated && guard.isPressed()) hold()
  }
  function release(): void {
    letGo()
    guard.tell({ name: "released" })
  }
  function pressPointer(event: PointerEvent): void {
    if (event.isTrusted && event.isPrimary && event.button === 0) press(false)
  }
  function pressKey(event: KeyboardEvent): void {
    if (!event.isTrusted || !isPressing(event)) return
    // A browser would click at once for Enter, and at the end for the space bar.
    if (isHeld) event.preventDefault()
    press(event.repeat)
  }
  function liftKey(event: KeyboardEvent): void {
    if (!isHeld || !isPressing(event)) return
    event.preventDefault()
    release()
    if (holding) onTapped()
  }
  function click(event: MouseEvent): void {
    const allowed = guard.allows({ at: performance.now(), byPointer: event.detail > 0 })
    release()
    if (!event.isTrusted || isInert) return
    if (isHeld) onTapped()
    else if (allowed) onApprove()
  }
  return (
    <button
      type="button"
      className={`button ${isWary ? "button-wary" : "button-main"} ${holding ? "is-holding" : ""}`}
      data-testid="approve"
      data-held={isHeld}
      aria-disabled={!isLive}
      aria-describedby={isHeld ? "hold" : undefined}
      onPointerDown={pressPointer}
      onPointerUp={letGo}
      onPointerLeave={isHeld ? release : undefined}
      onPointerCancel={release}
      onContextMenu={(event) => isHeld && event.preventDefault()}
      onKeyDown={pressKey}
      onKeyUp={liftKey}
      onBlur={release}
      onClick={click}
    >
      {label}
    </button>
  )
}

function isPressing({ key }: KeyboardEvent): boolean {
  return key === "Enter" || key === " "
}

/** Waits out a press; what the guard says at its end is what counts. */
function useHolding(heldEnough: () => boolean, done: () => void) {
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null)
  const [holding, setHolding] = useState(false)

  function letGo(): void {
    if (timer.current !== null) clearTimeout(timer.current)
    timer.current = null
    setHolding(false)
  }
  function hold(): void {
    letGo()
    setHolding(true)
    timer.current = setTimeout(() => {
      letGo()
      if (heldEnough()) done()
    }, HOLD_MS)
  }
  useEffect(() => () => void (timer.current !== null && clearTimeout(timer.current)), [])
  return { holding, hold, letGo }
}
