/** What the tabs of the wallet at rest are called. */
import type { Tab } from "../places"

export const tabWords = {
  label: "Wallet",
  names: { home: "Wallet", activity: "Activity", sites: "Sites", settings: "Settings" } satisfies Record<
    Tab,
    string
  >,
  openTab: "Open in a tab",
} as const
