/** What is said of the account in use and what it holds, and of the sites that may ask; in German. */
import type { home as english } from "../en/home"
import type { Translated } from "../keys"

export const home: Translated<typeof english> = {
  title: "Konto",
  sites: "Verbundene Seiten",
  noSites: "Keine Seite ist verbunden. Sobald du einer zustimmst, steht sie hier.",
  disconnect: "Trennen",
  disconnectSpoken: "{{site}} trennen",
  used: "zuletzt {{ago}}",
  keptBy: "Die Schlüssel verwahrt das KMS unter",
  inAll: "Insgesamt",
  onChains_one: "auf {{count}} Netzwerk",
  onChains_other: "auf {{count}} Netzwerken",
  onChain: "auf {{chain}}",
  nothingKnown: "keine Antwort",
  everyDigit: "Alle Stellen",
  send: "Senden",
  receive: "Empfangen",
  assets: "Guthaben",
  allAssets_one: "Alles anzeigen ({{count}})",
  allAssets_other: "Alle {{count}} anzeigen",
  loadingAssets: "Die Netzwerke werden gefragt…",
  noAssets: "Noch nichts. Was auf diesem Konto eingeht, steht hier.",
  silent: "Keine Antwort von {{chains}}. Was dort liegt, wird nicht gezeigt.",
  latest: "Zuletzt",
  allActivity: "Alle Vorgänge",
  notListed: "nicht auf der Liste der Wallet",
  unnamed: "Token ohne Namen",
  unknownAmount: "Betrag nicht lesbar",
  sendThis: "Senden:",
}
