/**
 * Tries a Solana transaction on the newest state without signing or sending it, and compares what the account and its
 * token accounts hold before and after. The fee is not among the changes: it stands beside them.
 */
import { base64 } from "@scure/base"
import * as z from "zod/mini"
import type { ChainId } from "~protocol"
import { readSolanaTransaction, type SolanaTransaction } from "../chains/solana-transaction"
import { type Ask, fails, isBusy, isMissing, type Tried, unavailable } from "./outcome"
import { type AccountState, AccountStates, compareAccounts } from "./solana-accounts"
import { failureOf } from "./solana-reasons"
import { writableAccounts } from "./solana-writables"
import { openTally } from "./tally"

export type SolanaAsked = {
  chain: ChainId
  account: string
  /** The whole wire transaction in base64. */
  transaction: string
  /** What it costs, where the network said; null leaves the fee among the changes where the account pays it. */
  feeLamports: string | null
}

const Context = z.object({ slot: z.union([z.int(), z.string()]) })
const Simulated = z.object({
  context: Context,
  value: z.object({
    err: z.unknown(),
    logs: z.catch(z.array(z.string()), []),
    accounts: z.catch(z.nullish(AccountStates), null),
  }),
})
const Before = z.object({ value: AccountStates })

/** As many as a node gives at once. */
const MOST_ACCOUNTS = 100
const COMMITMENT = "confirmed"

export async function simulateSolana(ask: Ask, asked: SolanaAsked): Promise<Tried> {
  const transaction = readSolanaTransaction(base64.decode(asked.transaction))
  if ("unreadable" in transaction) return unavailable("unsupported")
  const { addresses, isWhole } = await writableAccounts(ask, transaction)
  const others = addresses.filter((address) => address !== asked.account)
  const watched = [asked.account, ...others].slice(0, MOST_ACCOUNTS)
  const [before, reply] = await Promise.all([
    readAccounts(ask, watched),
    ask("simulateTransaction", [asked.transaction, howToTry(watched)]),
  ])
  if (reply.kind === "refused") {
    if (isMissing(reply)) return unavailable("unsupported")
    return isBusy(reply) ? unavailable("unreachable") : fails(reply.detail, "0")
  }
  const simulated = Simulated.safeParse(reply.result)
  if (!simulated.success) return unavailable("unsupported")
  const { context, value } = simulated.data
  const at = `${context.slot}`
  if (value.err) return fails(failureOf(value.err, value.logs), at)
  const after = value.accounts ?? null
  if (before === null || after === null || after.length !== watched.length) {
    return { status: "known", changes: [], approvals: [], at, isPartial: true }
  }
  const tally = openTally()
  compareAccounts({ ...asked, watched, before, after, tally, fee: feeOf(asked, transaction) })
  const { changes, approvals, isCut } = tally.found()
  const isPartial = isCut || !isWhole || others.length >= MOST_ACCOUNTS
  return { status: "known", changes, approvals, at, isPartial }
}

function howToTry(addresses: readonly string[]) {
  return {
    ...{ encoding: "base64", commitment: COMMITMENT, sigVerify: false, replaceRecentBlockhash: true },
    accounts: { encoding: "base64", addresses },
  }
}

async function readAccounts(ask: Ask, addresses: readonly string[]): Promise<AccountState[] | null> {
  const how = { encoding: "base64", commitment: COMMITMENT }
  const reply = await ask("getMultipleAccounts", [addresses, how])
  const states = reply.kind === "result" ? Before.safeParse(reply.result) : null
  return states?.success && states.data.value.length === addresses.length ? states.data.value : null
}

/** What the account itself pays in fees. */
function feeOf({ account, feeLamports }: SolanaAsked, { signers }: SolanaTransaction): bigint {
  return signers[0] === account && feeLamports !== null ? BigInt(feeLamports) : 0n
}

const Slot = z.union([z.int(), z.string().check(z.regex(/^\d{1,20}$/))])

/** The newest slot; null where the network does not say. */
export async function slotOf(ask: Ask): Promise<string | null> {
  const reply = await ask("getSlot", [{ commitment: COMMITMENT }])
  const slot = reply.kind === "result" ? Slot.safeParse(reply.result) : null
  return slot?.success ? `${slot.data}` : null
}
