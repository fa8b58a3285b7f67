/**
 * Which instruction is meant by a matcher, and what it moves. Data is read as the program itself reads it; what
 * cannot be read matches no list that allows and every list that denies.
 */
import type { InstructionMatcher, InstructionValidation } from "~protocol"
import type { SolanaInstruction } from "../../facts"

const SYSTEM = "11111111111111111111111111111111"
const ASSOCIATED_TOKEN = "ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL"
const TOKENS: ReadonlySet<string> = new Set([
  "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA",
  "TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb",
])

/** Programs whose instructions begin with four bytes, little endian. All others that are known begin with one. */
const WIDE: ReadonlySet<string> = new Set([
  SYSTEM,
  "Stake11111111111111111111111111111111111111",
  "Vote111111111111111111111111111111111111111",
  "AddressLookupTab1e1111111111111111111111111",
  "BPFLoaderUpgradeab1e11111111111111111111111",
])
const NARROW: ReadonlySet<string> = new Set([
  ...TOKENS,
  ASSOCIATED_TOKEN,
  "ComputeBudget111111111111111111111111111111",
])

/** `allows`: matched only where it is certain. `denies`: matched wherever it is possible. */
export type Purpose = "allows" | "denies"

export function isMatched(
  instruction: SolanaInstruction,
  matcher: InstructionMatcher,
  purpose: Purpose,
): boolean {
  if (instruction.programId !== matcher.programId) return false
  if (!isMeant(instruction, matcher.discriminator, purpose)) return false
  return (matcher.validate ?? []).every((validation) => {
    const holds = validationHolds(instruction, validation)
    return holds ?? purpose === "denies"
  })
}

function isMeant(
  { programId, data }: SolanaInstruction,
  discriminator: InstructionMatcher["discriminator"],
  purpose: Purpose,
): boolean {
  if (discriminator === "Any") return true
  const wanted = "In" in discriminator ? discriminator.In : [discriminator.Exact]
  const narrow = data[0] ?? (programId === ASSOCIATED_TOKEN ? 0 : undefined)
  const wide = data.length >= 4 ? viewOf(data).getInt32(0, true) : undefined
  const isIn = (value: number | undefined) => value !== undefined && wanted.includes(value)
  if (WIDE.has(programId)) return isIn(wide)
  if (NARROW.has(programId) || purpose === "allows") return isIn(narrow)
  return isIn(narrow) || isIn(wide)
}

/** Null where the instruction is not of the kind that the validation is about, or cannot be read. */
function validationHolds(instruction: SolanaInstruction, validation: InstructionValidation): boolean | null {
  switch (validation.rule) {
    case "SystemInstructionLamportsThreshold": {
      const moved = systemTransferOf(instruction)
      return moved && isBetween(moved.lamports, validation)
    }
    case "SystemInstructionRecipientAllowlist": {
      const moved = systemTransferOf(instruction)
      return moved && validation.allowlist.includes(moved.recipient)
    }
    case "TransferCheckedConstraints": {
      const moved = checkedTransferOf(instruction)
      if (!moved) return null
      const { mintAllowlist, recipientAllowlist } = validation
      return (
        isBetween(moved.amount, validation) &&
        (!mintAllowlist || mintAllowlist.includes(moved.mint)) &&
        (!recipientAllowlist || recipientAllowlist.includes(moved.recipient))
      )
    }
    default:
      return null
  }
}

type Bounds = { min?: number | null | undefined; max?: number | null | undefined }

function isBetween(amount: bigint, { min, max }: Bounds): boolean {
  return (min == null || amount >= BigInt(min)) && (max == null || amount <= BigInt(max))
}

/** Where each instruction of the System program keeps its lamports, and which account gets them. */
const systemTransfers: ReadonlyMap<number, { lamportsAt: number; recipient: number }> = new Map([
  [0, { lamportsAt: 4, recipient: 1 }],
  [2, { lamportsAt: 4, recipient: 1 }],
  [5, { lamportsAt: 4, recipient: 1 }],
  [11, { lamportsAt: 4, recipient: 2 }],
])

/** `CreateAccountWithSeed` keeps them behind a text of its own length. */
const CREATE_WITH_SEED = 3
const SEED_LENGTH_AT = 36
const SEED_AT = 44

function systemTransferOf({ programId, accounts, data }: SolanaInstruction) {
  if (programId !== SYSTEM || data.length < 4) return null
  const kind = viewOf(data).getUint32(0, true)
  const place = kind === CREATE_WITH_SEED ? seededPlace(data) : systemTransfers.get(kind)
  const lamports = place && uint64At(data, place.lamportsAt)
  const recipient = place && accounts[place.recipient]?.address
  return lamports === undefined || lamports === null || !recipient ? null : { lamports, recipient }
}

function seededPlace(data: Uint8Array) {
  const length = uint64At(data, SEED_LENGTH_AT)
  return length === null || length > 32n ? undefined : { lamportsAt: SEED_AT + Number(length), recipient: 1 }
}

const TRANSFER_CHECKED = 12

function checkedTransferOf({ programId, accounts, data }: SolanaInstruction) {
  if (!TOKENS.has(programId) || data[0] !== TRANSFER_CHECKED) return null
  const amount = uint64At(data, 1)
  const [mint, recipient] = [accounts[1]?.address, accounts[2]?.address]
  return amount === null || !mint || !recipient ? null : { amount, mint, recipient }
}

function uint64At(data: Uint8Array, at: number): bigint | null {
  return at + 8 <= data.length ? viewOf(data).getBigUint64(at, true) : null
}

function viewOf(data: Uint8Array): DataView {
  return new DataView(data.buffer, data.byteOffset, data.byteLength)
}
