/** What a transaction does, in a few words for a list: made of what the person was shown, not of what anybody says. */
import type { Call, ChainName, ConsentSubject } from "~protocol"

const LENGTH = 120

export function summaryOf(subject: ConsentSubject, place: number): string {
  if (subject.kind === "transaction") {
    const { call, chain, replaces } = subject
    if (replaces?.how === "cancel") return `Cancels ${shorten(replaces.hash)}`
    return summarize(call, chain)
  }
  const call = subject.kind === "batch" ? subject.calls[place] : undefined
  return call === undefined || subject.kind !== "batch" ? "" : summarize(call, subject.chain)
}

function summarize(call: Call, chain: ChainName): string {
  const text = call.family === "ethereum" ? ethereumWords(call, chain) : solanaWords(call, chain)
  return text.slice(0, LENGTH)
}

function ethereumWords(call: Extract<Call, { family: "ethereum" }>, chain: ChainName): string {
  const { action, to, wei } = call
  if (to === null || action === "create") return "New contract"
  if (action === "transfer") return `${amountOf(wei, chain)} to ${shorten(to)}`
  return BigInt(wei) === 0n ? `Call of ${shorten(to)}` : `Call of ${shorten(to)} with ${amountOf(wei, chain)}`
}

function solanaWords({ instructions }: Extract<Call, { family: "solana" }>, chain: ChainName): string {
  const acting = instructions.filter(({ name }) => name !== "memo" && name !== "compute-budget")
  const [first] = acting
  if (acting.length === 1 && first?.name === "transfer") {
    return `${amountOf(first.lamports, chain)} to ${shorten(first.to)}`
  }
  return acting.length === 1 ? "One instruction" : `${acting.length} instructions`
}

function amountOf(amount: string, { symbol, decimals }: ChainName): string {
  const digits = amount.padStart(decimals + 1, "0")
  const whole = digits.slice(0, digits.length - decimals)
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, "")
  return `${fraction === "" ? whole : `${whole}.${fraction}`} ${symbol}`
}

function shorten(name: string): string {
  return name.length <= 12 ? name : `${name.slice(0, 6)}…${name.slice(-4)}`
}
