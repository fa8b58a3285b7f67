/** Solana transactions made of instructions, and what is read of them. */
import { bytesToHex } from "@noble/hashes/utils.js"
import { base58 } from "@scure/base"
import {
  AccountRole,
  type Address,
  address,
  appendTransactionMessageInstructions,
  type Blockhash,
  compileTransaction,
  createNoopSigner,
  createTransactionMessage,
  getTransactionEncoder,
  type Instruction,
  pipe,
  setTransactionMessageFeePayer,
  setTransactionMessageLifetimeUsingBlockhash,
} from "@solana/kit"
import type { TransactionInstruction } from "@solana/web3.js"
import { readSolanaTransaction, type SolanaTransaction } from "~background/chains/solana-transaction"
import { readSolanaCall } from "~background/decode-solana"
import type { Reading } from "~protocol"

/** An address of 32 times the same byte. */
export const key = (byte: number): Address => address(base58.encode(new Uint8Array(32).fill(byte)))

export const owner = key(10)
export const signer = createNoopSigner(owner)

export const accountRole = { readonly: AccountRole.READONLY, signer: AccountRole.READONLY_SIGNER }

export const hex = (bytes: Uint8Array) => `0x${bytesToHex(bytes)}`

/** As the owner would be told. */
export function readAll(instructions: readonly Instruction[]): Reading {
  return readSolanaCall({ chain: "solana:mainnet", account: owner, transaction: transactionOf(instructions) })
}

export function transactionOf(instructions: readonly Instruction[]): SolanaTransaction {
  const lifetime = { blockhash: key(99) as string as Blockhash, lastValidBlockHeight: 0n }
  const message = pipe(
    createTransactionMessage({ version: 0 }),
    (m) => setTransactionMessageFeePayer(owner, m),
    (m) => setTransactionMessageLifetimeUsingBlockhash(lifetime, m),
    (m) => appendTransactionMessageInstructions(instructions, m),
  )
  const bytes = Uint8Array.from(getTransactionEncoder().encode(compileTransaction(message)))
  const transaction = readSolanaTransaction(bytes)
  if ("unreadable" in transaction) throw new Error(transaction.unreadable)
  return transaction
}

export function readOne(instruction: Instruction): Reading {
  const [reading] = readAll([instruction]).inside
  if (reading === undefined) throw new Error("nothing was read")
  return reading
}

export function fromWeb3({ programId, keys, data }: TransactionInstruction): Instruction {
  return {
    programAddress: address(programId.toBase58()),
    accounts: keys.map(({ pubkey, isSigner, isWritable }) => ({
      address: address(pubkey.toBase58()),
      role: ((isSigner ? 2 : 0) + (isWritable ? 1 : 0)) as AccountRole,
    })),
    data: Uint8Array.from(data),
  }
}
