/** One limit against one request: within, over, or not to be told because something has no price. */
import { addedBy, type Case } from "./cases"
import type { Overrun } from "./judgement"
import type { Holder, Need } from "./role"

/** A limit as a policy writes it. */
export type Limit = { asset: Need["asset"]; windowMs: number; limit: bigint }

/** `overrun` is null where what was counted, with this request, stays at or below the limit. */
export function weigh(asked: Case, holder: Holder, limit: Limit): { added: bigint; overrun: Overrun | null } {
  const added = addedBy(asked, limit.asset)
  if (added === null) throw new Error("What has no price cannot be weighed.")
  const { asset, windowMs } = limit
  const spent = asked.facts === null ? 0n : asked.spent({ holder, asset, windowMs })
  if (spent + added <= limit.limit) return { added, overrun: null }
  return { added, overrun: { holder, asset, windowMs, limit: limit.limit, spent, amount: added } }
}

/** Why a request with an asset without a price cannot pass a limit in US cents; null where all have one. */
export function pricelessIn({ worth }: Case): string | null {
  return "unpriced" in worth
    ? `there is no price for ${worth.unpriced}, and a limit in US cents applies`
    : null
}
