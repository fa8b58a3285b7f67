/** The bar on top of every screen: whose window this is, how many requests are open, and the way out of all of them. */
import { say } from "../language"
import { Mark } from "./glyphs"

export function TopBar({ total, onRejectAll }: { total: number; onRejectAll: () => void }) {
  return (
    <header className="top-bar">
      <Mark />
      <span className="top-bar-name">{say("common.product")}</span>
      {total > 1 && (
        <>
          <span className="pill">{say("consent.queue", { total })}</span>
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
      <span className="unseen" aria-live="polite">
        {total > 0 && say("consent.queueSpoken", { count: total })}
      </span>
    </header>
  )
}
