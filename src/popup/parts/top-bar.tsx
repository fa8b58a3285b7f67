/**
 * The bar on top of every screen: whose window this is, which of the open requests is shown, the way to the others, and
 * the way out of all of them.
 */
import { say } from "../language"
import { windowKindOf } from "../screen"
import { Mark } from "./glyphs"
import { LockButton } from "./lock-button"
import { OpenTabButton } from "./open-tab"

type TopBarProps = {
  /** The open requests, oldest first. */
  ids: readonly string[]
  shown: string | null
  onLook: (id: string) => void
  onRejectAll: () => void
}

export function TopBar({ ids, shown, onLook, onRejectAll }: TopBarProps) {
  const total = ids.length
  const kind = windowKindOf(location.search)
  const place = Math.max(0, shown === null ? 0 : ids.indexOf(shown))
  return (
    <header className="top-bar">
      <Mark />
      <span className="top-bar-name">{say("common.product")}</span>
      {total > 1 && (
        <>
          <Turn label={say("choose.previous")} way="back" to={ids[place - 1]} onLook={onLook} />
          <span className="pill">{say("choose.place", { place: place + 1, total })}</span>
          <Turn label={say("choose.next")} way="on" to={ids[place + 1]} onLook={onLook} />
          <button
            type="button"
            className="small-button"
            data-testid="reject-all"
            aria-label={say("consent.rejectAllSpoken", { count: total })}
            onClick={onRejectAll}
          >
            {say("consent.rejectAll")}
          </button>
        </>
      )}
      {kind === "toolbar" && total === 0 && <OpenTabButton />}
      {kind !== "consent" && <LockButton />}
      <span className="unseen" aria-live="polite">
        {total > 1 && say("choose.placeSpoken", { place: place + 1, total })}
        {total === 1 && say("consent.queueSpoken", { count: 1 })}
      </span>
    </header>
  )
}

type TurnProps = { label: string; way: "back" | "on"; to: string | undefined; onLook: (id: string) => void }

/** It decides nothing: the others wait as they are. */
function Turn({ label, way, to, onLook }: TurnProps) {
  return (
    <button
      type="button"
      className="turn"
      data-testid={`turn-${way}`}
      aria-label={label}
      aria-disabled={to === undefined}
      onClick={() => to !== undefined && onLook(to)}
    >
      <svg className={`turn-${way}`} viewBox="0 0 24 24" aria-hidden="true">
        <path d="M9 5l7 7-7 7" />
      </svg>
    </button>
  )
}
