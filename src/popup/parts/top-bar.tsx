/** The bar on top of every screen: whose window this is, how many requests are open, and the way out of all of them. */
import { words } from "../words"
import { Mark } from "./glyphs"

export function TopBar({ total, onRejectAll }: { total: number; onRejectAll: () => void }) {
  const { queue, queueSpoken, rejectAll, rejectAllSpoken } = words.consent
  return (
    <header className="top-bar">
      <Mark />
      <span className="top-bar-name">{words.product}</span>
      {total > 1 && (
        <>
          <span className="pill">{queue(total)}</span>
          <button
            type="button"
            className="small-button"
            data-testid="reject-all"
            aria-label={rejectAllSpoken(total)}
            onClick={onRejectAll}
          >
            {rejectAll}
          </button>
        </>
      )}
      <span className="unseen" aria-live="polite">
        {total > 0 && queueSpoken(total)}
      </span>
    </header>
  )
}
