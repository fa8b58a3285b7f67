/** What is said about the one thing that a transaction does, alone or as a part of a batch. */
import type { SolanaInstruction } from "~protocol"
import { type Call, onlyTransferOf, type Sender } from "../costs"
import { say } from "../language"
import { amountOf, type OnChain } from "./amounts"
import { careful, foreword, type Warning } from "./kind"

/** What it does, as a demand: `Send 0.25 ETH`. */
export function callTitleOf(call: Call, sender: Sender, submits: boolean): string {
  if (call.family === "solana") {
    const transfer = onlyTransferOf(call)
    if (!transfer || transfer.from !== sender.account.address) return say("calls.title.approve")
    return paymentTitle(amountOf(transfer.lamports, sender), submits)
  }
  const amount = amountOf(call.wei, sender)
  if (call.action === "transfer") return paymentTitle(amount, submits)
  const { action } = call
  return call.wei === "0" ? say(`calls.title.${action}`) : say(`calls.title.${action}AndSend`, { amount })
}

function paymentTitle(amount: string, submits: boolean): string {
  return say(submits ? "calls.title.send" : "calls.title.signPayment", { amount })
}

/** What the wallet cannot read in it. */
export function callWarningsOf(call: Call): Warning[] {
  if (call.family === "solana") {
    if (call.lookupTables.length > 0) return [foreword(careful(say("calls.unseen.table")))]
    return call.instructions.some(({ name }) => name === "unknown")
      ? [foreword(careful(say("calls.unseen.instruction")))]
      : []
  }
  if (call.action === "transfer") return []
  return call.action === "call"
    ? [foreword(careful(say("calls.unseen.call")))]
    : [careful(say("calls.unseen.code"))]
}

/** One Solana instruction as a line. */
export function instructionTitleOf(instruction: SolanaInstruction, on: OnChain): string {
  switch (instruction.name) {
    case "transfer":
      return say("calls.instruction.transfer", { amount: amountOf(instruction.lamports, on) })
    case "memo":
    case "compute-budget":
    case "unknown":
      return say(`calls.instruction.${instruction.name}`)
  }
}
