/** What the Solana transaction methods share: reading a transaction strictly and saying what it does. */
import { base64 } from "@scure/base"
import { chainNameOf, fault, type PageMethod } from "~protocol"
import type { Networks } from "../chains/networks"
import type { Registry } from "../chains/registry"
import type { SolanaNetwork } from "../chains/solana"
import { describeInstructions, lookupTablesOf } from "../chains/solana-instructions"
import { missingSigners, readSolanaTransaction, type SolanaTransaction } from "../chains/solana-transaction"
import type { Draft } from "../consent/desk"
import type { SendMode, SendOptions, SolanaTransactionPayload } from "../consent/payload"
import { connectedAccount } from "./accounts"

export type SolanaHands = { networks: Networks; registry: Registry }

/** The network that is asked for; where none is, the one that the wallet has Solana sites on. */
export async function solanaOf(
  { networks, registry }: SolanaHands,
  chain: string | undefined,
  origin: string,
): Promise<SolanaNetwork> {
  return networks.solana(chain ?? (await registry.defaultOf("solana")), origin)
}

/** One transaction, where it stands in the request, and how it is to be sent, if it is. */
type Asked = { address: string; transaction: string; place: string; submits: SendOptions | null }

export type Read = Omit<Asked, "transaction"> & { transaction: SolanaTransaction; encoded: string }

/** Throws unless this is a transaction that the connected account must sign. */
export function readAsked(method: PageMethod, asked: Asked, addresses: string[]): Read {
  const address = connectedAccount("solana", asked.address, addresses)
  const transaction = readSolanaTransaction(base64.decode(asked.transaction))
  const refuse = (why: string) => fault("PARAMS_INVALID", { method, where: `${asked.place}: ${why}` })
  if ("unreadable" in transaction) throw refuse(transaction.unreadable)
  if (!transaction.signers.includes(address)) throw refuse(`${address} is not asked to sign it`)
  // The network would refuse it, after the person had signed for nothing.
  const [missing] = asked.submits === null ? [] : missingSigners(transaction, address)
  if (missing !== undefined) throw refuse(`the signature of ${missing} is missing`)
  return { ...asked, address, transaction, encoded: asked.transaction }
}

export async function draftTransaction(read: Read, solana: SolanaNetwork): Promise<Draft> {
  return {
    payload: payloadOf(read, solana),
    subject: {
      kind: "transaction",
      account: { family: "solana", address: read.address },
      chain: chainNameOf(solana.chain),
      submits: read.submits !== null,
      replaces: null,
      call: await callOf(read, solana),
    },
  }
}

/** Transactions of one account, shown together and approved together. With a mode each is sent, and told of alone. */
export async function draftTransactions(
  reads: readonly [Read, ...Read[]],
  solana: SolanaNetwork,
  mode: SendMode | null,
): Promise<Draft> {
  const items = reads.map((read) => payloadOf(read, solana))
  const sending = mode === null ? {} : { mode }
  return {
    payload: { kind: "batch", items, bundleId: null, ...sending },
    subject: {
      kind: "batch",
      account: { family: "solana", address: reads[0].address },
      chain: chainNameOf(solana.chain),
      submits: mode !== null,
      calls: await Promise.all(reads.map((read) => callOf(read, solana))),
    },
  }
}

function payloadOf({ address, encoded, submits }: Read, { chain }: SolanaNetwork): SolanaTransactionPayload {
  return { kind: "solana-transaction", address, chain: chain.id, transaction: encoded, submits }
}

async function callOf({ address, transaction }: Read, solana: SolanaNetwork) {
  const fee = await solana.fee(base64.encode(transaction.messageBytes))
  return {
    family: "solana" as const,
    version: transaction.message.version === 0 ? ("0" as const) : ("legacy" as const),
    feePayer: transaction.signers[0] ?? address,
    feeLamports: fee === null ? null : fee.toString(),
    instructions: describeInstructions(transaction),
    lookupTables: lookupTablesOf(transaction),
  }
}
