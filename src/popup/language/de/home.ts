/** What is said of the accounts, and of the sites that may ask; in German. */
import type { home as english } from "../en/home"
import type { Translated } from "../keys"

export const home: Translated<typeof english> = {
  accounts: "Konten",
  sites: "Verbundene Seiten",
  noSites: "Keine Seite ist verbunden. Sobald du einer zustimmst, steht sie hier.",
  disconnect: "Trennen",
  disconnectSpoken: "{{site}} trennen",
  used: "zuletzt {{ago}}",
  noBalance: "keine Antwort",
  keptBy: "Die Schlüssel verwahrt das KMS unter",
}
