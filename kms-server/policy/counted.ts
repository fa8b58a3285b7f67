/**
 * What is counted while decisions are made one after another under one lock: the sums of the past, and on top of them
 * what the decisions before this one have reserved. Pure.
 */
import type { CountedSpend } from "../audit"
import type { Need, Reservation } from "./rules"

/** What stood in nobody's way is counted, and no limit. */
const UNBOUNDED = 10n ** 78n

export function isBounded({ limit }: Pick<Reservation, "limit">): boolean {
  return limit < UNBOUNDED
}

export type SpendRow = { holder: string; asset: string; decisionId: string; at: number; amount: bigint }

export type Tally = {
  spent(need: Need): bigint
  count(decisionId: string, reservations: readonly Reservation[]): void
  /** One row for each decision, holder and asset, however many limits it counts against. */
  counted(): SpendRow[]
}

export function openTally(past: (need: Need) => bigint, at: number): Tally {
  const rows: SpendRow[] = []
  const added = new Map<string, bigint>()
  return {
    spent: (need) => past(need) + (added.get(nameOf(need)) ?? 0n),
    count(decisionId, reservations) {
      for (const { holder, asset, amount } of distinct(reservations)) {
        rows.push({ holder, asset, decisionId, at, amount })
        const name = nameOf({ holder, asset })
        added.set(name, (added.get(name) ?? 0n) + amount)
      }
    },
    counted: () => rows,
  }
}

/** Reservations as the audit log writes them: each amount once, with every limit that it was held against. */
export function countedOf(reservations: readonly Reservation[]): CountedSpend[] {
  return distinct(reservations).map(({ holder, asset, amount }) => ({
    holder,
    asset,
    amount: String(amount),
    limits: reservations
      .filter((other) => other.holder === holder && other.asset === asset && isBounded(other))
      .map(({ windowMs, limit }) => ({ windowMs, limit: String(limit) })),
  }))
}

function distinct(reservations: readonly Reservation[]): Reservation[] {
  return [...new Map(reservations.map((one) => [nameOf(one), one])).values()]
}

function nameOf({ holder, asset }: Pick<Need, "holder" | "asset">): string {
  return JSON.stringify([holder, asset])
}
