/** What the tabs of the wallet at rest are called; in German. */
import type { tabs as english } from "../en/tabs"
import type { Translated } from "../keys"

export const tabs: Translated<typeof english> = {
  label: "Wallet",
  names: {
    home: "Wallet",
    activity: "Verlauf",
    sites: "Seiten",
    settings: "Optionen",
  },
  openTab: "In einem Tab öffnen",
}
