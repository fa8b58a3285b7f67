/** What the readers of Solana's programs are handed, and what they have in common. It knows no program itself. */
import type { Action, SolanaInstruction } from "../facts"
import type { Findings } from "./findings"
import { unreadable } from "./unreadable"

export const SOL = "solana/slip44:501"

/** An allowance of half of all that an amount can say has no bound that anybody meant. */
export const UNBOUNDED = 2n ** 63n

/** The mints of token accounts, as far as the transaction itself proves them. */
export type Mints = ReadonlyMap<string, string>

export type Instruction = SolanaInstruction & { account: string; mints: Mints; findings: Findings }

/** Notes what the instruction does, or throws before it notes anything. */
export type Reading = (instruction: Instruction) => void

/** The address at a place; an account of a lookup table has none. */
export function addressAt({ accounts }: SolanaInstruction, place: number): string {
  const account = accounts[place]
  if (!account) throw unreadable("an instruction lacks an account")
  return account.address
}

/** Whether the account acts here: at this place, or as a signer of a multisig behind it. */
export function isActing({ accounts, account }: Instruction, place: number): boolean {
  return accounts.slice(place).some(({ address, isSigner }, behind) => {
    return address === account && (behind === 0 || isSigner)
  })
}

export function note(
  { findings, programId }: Instruction,
  type: Action["type"],
  method: string,
  more: Partial<Action> = {},
) {
  findings.act({ type, program: programId, method, ...more })
}
