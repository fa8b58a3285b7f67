/** What is said about several transactions that are approved together; in German. */
import type { batch as english } from "../en/batch"
import type { Translated } from "../keys"

export const batch: Translated<typeof english> = {
  question_one: "{{count}} Transaktion genehmigen?",
  question_other: "{{count}} Transaktionen genehmigen?",
  sends_one: "Signieren und senden",
  sends_other: "Alle signieren und senden",
  signs_one: "Signieren",
  signs_other: "Alle signieren",
  meaning: {
    sends:
      "Das KMS signiert alle, bevor die Wallet die erste sendet. Scheitert eine im Netzwerk, bleiben die vor ihr bestehen.",
    signs: "Die Seite bekommt die signierten Transaktionen und kann jede davon jederzeit senden.",
  },
  atLeast: "Summe in {{symbol}}, mindestens",
  atMost: "Summe in {{symbol}}, höchstens",
  part: "{{place}} von {{total}}",
}
