/**
 * What one policy says of a request, and how several become one verdict: all must allow. A policy answers with the
 * rules that decided, the limits that it counts, and the limits that stood in the way.
 */
import type { DeterminingRule, RemainingLimit, SpendingLimitAmounts } from "~protocol"
import type { Need, Reservation, Verdict } from "./role"
import { spellWindow } from "./windows"

/** A limit that what was spent, with this request, would have gone over. */
export type Overrun = Reservation & { spent: bigint }

export type Judgement =
  | { allowed: true; rules: DeterminingRule[]; reservations: Reservation[] }
  | { allowed: false; rules: DeterminingRule[]; why: string; overruns: Overrun[] }

export function deny(why: string, rules: DeterminingRule[] = [], overruns: Overrun[] = []): Judgement {
  return { allowed: false, why, rules, overruns }
}

export function allow(rules: DeterminingRule[], reservations: Reservation[] = []): Judgement {
  return { allowed: true, rules, reservations }
}

/** The first denial decides what is said; what the others found stands beside it. */
export function verdictOf(judgements: readonly Judgement[]): Verdict {
  const denials = judgements.filter((judgement) => !judgement.allowed)
  const [first] = denials
  if (first) {
    const overruns = denials.flatMap(({ overruns }) => overruns)
    return {
      allowed: false,
      why: first.why,
      rules: denials.flatMap(({ rules }) => rules),
      limits: overruns.map(remainingOf),
      amounts: amountsOf(overruns),
    }
  }
  const rules: DeterminingRule[] = []
  const reservations: Reservation[] = []
  for (const judgement of judgements) {
    if (!judgement.allowed) continue
    rules.push(...judgement.rules)
    reservations.push(...judgement.reservations)
  }
  return { allowed: true, rules, reservations }
}

export function keyOf({ holder, asset, windowMs }: Need): string {
  return `${windowMs} ${asset} ${holder}`
}

/** `1000 of solana/slip44:501 in 24 h: 300 left, 400 asked`. */
export function spellOverrun(overrun: Overrun): string {
  const { limit, asset, windowMs, amount } = overrun
  const what =
    asset === "usd" ? `${limit} US cents` : asset === "count" ? `${limit} requests` : `${limit} of ${asset}`
  return `the limit of ${what} in ${spellWindow(windowMs)} has ${leftOf(overrun)} left and this adds ${amount}`
}

function leftOf({ limit, spent }: Overrun): bigint {
  return spent < limit ? limit - spent : 0n
}

/** What is left of a limit, as it is told. */
export function remainingOf(overrun: Overrun): RemainingLimit {
  const { asset, windowMs, limit, spent, amount } = overrun
  return {
    asset,
    windowMs,
    limit: `${limit}`,
    spent: `${spent}`,
    asked: `${amount}`,
    left: `${leftOf(overrun)}`,
  }
}

function amountsOf(overruns: readonly Overrun[]): SpendingLimitAmounts | null {
  const overrun = overruns.find(({ asset }) => asset === "usd")
  if (!overrun) return null
  return {
    previousSpendCents: centsOf(overrun.spent),
    transactionSpendCents: centsOf(overrun.amount),
    totalSpendCents: centsOf(overrun.spent + overrun.amount),
    limitCents: centsOf(overrun.limit),
  }
}

/** The wire has numbers here; an unlimited approval is worth more cents than those can say. */
function centsOf(cents: bigint): number {
  return cents > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(cents)
}
