/** What is said about a transaction: one of a site's, or one that takes the place of another of ours; in German. */
import type { transaction as english } from "../en/transaction"
import type { Translated } from "../keys"

export const transaction: Translated<typeof english> = {
  question: "{{title}}?",
  label: {
    sends: "Signieren und senden",
    signs: "Signieren",
  },
  meaning: {
    sends: "Das KMS signiert sie, und die Wallet sendet sie an {{network}}.",
    signs: "Die Seite bekommt die signierte Transaktion und kann sie jederzeit senden.",
  },
  approvedByYou: "Genehmigt. Das KMS signiert jetzt, und die Wallet sendet.",
  nonce: "Nonce, von der Seite genannt",
  replaces: "Ersetzt",
  "speed-up": {
    question: "Diese Transaktion beschleunigen?",
    label: "Beschleunigen",
    meaning:
      "Dieselbe Transaktion wird mit höherer Gebühr noch einmal gesendet. Nur eine der beiden kann geschehen, und nur ihre Gebühr wird bezahlt.",
  },
  cancel: {
    question: "Diese Transaktion abbrechen?",
    label: "Abbruch senden",
    meaning:
      "Eine leere Transaktion an dich selbst nimmt mit höherer Gebühr ihren Platz ein. Hat das Netzwerk die erste bis dahin angenommen, gilt die erste.",
  },
}
