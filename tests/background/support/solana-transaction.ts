/** A Solana transaction of the test account: seven lamports to somebody else, and a note that tells it apart. */
import {
  address,
  appendTransactionMessageInstructions,
  blockhash,
  compileTransaction,
  createTransactionMessage,
  getBase64EncodedWireTransaction,
  type Instruction,
  pipe,
  setTransactionMessageFeePayer,
  setTransactionMessageLifetimeUsingBlockhash,
} from "@solana/kit"
import { getAddMemoInstruction } from "@solana-program/memo"
import { getTransferSolInstruction } from "@solana-program/system"
import { solanaAddress } from "./kms"

/** Somebody else's account. */
export const SYSVAR = "SysvarC1ock11111111111111111111111111111111"

export function solanaTransaction(memo: string): string {
  const payer = address(solanaAddress)
  const source = { address: payer } as Parameters<typeof getTransferSolInstruction>[0]["source"]
  const instructions: Instruction[] = [
    getTransferSolInstruction({ source, destination: address(SYSVAR), amount: 7 }),
    getAddMemoInstruction({ memo }),
  ]
  const message = pipe(
    createTransactionMessage({ version: 0 }),
    (draft) => setTransactionMessageFeePayer(payer, draft),
    (draft) =>
      setTransactionMessageLifetimeUsingBlockhash(
        { blockhash: blockhash(solanaAddress), lastValidBlockHeight: 1n },
        draft,
      ),
    (draft) => appendTransactionMessageInstructions(instructions, draft),
  )
  return getBase64EncodedWireTransaction(compileTransaction(message))
}
