/** The transaction that sends SOL or a token: unsigned, whole, with the fee that was chosen and nothing else in it. */
import { base64 } from "@scure/base"
import {
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
import {
  getSetComputeUnitLimitInstruction,
  getSetComputeUnitPriceInstruction,
} from "@solana-program/compute-budget"
import { getTransferSolInstruction } from "@solana-program/system"
import {
  findAssociatedTokenPda,
  getCreateAssociatedTokenIdempotentInstruction,
  getTransferCheckedInstruction,
} from "@solana-program/token"
import * as z from "zod/mini"
import type { SendFee } from "~protocol"
import { ownersOf } from "../chains/owners"
import { callRpc } from "../chains/rpc"
import type { SolanaNetwork } from "../chains/solana"
import type { TokenAccount } from "../holdings"
import type { Source } from "./solana-quote"

const Latest = z.object({ value: z.object({ blockhash: z.string(), lastValidBlockHeight: z.unknown() }) })

export type SolanaTransfer = {
  from: string
  to: string
  amount: bigint
  fee: Extract<SendFee, { type: "solana" }>
  /** Null for SOL. */
  source: Source | null
}

/** In base64. */
export async function buildTransfer(transfer: SolanaTransfer, network: SolanaNetwork): Promise<string> {
  const [instructions, { value }] = await Promise.all([
    transfer.source === null
      ? [solInstruction(transfer)]
      : tokenInstructions(transfer, transfer.source, network),
    callRpc(network.chain, network.ask, Latest, "getLatestBlockhash", [{ commitment: "confirmed" }]),
  ])
  const lifetime = {
    blockhash: value.blockhash as Blockhash,
    lastValidBlockHeight: BigInt(String(value.lastValidBlockHeight)),
  }
  const message = pipe(
    createTransactionMessage({ version: 0 }),
    (begun) => setTransactionMessageFeePayer(address(transfer.from), begun),
    (begun) => setTransactionMessageLifetimeUsingBlockhash(lifetime, begun),
    (begun) =>
      appendTransactionMessageInstructions([...feeInstructions(transfer.fee), ...instructions], begun),
  )
  return base64.encode(Uint8Array.from(getTransactionEncoder().encode(compileTransaction(message))))
}

/** Where a person's tokens of a mint are by rule. */
export async function associatedAccount(
  owner: string,
  { mint, program }: Pick<TokenAccount, "mint" | "program">,
): Promise<Address> {
  const [found] = await findAssociatedTokenPda({
    owner: address(owner),
    mint: address(mint),
    tokenProgram: address(program),
  })
  return found
}

function feeInstructions({ microLamports, units }: SolanaTransfer["fee"]): Instruction[] {
  const limit = getSetComputeUnitLimitInstruction({ units: Number(units) })
  if (microLamports === "0") return [limit]
  return [limit, getSetComputeUnitPriceInstruction({ microLamports: BigInt(microLamports) })]
}

function solInstruction({ from, to, amount }: SolanaTransfer): Instruction {
  const source = createNoopSigner(address(from))
  return getTransferSolInstruction({ source, destination: address(to), amount })
}

/** The recipient's account is opened where it is missing; that it comes to be meanwhile does no harm. */
async function tokenInstructions(
  { from, to, amount }: SolanaTransfer,
  { account, decimals }: Source,
  network: SolanaNetwork,
): Promise<Instruction[]> {
  const tokenProgram = address(account.program)
  const [mint, payer] = [address(account.mint), createNoopSigner(address(from))]
  const destination = await associatedAccount(to, account)
  const [there = null] = await ownersOf(network, [destination])
  const opening = getCreateAssociatedTokenIdempotentInstruction({
    ...{ payer, ata: destination, owner: address(to), mint, tokenProgram },
  })
  const sending = getTransferCheckedInstruction(
    { source: address(account.address), mint, destination, authority: payer, amount, decimals },
    { programAddress: tokenProgram },
  )
  return there === null ? [opening, sending] : [sending]
}
