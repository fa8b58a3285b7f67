/** A Solana transaction of the test account: seven lamports to somebody else, and a note that tells it apart. */
import {
  AccountRole,
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
import { getTransferSolInstruction, SYSTEM_PROGRAM_ADDRESS } from "@solana-program/system"
import { solanaAddress } from "./kms"

/** Somebody else's account. */
export const SYSVAR = "SysvarC1ock11111111111111111111111111111111"

/** A durable nonce account of the test account. */
export const NONCE_ACCOUNT = "SysvarRecentB1ockHashes11111111111111111111"

/** The same, living as long as the nonce account holds this value. */
export function durableNonceTransaction(value: string): string {
  const payer = address(solanaAddress)
  const advance: Instruction = {
    programAddress: SYSTEM_PROGRAM_ADDRESS,
    accounts: [
      { address: address(NONCE_ACCOUNT), role: AccountRole.WRITABLE },
      { address: address(SYSVAR), role: AccountRole.READONLY },
      { address: payer, role: AccountRole.READONLY_SIGNER },
    ],
    data: new Uint8Array([4, 0, 0, 0]),
  }
  return encode("durable", value, [advance])
}

export function solanaTransaction(memo: string): string {
  return encode(memo, solanaAddress, [])
}

function encode(memo: string, lifetime: string, first: Instruction[]): string {
  const payer = address(solanaAddress)
  const source = { address: payer } as Parameters<typeof getTransferSolInstruction>[0]["source"]
  const instructions: Instruction[] = [
    ...first,
    getTransferSolInstruction({ source, destination: address(SYSVAR), amount: 7 }),
    getAddMemoInstruction({ memo }),
  ]
  const message = pipe(
    createTransactionMessage({ version: 0 }),
    (draft) => setTransactionMessageFeePayer(payer, draft),
    (draft) =>
      setTransactionMessageLifetimeUsingBlockhash(
        { blockhash: blockhash(lifetime), lastValidBlockHeight: 1n },
        draft,
      ),
    (draft) => appendTransactionMessageInstructions(instructions, draft),
  )
  return getBase64EncodedWireTransaction(compileTransaction(message))
}
