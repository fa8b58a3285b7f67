/** What is said about the one thing that a transaction does, alone or as a part of a batch; in German. */
import type { calls as english } from "../en/calls"
import type { Translated } from "../keys"

export const calls: Translated<typeof english> = {
  title: {
    approve: "Diese Transaktion genehmigen",
    send: "{{amount}} senden",
    signPayment: "Zahlung von {{amount}} signieren",
    create: "Vertrag anlegen",
    createAndSend: "Vertrag anlegen und {{amount}} senden",
    call: "Vertrag aufrufen",
    callAndSend: "Vertrag aufrufen und {{amount}} senden",
  },
  unseen: {
    table:
      "Manche der Konten stehen nur in einer Tabelle im Netzwerk. Deshalb kann die Wallet nicht sagen, was das hier tut.",
    instruction:
      "Die Wallet kann nicht jede Anweisung lesen. Was die ungelesenen mit deinem Konto tun, ist nicht bekannt.",
    call: "Die Wallet kann nicht sagen, was dieser Vertrag mit dem Aufruf tut.",
    code: "Die Wallet kann nicht sagen, was der neue Vertrag tut.",
  },
  instruction: {
    transfer: "{{amount}} überweisen",
    memo: "Notiz, für immer öffentlich",
    "compute-budget": "Gebühreneinstellung",
    unknown: "Anweisung, die die Wallet nicht lesen kann",
  },
  from: "Von",
  to: "An",
  toYourself: "An dich selbst",
  amount: "Betrag",
  fee: "Netzwerkgebühr",
  feeAtMost: "Netzwerkgebühr, höchstens",
  totalAtMost: "Summe, höchstens",
  leaves: "Verlässt dein Konto",
  feePaidBy: "Gebühr zahlt",
  lookupTable: "Kontentabelle",
  code: "Vertragscode",
  callData: "Aufrufdaten",
  note: "Notiz",
  program: "Programm",
  account: "Konto {{place}}",
  data: "Daten",
}
