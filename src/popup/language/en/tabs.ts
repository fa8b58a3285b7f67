/** What the tabs of the wallet at rest are called. */
export const tabs = {
  label: "Wallet",
  names: {
    home: "Wallet",
    activity: "Activity",
    sites: "Sites",
    settings: "Settings",
  },
  openTab: "Open in a tab",
} as const
