/** What is said of one connected site, and of ending its connection; in German. */
import type { site as english } from "../en/site"
import type { Translated } from "../keys"

export const site: Translated<typeof english> = {
  loading: "Die Seiten werden gelesen …",
  back: "Zurück zu den Seiten",
  gone: "Diese Seite ist nicht (mehr) verbunden.",
  since: "Verbunden",
  used: "Zuletzt benutzt",
  network: "Netzwerk",
  accounts: "Sieht diese Konten",
  session: "Sitzung über mehrere Netzwerke",
  ends: "Endet",
  endsOf: "{{family}} endet",
  never: "nie von selbst",
  app: "Hat einen eigenen Schlüssel",
  appWhat:
    "Ihre App ist angemeldet und darf diese Wallet bis {{time}} innerhalb ihres Limits selbst benutzen. Auch das endet mit dem Trennen.",
  asks: "Für alles, was unterschrieben werden soll, muss sie dich fragen.",
  autoConfirm: "Darf ohne Nachfrage senden",
  spent: "{{spent}} von {{amount}}",
  until: "bis {{time}}",
  askAgain: "Wieder fragen",
  disconnect: "Diese Seite trennen",
  sure: "Diese Seite trennen? Sie sieht dann kein Konto mehr, und was sie angefragt hat und noch offen ist, endet.",
  yes: "Trennen",
  disconnectAll: "Alle trennen",
  sureAll_one: "{{count}} Seite trennen? Was sie angefragt hat und noch offen ist, endet.",
  sureAll_other: "{{count}} Seiten trennen? Was sie angefragt haben und noch offen ist, endet.",
  yesAll: "Ja, alle",
  keep: "Behalten",
}
