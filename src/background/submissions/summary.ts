/**
 * What a transaction does, or what was signed, in a few words, where the face is not there to say it: in receipts, which are English, in
 * notices, and for whoever searches. Pure.
 */
import type { Deed } from "~protocol"

export type Language = "en" | "de"
type Words = {
  point: string
  send: (amount: string, to: string) => string
  call: (to: string) => string
  callWith: (to: string, amount: string) => string
  create: string
  cancel: (hash: string) => string
  instructions: (count: number) => string
  message: string
  signIn: (domain: string) => string
  document: (type: string) => string
  documentOf: (type: string, of: string) => string
}

const words: Record<Language, Words> = {
  en: {
    point: ".",
    send: (amount, to) => `${amount} to ${to}`,
    call: (to) => `Call of ${to}`,
    callWith: (to, amount) => `Call of ${to} with ${amount}`,
    create: "New contract",
    cancel: (hash) => `Cancels ${hash}`,
    instructions: (count) => (count === 1 ? "One instruction" : `${count} instructions`),
    message: "Message",
    signIn: (domain) => `Sign-in to ${domain}`,
    document: (type) => `Document: ${type}`,
    documentOf: (type, of) => `${type} for ${of}`,
  },
  de: {
    point: ",",
    send: (amount, to) => `${amount} an ${to}`,
    call: (to) => `Aufruf von ${to}`,
    callWith: (to, amount) => `Aufruf von ${to} mit ${amount}`,
    create: "Neuer Vertrag",
    cancel: (hash) => `Bricht ${hash} ab`,
    instructions: (count) => (count === 1 ? "Eine Anweisung" : `${count} Anweisungen`),
    message: "Nachricht",
    signIn: (domain) => `Anmeldung bei ${domain}`,
    document: (type) => `Dokument: ${type}`,
    documentOf: (type, of) => `${type} für ${of}`,
  },
}

const LENGTH = 120

export function summaryOf(deed: Deed, language: Language = "en"): string {
  return summarize(deed, words[language]).slice(0, LENGTH)
}

function summarize(deed: Deed, words: Words): string {
  switch (deed.kind) {
    case "send":
      return words.send(amountOf(deed, words), shorten(deed.to))
    case "call":
      return BigInt(deed.amount) === 0n
        ? words.call(shorten(deed.to))
        : words.callWith(shorten(deed.to), amountOf(deed, words))
    case "create":
      return words.create
    case "cancel":
      return words.cancel(shorten(deed.hash))
    case "instructions":
      return words.instructions(deed.count)
    case "message":
      return words.message
    case "sign-in":
      return words.signIn(deed.domain)
    case "document":
      return deed.of === null ? words.document(deed.type) : words.documentOf(deed.type, deed.of)
  }
}

type Amount = { amount: string; symbol: string; decimals: number }

function amountOf({ amount, symbol, decimals }: Amount, { point }: Words): string {
  const digits = amount.padStart(decimals + 1, "0")
  const whole = digits.slice(0, digits.length - decimals)
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, "")
  return `${fraction === "" ? whole : `${whole}${point}${fraction}`} ${symbol}`
}

function shorten(name: string): string {
  return name.length <= 12 ? name : `${name.slice(0, 6)}…${name.slice(-4)}`
}
