/** What is said about what can be chosen; in German. */
import type { settings as english } from "../en/settings"
import type { Translated } from "../keys"

export const settings: Translated<typeof english> = {
  title: "Einstellungen",
  loading: "Deine Einstellungen werden gelesen …",
  look: "Aussehen und Sprache",
  theme: "Aussehen",
  themes: { system: "Wie das System", light: "Hell", dark: "Dunkel" },
  language: "Sprache",
  asSystem: "Wie der Browser",
  currency: "Wert in",
  currencyHint:
    "Die Preise kommen alle zugleich von öffentlichen Quellen auf Ethereum: Niemand erfährt, was du hast.",
  noCurrency: "Keine Preise erfragen",
  sites: "Seiten",
  asPhantom: "Auch als window.phantom antworten",
  asPhantomHint: "Für Seiten, die nur nach diesem Namen suchen. Offene Seiten musst du neu laden.",
  refreshLists: "Liste betrügerischer Seiten neu laden",
  refreshListsHint: "Einmal am Tag von dort, wo sie erscheint. Was du besuchst, erfährt dabei niemand.",
  ethereumChain: "Ethereum-Netzwerk",
  solanaChain: "Solana-Netzwerk",
  chainHint: "Für die Wallet selbst und für Seiten, die keines gewählt haben.",
  notifications: "Sag mir, was aus Transaktionen wurde",
  notificationsHint: "Mit einer Mitteilung des Systems, wenn eine erledigt oder fehlgeschlagen ist.",
  notificationsDenied: "Der Browser erlaubt es nicht. Du kannst das in seinen Einstellungen ändern.",
  more: "Mehr",
  lock: "Sperre",
  lockHint: "Eine Passphrase oder ein Passkey, bevor etwas bestätigt wird",
  networks: "Netzwerke",
  networksHint: "Welche es gibt und ob sie antworten",
  kms: "Schlüsseldienst (KMS)",
  kmsHint: "Wo er ist und was er über sich beweist",
  developer: "Für Entwickler",
  developerHint: "Methoden, Fehlercodes, Version",
  back: "Zurück zu den Einstellungen",
}
