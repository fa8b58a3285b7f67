/** What is said about the one thing that a transaction does, alone or as a part of a batch. */
import type { SolanaInstruction } from "~protocol"
import { type Call, onlyTransferOf, type Sender } from "../costs"
import { amountOf, type OnChain } from "./amounts"
import { careful, type Warning } from "./kind"

/** What it does, as a demand: `Send 0.25 ETH`. */
export function callTitleOf(call: Call, sender: Sender, submits: boolean): string {
  if (call.family === "solana") {
    const transfer = onlyTransferOf(call)
    if (!transfer || transfer.from !== sender.account.address) return "Approve this transaction"
    return paymentTitle(amountOf(transfer.lamports, sender), submits)
  }
  const amount = amountOf(call.wei, sender)
  if (call.action === "transfer") return paymentTitle(amount, submits)
  const verb = call.action === "create" ? "Create a contract" : "Call a contract"
  return call.wei === "0" ? verb : `${verb} and send ${amount}`
}

function paymentTitle(amount: string, submits: boolean): string {
  return submits ? `Send ${amount}` : `Sign a payment of ${amount}`
}

/** What the wallet cannot read in it. */
export function callWarningsOf(call: Call): Warning[] {
  if (call.family === "solana") {
    if (call.lookupTables.length > 0) return [careful(unseen.table)]
    return call.instructions.some(({ name }) => name === "unknown") ? [careful(unseen.instruction)] : []
  }
  return call.action === "transfer" ? [] : [careful(call.action === "call" ? unseen.call : unseen.code)]
}

const unseen = {
  table:
    "Some of the accounts are named only by a table on the network, so the wallet cannot say what this does.",
  instruction: "The wallet cannot read every instruction. What those do to your account is not known.",
  call: "The wallet cannot say what this contract does with the call.",
  code: "The wallet cannot say what the new contract does.",
}

/** One Solana instruction as a line. */
export function instructionTitleOf(instruction: SolanaInstruction, on: OnChain): string {
  switch (instruction.name) {
    case "transfer":
      return `Transfer ${amountOf(instruction.lamports, on)}`
    case "memo":
      return "Note, public for ever"
    case "compute-budget":
      return "Fee setting"
    case "unknown":
      return "Instruction the wallet cannot read"
  }
}
