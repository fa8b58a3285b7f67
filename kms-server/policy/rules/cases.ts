/** One request as a policy looks at it: what was asked, and what it adds to whatever may be limited. */
import type { Asset } from "../facts"
import type { Worth } from "./prices"
import type { DecisionInput, Need } from "./role"

export type Case = Omit<DecisionInput, "spent"> & {
  /** Of everything that leaves. */
  worth: Worth
  spent: (need: Need) => bigint
}

/** What this request adds; null where that cannot be said because an asset has no price. */
export function addedBy(
  { facts, worth }: Pick<Case, "facts" | "worth">,
  asset: Need["asset"],
): bigint | null {
  if (facts === null) return 0n
  if (asset === "count") return 1n
  if (asset === "usd") return "cents" in worth ? worth.cents : null
  return sumOf(facts.spends, asset)
}

export function sumOf(spends: readonly { asset: Asset; amount: bigint }[], asset: Asset): bigint {
  let sum = 0n
  for (const spend of spends) if (spend.asset === asset) sum += spend.amount
  return sum
}
