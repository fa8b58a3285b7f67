/** What it would cost to send SOL or a token, and how much of it can be sent. */
import * as z from "zod/mini"
import {
  Amount,
  type SendFee,
  type SendOption,
  type SendQuote,
  type SendTrouble,
  type SendWish,
} from "~protocol"
import { readMints } from "../chains/mint"
import { ownersOf } from "../chains/owners"
import { callRpc } from "../chains/rpc"
import type { SolanaNetwork } from "../chains/solana"
import { TOKEN_2022_PROGRAM, type TokenAccount, tokenAccounts, tokenPrograms } from "../holdings"
import { refuseSending } from "./refuse-sending"
import { associatedAccount } from "./solana-transfer"

export const SIGNATURE_LAMPORTS = 5_000n
/** More than the instructions take, and little enough not to be paid for in vain. */
const PLAIN_UNITS = 600n
const TOKEN_UNITS = 120_000n

/** Of a token account; those of the newer program are larger by what they are extended with. */
const ACCOUNT_BYTES = 165
const EXTENDED_BYTES = 182

/** So that there is a choice on a quiet network, and none is absurd on one that says what it likes. */
const speeds = [
  { speed: "slow", part: null, least: 0n },
  { speed: "usual", part: 0.5, least: 1_000n },
  { speed: "fast", part: 0.9, least: 20_000n },
] as const
const MOST_PER_UNIT = 50_000_000n

const Lamports = z.pipe(
  z.union([z.int().check(z.nonnegative()), Amount]),
  z.transform((amount) => BigInt(amount)),
)
const Fees = z.array(z.object({ prioritizationFee: Lamports }))

export type Source = { account: TokenAccount; decimals: number }

export async function quoteSolana(wish: SendWish, network: SolanaNetwork): Promise<SendQuote> {
  const [currency, source, prices, kept] = await Promise.all([
    network.balance(wish.from),
    wish.asset === null ? null : sourceOf(network, wish.from, wish.asset),
    pricesOf(network, wish.from),
    rentOf(network, 0),
  ])
  const { opening, least, trouble } = await recipientOf(wish, source, network, kept)
  const units = source === null ? PLAIN_UNITS : TOKEN_UNITS
  const balance = source?.account.amount ?? currency
  const options = speeds.map(({ speed }, at): SendOption => {
    const fee: SendFee = { type: "solana", microLamports: String(prices[at] ?? 0n), units: units.toString() }
    const most = feeLamports(fee)
    const left = currency > most ? currency - most : 0n
    const sendable = source === null ? left : balance
    return { speed, fee, most: most.toString(), sendable: sendable.toString(), seconds: null }
  })
  return {
    balance: balance.toString(),
    currency: currency.toString(),
    ...{ opening: opening.toString(), least: least.toString(), kept: kept.toString() },
    options,
    trouble: source?.account.isFrozen ? "frozen" : trouble,
  }
}

export function feeLamports({ microLamports, units }: Extract<SendFee, { type: "solana" }>): bigint {
  return SIGNATURE_LAMPORTS + (BigInt(microLamports) * BigInt(units) + 999_999n) / 1_000_000n
}

/** The fullest account of this mint: one transfer takes from one account. */
export async function sourceOf(network: SolanaNetwork, owner: string, mint: string): Promise<Source> {
  const [accounts, [read = null]] = await Promise.all([
    tokenAccounts(network, owner, { mint }),
    readMints(network, [mint]),
  ])
  const account = accounts.toSorted((a, b) => (b.amount > a.amount ? 1 : -1))[0]
  if (read === null || account === undefined) throw refuseSending("no-token")
  return { account, decimals: read.decimals }
}

type Recipient = { opening: bigint; least: bigint; trouble: SendTrouble | null }

async function recipientOf(
  { to }: SendWish,
  source: Source | null,
  network: SolanaNetwork,
  rent: bigint,
): Promise<Recipient> {
  const nothing = { opening: 0n, least: 0n, trouble: null }
  if (to === null) return nothing
  const target = source === null ? null : await associatedAccount(to, source.account)
  const [owner = null, targetOwner = null] = await ownersOf(network, target === null ? [to] : [to, target])
  const programs: readonly (string | null)[] = tokenPrograms
  const trouble = programs.includes(owner) ? ("not-an-owner" as const) : null
  if (source === null) return { opening: 0n, least: owner === null ? rent : 0n, trouble }
  if (targetOwner !== null) return { ...nothing, trouble }
  const isExtended = source.account.program === TOKEN_2022_PROGRAM
  const opening = await rentOf(network, isExtended ? EXTENDED_BYTES : ACCOUNT_BYTES)
  return { opening, least: 0n, trouble }
}

function rentOf({ chain, ask }: SolanaNetwork, bytes: number): Promise<bigint> {
  return callRpc(chain, ask, Lamports, "getMinimumBalanceForRentExemption", [bytes])
}

/** Of one unit, at each speed; what a node does not tell is nothing. */
async function pricesOf({ chain, ask }: SolanaNetwork, payer: string): Promise<bigint[]> {
  const said = await callRpc(chain, ask, Fees, "getRecentPrioritizationFees", [[payer]]).catch(() => [])
  const paid = said
    .map(({ prioritizationFee }) => prioritizationFee)
    .filter((fee) => fee > 0n)
    .toSorted((a, b) => (a < b ? -1 : 1))
  return speeds.map(({ part, least }) => {
    if (part === null) return 0n
    const found = paid[Math.floor(paid.length * part)] ?? 0n
    const price = found > least ? found : least
    return price < MOST_PER_UNIT ? price : MOST_PER_UNIT
  })
}
