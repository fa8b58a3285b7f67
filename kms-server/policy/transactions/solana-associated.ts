/**
 * The Associated Token Account program. The rent of a new account is not in the bytes, though it leaves: it is
 * counted at the most that it can be.
 */
import type { SolanaInstruction } from "../facts"
import { addressAt, type Mints, note, type Reading, SOL } from "./solana-instruction"
import { TOKEN, TOKEN_2022 } from "./solana-token"
import { unreadable } from "./unreadable"

export const ASSOCIATED_TOKEN = "ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL"

const LAMPORTS_A_BYTE = 6960n
const ACCOUNT_OVERHEAD = 128n
/** Bytes of an account by its token program; of Token-2022 with every extension that a mint can force on it. */
const bytesOf: ReadonlyMap<string, bigint> = new Map([
  [TOKEN, 165n],
  [TOKEN_2022, 256n],
])

const methods = ["create", "createIdempotent"]

export const readAssociatedToken: Reading = (instruction) => {
  const method = methodOf(instruction)
  const bytes = bytesOf.get(addressAt(instruction, 5))
  if (method === undefined || bytes === undefined) throw unreadable("it makes no token account that is known")
  const [from, to] = [addressAt(instruction, 0), addressAt(instruction, 1)]
  const amount = (ACCOUNT_OVERHEAD + bytes) * LAMPORTS_A_BYTE
  note(instruction, "createAccount", method, { asset: SOL, amount, from, to })
  if (from === instruction.account) instruction.findings.spend(SOL, amount)
}

/**
 * The program refuses an account whose address does not follow from its mint, and then the whole transaction fails;
 * so an account that it makes here is of this mint, before and behind it.
 */
export function provenMints(instructions: readonly SolanaInstruction[]): Mints {
  const making = instructions.filter((instruction) => {
    return (
      instruction.programId === ASSOCIATED_TOKEN && methodOf(instruction) && instruction.accounts.length > 5
    )
  })
  return new Map(
    making
      .map((instruction) => [addressAt(instruction, 1), addressAt(instruction, 3)] as const)
      .filter(([account, mint]) => account !== "" && mint !== ""),
  )
}

/** The first program that ran here had no data at all. */
function methodOf({ data }: SolanaInstruction): string | undefined {
  return data.length > 1 ? undefined : methods[data[0] ?? 0]
}
