/**
 * What a transaction does, for a list: made of what the person was shown, not of what anybody says. It is kept as data;
 * the words for it are made when it is told.
 */
import type { Call, ChainName, ConsentSubject, Deed } from "~protocol"

export function deedOf(subject: ConsentSubject, place: number): Deed {
  if (subject.kind === "transaction") {
    const { call, chain, replaces } = subject
    return replaces?.how === "cancel" ? { kind: "cancel", hash: replaces.hash } : deedIn(call, chain)
  }
  const call = subject.kind === "batch" ? subject.calls[place] : undefined
  if (call === undefined || subject.kind !== "batch") return { kind: "instructions", count: 0 }
  return deedIn(call, subject.chain)
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
