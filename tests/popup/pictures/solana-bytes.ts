/** The transaction that a scene's Solana call would be the description of, in its bytes. */
import {
  AccountRole,
  address,
  appendTransactionMessageInstructions,
  blockhash,
  compileTransaction,
  createNoopSigner,
  createTransactionMessage,
  getTransactionEncoder,
  type Instruction,
  pipe,
  setTransactionMessageFeePayer,
  setTransactionMessageLifetimeUsingBlockhash,
} from "@solana/kit"
import { getSetComputeUnitPriceInstruction } from "@solana-program/compute-budget"
import { getAddMemoInstruction } from "@solana-program/memo"
import { getTransferSolInstruction } from "@solana-program/system"
import { readSolanaTransaction, type SolanaTransaction } from "~background/chains/solana-transaction"
import type { SolanaInstruction } from "~protocol"
import { OTHER, type SolanaCall } from "../subjects"

export function solanaTransactionOf({ feePayer, instructions }: SolanaCall): SolanaTransaction {
  const message = pipe(
    createTransactionMessage({ version: 0 }),
    (draft) => setTransactionMessageFeePayer(address(feePayer), draft),
    (draft) =>
      setTransactionMessageLifetimeUsingBlockhash(
        { blockhash: blockhash(OTHER), lastValidBlockHeight: 1n },
        draft,
      ),
    (draft) => appendTransactionMessageInstructions(instructions.map(instructionOf), draft),
  )
  const bytes = Uint8Array.from(getTransactionEncoder().encode(compileTransaction(message)))
  const transaction = readSolanaTransaction(bytes)
  if ("unreadable" in transaction) throw new Error(transaction.unreadable)
  return transaction
}

function instructionOf(said: SolanaInstruction): Instruction {
  switch (said.name) {
    case "transfer":
      return getTransferSolInstruction({
        source: createNoopSigner(address(said.from)),
        destination: address(said.to),
        amount: BigInt(said.lamports),
      })
    case "memo":
      return getAddMemoInstruction({ memo: said.text })
    case "compute-budget":
      return getSetComputeUnitPriceInstruction({ microLamports: BigInt(said.value) })
    case "unknown":
      return {
        programAddress: address(said.program),
        accounts: said.accounts.map((each) => ({ address: address(each), role: AccountRole.READONLY })),
        data: Uint8Array.from(said.data.slice(2).match(/../g) ?? [], (byte) => Number.parseInt(byte, 16)),
      }
  }
}
