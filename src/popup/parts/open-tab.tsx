/** Opens the wallet, at the place that is open, in a tab of its own. */
import { openInTab } from "../extension"
import { say } from "../language"

export function OpenTabButton() {
  return (
    <button
      type="button"
      className="icon-button"
      data-testid="open-tab"
      aria-label={say("tabs.openTab")}
      title={say("tabs.openTab")}
      onClick={() => openInTab(location.hash)}
    >
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d="M10 5H5v14h14v-5M14 5h5v5M19 5l-8.500 8.500" />
      </svg>
    </button>
  )
}
