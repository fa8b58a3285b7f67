/** What a person chooses about a connection; in German. */
import type { choose as english } from "../en/choose"
import type { Translated } from "../keys"

export const choose: Translated<typeof english> = {
  accounts: "Konten, die diese Seite sieht",
  networks: "Netzwerke, auf denen sie fragen darf",
  required: "{{name}} (nötig)",
  life: "Wie lange",
  always: "Bis du sie trennst",
  hours_one: "{{count}} Stunde",
  hours_other: "{{count}} Stunden",
  days_one: "{{count}} Tag",
  days_other: "{{count}} Tage",
  ends: "Endet {{when}}",
  spends: "Das darf sie ohne Nachfrage ausgeben",
  nothing: "Nichts",
  upTo: "Bis zu {{amount}}",
  connectsFor: "Verbindet diese Seite, für {{period}}, wenn sie es noch nicht ist",
  previous: "Vorherige Anfrage",
  next: "Nächste Anfrage",
  place: "{{place}} von {{total}}",
  placeSpoken: "Anfrage {{place}} von {{total}}.",
}
