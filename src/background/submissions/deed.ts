/**
 * What a transaction does, or what was signed, for a list: made of what the person was shown, not of what anybody says.
 * It is kept as data, without a message's text; the words for it are made when it is told.
 */
import type { Call, ChainName, ConsentSubject, Deed } from "~protocol"

export function deedOf(subject: ConsentSubject, place: number): Deed {
  if (subject.kind === "transaction") {
    const { call, chain, replaces } = subject
    return replaces?.how === "cancel" ? { kind: "cancel", hash: replaces.hash } : deedIn(call, chain)
  }
  if (subject.kind === "message") {
    const { signIn } = subject
    return signIn === null ? { kind: "message" } : { kind: "sign-in", domain: cut(signIn.domain) }
  }
  if (subject.kind === "typedData") {
    const name = subject.domain.find((member) => member.name === "name")?.value
    const of = typeof name === "string" && name !== "" ? cut(name) : null
    return { kind: "document", type: cut(subject.primaryType), of }
  }
  const call = subject.kind === "batch" ? subject.calls[place] : undefined
  if (call === undefined || subject.kind !== "batch") return { kind: "instructions", count: 0 }
  return deedIn(call, subject.chain)
}

/** A page may name things at any length. */
const LONGEST = 80

function cut(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`
}

function deedIn(call: Call, { symbol, decimals }: ChainName): Deed {
  const unit = { symbol, decimals }
  if (call.family === "ethereum") {
    const { action, to, wei } = call
    if (to === null || action === "create") return { kind: "create" }
    return { kind: action === "transfer" ? "send" : "call", amount: wei, ...unit, to }
  }
  const acting = call.instructions.filter(({ name }) => name !== "memo" && name !== "compute-budget")
  const [first] = acting
  return acting.length === 1 && first?.name === "transfer"
    ? { kind: "send", amount: first.lamports, ...unit, to: first.to }
    : { kind: "instructions", count: acting.length }
}
