/** What both Solana transaction methods share: reading the transaction strictly and saying what it does. */
import { base64 } from "@scure/base"
import { chainNameOf, fault, type PageMethod } from "~protocol"
import type { SolanaNetwork } from "../chains/solana"
import { describeInstructions, lookupTablesOf } from "../chains/solana-instructions"
import { missingSigners, readSolanaTransaction, type SolanaTransaction } from "../chains/solana-transaction"
import type { Draft } from "../consent/desk"
import type { SendOptions } from "../consent/payload"
import { connectedAccount } from "./accounts"

type TransactionMethod = Extract<PageMethod, "solana_signTransaction" | "solana_signAndSendTransaction">

type Asked = { address: string; transaction: string; chain: string }

type Read = { address: string; transaction: SolanaTransaction; encoded: string }

/** Throws unless this is a transaction that the connected account must sign. */
export function readAsked(method: TransactionMethod, asked: Asked, addresses: string[]): Read {
  const address = connectedAccount("solana", asked.address, addresses)
  const transaction = readSolanaTransaction(base64.decode(asked.transaction))
  if ("unreadable" in transaction) throw refusal(method, `the transaction: ${transaction.unreadable}`)
  if (!transaction.signers.includes(address)) throw refusal(method, `${address} is not asked to sign it`)
  return { address, transaction, encoded: asked.transaction }
}

/** The network would refuse it, after the person had signed for nothing. */
export function refuseMissingSigners(method: TransactionMethod, { transaction, address }: Read): void {
  const [missing] = missingSigners(transaction, address)
  if (missing !== undefined) throw refusal(method, `the signature of ${missing} is missing`)
}

export async function draftTransaction(
  { address, transaction, encoded }: Read,
  solana: SolanaNetwork,
  submits: SendOptions | null,
): Promise<Draft> {
  const { chain } = solana
  const fee = await solana.fee(base64.encode(transaction.messageBytes))
  return {
    payload: { kind: "solana-transaction", address, chain: chain.id, transaction: encoded, submits },
    subject: {
      kind: "transaction",
      account: { family: "solana", address },
      chain: chainNameOf(chain),
      submits: submits !== null,
      replaces: null,
      call: {
        family: "solana",
        version: transaction.message.version === 0 ? "0" : "legacy",
        feePayer: transaction.signers[0] ?? address,
        feeLamports: fee === null ? null : fee.toString(),
        instructions: describeInstructions(transaction),
        lookupTables: lookupTablesOf(transaction),
      },
    },
  }
}

function refusal(method: TransactionMethod, where: string) {
  return fault("PARAMS_INVALID", { method, where })
}
