/** What is said about a site whose small payments are approved by themselves; in German. */
import type { autoConfirm as english } from "../en/auto-confirm"
import type { Translated } from "../keys"

export const autoConfirm: Translated<typeof english> = {
  question: "Zahlungen dieser Seite ohne Nachfrage genehmigen?",
  label: "Erlauben",
  meaning: "Es endet von selbst. Soll es früher enden, trenn die Seite in der Wallet.",
  noQuestion: "Bis zu diesen Beträgen gehen Zahlungen ohne Nachfrage hinaus.",
  approved: "Erlaubt, bis die Zeit um ist.",
  sends: "Zahlungen senden, die die Wallet ganz lesen kann",
  goesOver: "Diese Beträge überschreiten, Gebühren eingerechnet",
  signsMore: "Ohne dich Nachrichten signieren oder Verträge aufrufen",
  inAll: "{{amount}} insgesamt",
  limit: "Limit auf {{chain}}",
}
