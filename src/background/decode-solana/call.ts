/** A whole transaction: one reading for each instruction, and one on top that says what they are together. */
import type { ChainId, Reading, ReadMember } from "~protocol"
import type { SolanaTransaction } from "../chains/solana-transaction"
import { instructionsOf, lookupTablesOf } from "./accounts"
import { readInstruction } from "./programs"
import { tokenAccountsOf } from "./token-accounts"

/** `account`: ours, that is to sign. */
export type SolanaCallAsked = { chain: ChainId; account: string; transaction: SolanaTransaction }

/**
 * `inside` holds every instruction in its place. Where all but one of them set fees, the whole does what that one does;
 * else it does `several`.
 */
export function readSolanaCall({ chain, account, transaction }: SolanaCallAsked): Reading {
  const inside = readEach({ chain, account, transaction })
  const said = inside.filter(({ action }) => action.type !== "fee-setting")
  const [only] = said
  const whole = { members: membersOf(transaction), flaws: [], inside, data: null }
  if (only !== undefined && said.length === 1) {
    const { how, action, target, protocol, signature } = only
    return { how: worstOf(inside, how), action, target, protocol, signature, ...whole }
  }
  const how = worstOf(inside, "exact")
  return { how, action: { type: "several" }, target: null, protocol: null, signature: null, ...whole }
}

/** One reading for each instruction. */
function readEach({ chain, account, transaction }: SolanaCallAsked): Reading[] {
  const instructions = instructionsOf(transaction)
  const tokenAccountOf = tokenAccountsOf(instructions, account)
  return instructions.map((instruction, place) =>
    readInstruction(instruction, { chain, account, place, tokenAccountOf }),
  )
}

const RANKS: Reading["how"][] = ["exact", "named", "unknown"]

function worstOf(readings: readonly Reading[], least: Reading["how"]): Reading["how"] {
  const rank = Math.max(...[least, ...readings.map(({ how }) => how)].map((how) => RANKS.indexOf(how)))
  return RANKS[rank] ?? "unknown"
}

function membersOf(transaction: SolanaTransaction): ReadMember[] {
  const { message, signers } = transaction
  const tables = lookupTablesOf(transaction)
  return [
    { name: "version", type: "text", value: `${message.version}` },
    ...signers.map((value, place) => ({
      name: place === 0 ? "fee-payer" : `signer ${place}`,
      type: "account signer",
      value,
    })),
    ...tables.map((value, place) => ({ name: `lookup-table ${place}`, type: "account", value })),
  ]
}
