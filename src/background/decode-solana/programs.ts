/** Which reader reads the instructions of which program, and what the program is called. */
import type { Reading } from "~protocol"
import { ASSOCIATED_TOKEN, readAssociatedToken } from "./associated-token"
import { readComputeBudget } from "./compute-budget"
import { type Around, type Instruction, type InstructionReader, unknownReading } from "./instruction"
import { readLoader } from "./loader"
import { readLookupTable } from "./lookup-table"
import { readMemo } from "./memo"
import { readNamed } from "./named"
import { readStake } from "./stake"
import { readSystem } from "./system"
import { readToken, TOKEN, TOKEN_2022 } from "./token"
import { readVote } from "./vote"

const programs: Readonly<Record<string, readonly [protocol: string, read: InstructionReader]>> = {
  "11111111111111111111111111111111": ["System", readSystem],
  [TOKEN]: ["Token", readToken],
  [TOKEN_2022]: ["Token-2022", readToken],
  [ASSOCIATED_TOKEN]: ["Associated Token Account", readAssociatedToken],
  Memo4c2pN8afCj432Lb7RMVKi9PbQnnW7ewFFaV3oAH: ["Memo", readMemo],
  MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr: ["Memo", readMemo],
  Memo1UhkJRfHyvLMcVucJwxXeuD728EqVDDwQDxFMNo: ["Memo", readMemo],
  ComputeBudget111111111111111111111111111111: ["Compute Budget", readComputeBudget],
  Stake11111111111111111111111111111111111111: ["Stake", readStake],
  Vote111111111111111111111111111111111111111: ["Vote", readVote],
  AddressLookupTab1e1111111111111111111111111: ["Address Lookup Table", readLookupTable],
  BPFLoaderUpgradeab1e11111111111111111111111: ["Upgradeable Loader", readLoader],
}

/** By what is known of its program: all of it, its name, or nothing but what stands in it. */
export function readInstruction(instruction: Instruction, around: Around): Reading {
  const own = Object.hasOwn(programs, instruction.program) ? programs[instruction.program] : undefined
  if (own === undefined) return readNamed(instruction) ?? unknownReading(instruction)
  const [protocol, read] = own
  return under(protocol, read(instruction, around) ?? unknownReading(instruction))
}

function under(protocol: string, reading: Reading): Reading {
  return { ...reading, protocol, inside: reading.inside.map((one) => under(protocol, one)) }
}
