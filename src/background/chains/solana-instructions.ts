/**
 * Says what a Solana transaction does, in the words of a consent's subject. Only instructions whose every byte is
 * understood get words; anything else is shown as it is. Nothing is looked up on the network.
 */
import { bytesToHex } from "@noble/hashes/utils.js"
import type { Reading, SolanaInstruction } from "~protocol"
import { type Instruction, instructionsOf, lookupTablesOf, readInstruction } from "../decode-solana"
import type { SolanaTransaction } from "./solana-transaction"

export { lookupTablesOf }

/** The same whoever asks: what depends on the chain or the account does not get into a subject. */
const NOBODY = { chain: "solana:none", account: "", tokenAccountOf: () => ({ mint: null, owner: null }) }

export function describeInstructions(transaction: SolanaTransaction): SolanaInstruction[] {
  return instructionsOf(transaction).map((instruction, place) =>
    describe(instruction, readInstruction(instruction, { ...NOBODY, place })),
  )
}

function describe({ program, accounts, data }: Instruction, reading: Reading): SolanaInstruction {
  const plain = reading.how === "exact" ? plainly(reading) : null
  return (
    plain ?? {
      name: "unknown",
      program,
      accounts: accounts.map(({ address }) => address),
      data: `0x${bytesToHex(data)}`,
    }
  )
}

/** A transfer of SOL has no accounts but its two: what stands behind them has no place in its words. */
function plainly({ action, protocol, signature, members }: Reading): SolanaInstruction | null {
  if (action.type === "memo") return { name: "memo", text: action.text }
  if (action.type === "fee-setting") {
    return { name: "compute-budget", setting: action.setting, value: action.value }
  }
  const isTransfer = protocol === "System" && signature === "transfer" && members.length === 3
  if (!isTransfer || action.type !== "send" || action.from === null || action.amount === null) return null
  return { name: "transfer", from: action.from, to: action.to, lamports: action.amount }
}
