/** One instruction with its accounts by name, and what is known around it; the makers of plain readings of it. */
import { bytesToHex } from "@noble/hashes/utils.js"
import type { Action, ChainId, Flaw, Reading, ReadMember } from "~protocol"

/** Named by its address, or `table[index]` where only the network can name it. */
export type InstructionAccount = { address: string; signs: boolean; writable: boolean }

export type Instruction = { program: string; accounts: readonly InstructionAccount[]; data: Uint8Array }

/** What the transaction itself proves of a token account. */
export type TokenAccount = { mint: string | null; owner: string | null }

export type Around = {
  chain: ChainId
  /** Our account, that signs. */
  account: string
  /** The place of the instruction in its transaction, from 0. */
  place: number
  tokenAccountOf: (address: string) => TokenAccount
}

/** What a program's reader makes of an instruction; null where it is none of those that it knows. */
export type InstructionReader = (instruction: Instruction, around: Around) => Reading | null

export function readingOf(
  instruction: Instruction,
  read: {
    how: Reading["how"]
    action: Action
    signature: string | null
    members: ReadMember[]
    flaws?: Flaw[]
    inside?: Reading[]
  },
): Reading {
  const data = read.how === "exact" ? null : (`0x${bytesToHex(instruction.data)}` as const)
  return { target: instruction.program, protocol: null, flaws: [], inside: [], ...read, data }
}

/** As it is: program, accounts and bytes. */
export function unknownReading(
  instruction: Instruction,
  known: { signature?: string; flaws?: Flaw[] } = {},
): Reading {
  const { signature = null, flaws = [] } = known
  const members = namelessMembers(instruction)
  return readingOf(instruction, { how: "unknown", action: { type: "unknown" }, signature, members, flaws })
}

/** Only its name is known. */
export function namedReading(instruction: Instruction, signature: string): Reading {
  const members = namelessMembers(instruction)
  return readingOf(instruction, { how: "named", action: { type: "call" }, signature, members })
}

export function accountMember(name: string, { address, signs, writable }: InstructionAccount): ReadMember {
  const type = ["account", ...(signs ? ["signer"] : []), ...(writable ? ["writable"] : [])].join(" ")
  return { name, type, value: address }
}

const namelessMembers = ({ accounts }: Instruction) =>
  accounts.map((account, place) => accountMember(`account ${place}`, account))
