/** What is said in many places: names of things, counts, and what went wrong; in German. */
import type { common as english } from "../en/common"
import type { Translated } from "../keys"

export const common: Translated<typeof english> = {
  product: "Countersign",
  loading: "Die Wallet wird geöffnet …",
  you: "Du, in der Wallet",
  thisComputer: "auf diesem Computer",
  may: "Erlaubt",
  mayNot: "Nicht erlaubt",
  warning: {
    careful: "Vorsicht:",
    bad: "Warnung:",
  },
  trouble: {
    title: "Gerade nicht erreichbar",
    again: "Noch einmal versuchen",
    silent: "Die Wallet antwortet nicht. Schließ dieses Fenster und öffne es noch einmal.",
  },
  copy: {
    idle: "Kopieren",
    done: "Kopiert",
    failed: "Nicht kopiert",
  },
  accountOf: "{{family}}-Konto",
  addressOf: "{{family}}-Adresse",
  network: "Netzwerk",
  contract: "Vertrag",
  until: "Bis",
  empty: "leer",
  notKnown: "nicht bekannt",
  atLeast: "mindestens {{amount}}",
  bytes_one: "{{count}} Byte",
  bytes_other: "{{count}} Bytes",
  decimals_one: "{{count}} Nachkommastelle",
  decimals_other: "{{count}} Nachkommastellen",
  items_one: "{{count}} Eintrag",
  items_other: "{{count}} Einträge",
  lines_one: "{{count}} Zeile. Scroll, um alles zu lesen.",
  lines_other: "{{count}} Zeilen. Scroll, um alles zu lesen.",
  longText: "Ein langer Text. Scroll, um alles zu lesen.",
  justNow: "gerade eben",
  timeNotKnown: "eine unbekannte Zeit",
}
