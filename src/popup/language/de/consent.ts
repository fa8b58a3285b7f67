/** What is said of every request, whatever its kind, and once it is answered; in German. */
import type { consent as english } from "../en/consent"
import type { Translated } from "../keys"

export const consent: Translated<typeof english> = {
  headline: "{{sentence}}?",
  reject: "Ablehnen",
  leave: "So lassen",
  rejectAll: "Alle ablehnen",
  rejectAllSpoken_one: "{{count}} Anfrage ablehnen",
  rejectAllSpoken_other: "Alle {{count}} Anfragen ablehnen",
  queueSpoken_one: "Eine Anfrage ist offen.",
  queueSpoken_other: "{{count}} Anfragen sind offen. Das ist die erste.",
  signedForSite: "Genehmigt. Das KMS signiert jetzt, und die Seite bekommt das Ergebnis.",
  settled: {
    title: "Nichts mehr zu entscheiden",
    rejected: "Abgelehnt. Nichts wurde signiert, und die Seite weiß es.",
    rejectedAll: "Alle abgelehnt. Nichts wurde signiert, und die Seiten wissen es.",
    left: "Alles bleibt, wie es war. Nichts wurde signiert.",
    none: "Keine Anfrage ist offen. Hat eine Seite gefragt, dann hat sie ihre Anfrage zurückgezogen oder die Zeit dafür ist um.",
    close: "Schließen",
  },
}
