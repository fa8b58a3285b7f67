/** A Solana transfer as a dApp would make it, unsigned, in base64; and what the wallet made of it. */

import {
  address,
  appendTransactionMessageInstruction,
  compileTransaction,
  createNoopSigner,
  createTransactionMessage,
  getBase64Decoder,
  getBase64Encoder,
  getTransactionDecoder,
  getTransactionEncoder,
  pipe,
  setTransactionMessageFeePayer,
  setTransactionMessageLifetimeUsingBlockhash,
} from "@solana/kit"
import { getTransferSolInstruction } from "@solana-program/system"
import { localRpcUrls } from "~protocol"
import { rpc } from "~scripts"

type Blockhash = Parameters<typeof setTransactionMessageLifetimeUsingBlockhash>[0]

export async function solanaTransfer(from: string, to: string, lamports: bigint): Promise<string> {
  const payer = createNoopSigner(address(from))
  const { value } = await rpc<{ value: Blockhash }>(localRpcUrls.solana, "getLatestBlockhash", [])
  const lifetime = { ...value, lastValidBlockHeight: BigInt(value.lastValidBlockHeight) }
  const instruction = getTransferSolInstruction({ source: payer, destination: address(to), amount: lamports })
  const message = pipe(
    createTransactionMessage({ version: 0 }),
    (m) => setTransactionMessageFeePayer(payer.address, m),
    (m) => setTransactionMessageLifetimeUsingBlockhash(lifetime, m),
    (m) => appendTransactionMessageInstruction(instruction, m),
  )
  return getBase64Decoder().decode(getTransactionEncoder().encode(compileTransaction(message)))
}

/** The parts of a wire transaction: what is signed, and the signature of one signer (null if absent). */
export function readSolanaTransaction(base64: string, signer: string) {
  const { messageBytes, signatures } = getTransactionDecoder().decode(getBase64Encoder().encode(base64))
  return { messageBytes: Uint8Array.from(messageBytes), signature: signatures[address(signer)] ?? null }
}
