/** The bar on top of every screen: whose window this is, and how many requests are open. */
import { words } from "../words"
import { Mark } from "./glyphs"

export function TopBar({ total }: { total: number }) {
  return (
    <header className="top-bar">
      <Mark />
      <span className="top-bar-name">{words.product}</span>
      {total > 1 && <span className="pill">{words.consent.queue(total)}</span>}
      <span className="unseen" aria-live="polite">
        {total > 0 && words.consent.queueSpoken(total)}
      </span>
    </header>
  )
}
