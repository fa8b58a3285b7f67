/**
 * Reads a Solana transaction and says what it does: System, SPL Token, Token-2022, Associated Token Account, memo and
 * compute budget. Any other program, and what these do besides, is said to be unknown.
 */
import { base58 } from "@scure/base"
import type { Facts } from "../facts"
import { openFindings } from "./findings"
import { ASSOCIATED_TOKEN, provenMints, readAssociatedToken } from "./solana-associated"
import { budgetOf, COMPUTE_BUDGET, readComputeBudget } from "./solana-budget"
import { type Instruction, note, type Reading, SOL } from "./solana-instruction"
import { MEMO_1, MEMO_2, MEMO_4, readMemo } from "./solana-memo"
import { readSolanaMessage, type SolanaMessage } from "./solana-message"
import { readSystem, SYSTEM } from "./solana-system"
import { readToken, readToken2022, TOKEN, TOKEN_2022 } from "./solana-token"
import { attempt, unreadable } from "./unreadable"

export type SolanaTransaction = {
  facts: Facts
  /** The bytes that are signed. */
  message: Uint8Array
  /** The whole transaction with this signature in the slot of this key. */
  signedWith(publicKey: Uint8Array, signature: Uint8Array): Uint8Array
}

const programs: ReadonlyMap<string, Reading> = new Map([
  [SYSTEM, readSystem],
  [TOKEN, readToken],
  [TOKEN_2022, readToken2022],
  [ASSOCIATED_TOKEN, readAssociatedToken],
  [MEMO_1, readMemo],
  [MEMO_2, readMemo],
  [MEMO_4, readMemo],
  [COMPUTE_BUDGET, readComputeBudget],
])

/** `account`, an address, must be one of its signers. */
export function readSolana(bytes: Uint8Array, account: string): SolanaTransaction {
  const message = readSolanaMessage(bytes)
  const signers = message.signers.map((signer) => base58.encode(signer))
  if (!signers.includes(account)) throw unreadable("this account is not one of its signers")
  return {
    facts: factsOf(message, signers, account),
    message: message.bytes,
    signedWith: (publicKey, signature) => fillSlot(message, publicKey, signature),
  }
}

/** As whoever pays for it would read it. */
export function readSolanaAsPayer(bytes: Uint8Array): SolanaTransaction {
  const [payer] = readSolanaMessage(bytes).signers
  if (payer === undefined) throw unreadable("nobody signs it")
  return readSolana(bytes, base58.encode(payer))
}

function factsOf(message: SolanaMessage, signers: string[], account: string): Facts {
  const { instructions, usesLookupTables } = message
  const findings = openFindings({ kind: "transaction", chain: "solana" })
  const mints = provenMints(instructions)
  for (const instruction of instructions) {
    findings.use(instruction.programId)
    readInstruction({ ...instruction, account, mints, findings })
  }
  if (usesLookupTables) findings.warn("lookupTable")
  const { fee, ...budget } = budgetOf(instructions, signers.length)
  const feePayer = signers[0] ?? ""
  if (feePayer === account) findings.pay(SOL, fee)
  return findings.facts({ solana: { signers, feePayer, instructions, usesLookupTables, ...budget } })
}

function readInstruction(instruction: Instruction) {
  const { programId, data, findings } = instruction
  const read = programs.get(programId)
  const isUnderstood = attempt(() => {
    read?.(instruction)
    return read !== undefined
  })
  if (isUnderstood) return
  note(instruction, "unknown", data[0] === undefined ? "" : String(data[0]))
  findings.warn("unknownInstruction")
}

function fillSlot(
  { signers, signatures, bytes }: SolanaMessage,
  publicKey: Uint8Array,
  signature: Uint8Array,
) {
  const slot = signers.findIndex((signer) => Buffer.compare(signer, publicKey) === 0)
  if (slot < 0 || signature.length !== 64) throw new Error("there is no slot for this signature")
  const slots = signatures.with(slot, signature)
  return Buffer.concat([writeCount(slots.length), ...slots, bytes])
}

/** compact-u16; a transaction has fewer than 256 signers. */
function writeCount(count: number): Uint8Array {
  return count < 0x80 ? Uint8Array.of(count) : Uint8Array.of((count & 0x7f) | 0x80, count >> 7)
}
