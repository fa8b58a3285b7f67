/** What is said to developers; in German. */
import type { developer as english } from "../en/developer"
import type { Translated } from "../keys"

export const developer: Translated<typeof english> = {
  title: "Für Entwickler",
  loading: "Wird nachgesehen …",
  version: "Version",
  browser: "Browser",
  summary: "Zustand der Wallet",
  summaryWhat:
    "Version, Einstellungen und Anzahlen, um einen Fehler zu melden. Keine Adresse, keine Seite und kein Geheimnis.",
  summaryName: "Zustand der Wallet",
  methods_one: "{{count}} Methode",
  methods_other: "{{count}} Methoden",
  refused_one: "{{count}} mit Absicht nicht angeboten",
  refused_other: "{{count}} mit Absicht nicht angeboten",
  reasons_one: "{{count}} Fehlercode",
  reasons_other: "{{count}} Fehlercodes",
  reasonsWhat: "Eine Seite bekommt die Zahl als Code des Fehlers und den Namen in seinen Daten, als reason.",
}
