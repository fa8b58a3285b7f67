/** What the site that asks may still spend without asking, where the request is on a chain on which it may. */
import type { SiteAllowance } from "~protocol"
import { isOn } from "../consent/auto-confirm"
import { isOwn, type Pending } from "../consent/machine"
import { plainCostOf } from "../consent/plain-cost"
import type { Permission } from "../origins/permissions"

/** At this time; null where there is no such chain, or nothing was allowed on it. */
export function allowanceOf(
  { asker, subject, payload }: Pending,
  permission: Permission | null,
  at: number,
): SiteAllowance | null {
  if (isOwn(asker) || (subject.kind !== "transaction" && subject.kind !== "batch")) return null
  const autoConfirm = permission?.autoConfirm ?? null
  if (!isOn(autoConfirm, at)) return null
  const limit = autoConfirm.limits.find(({ chainId }) => chainId === subject.chain.id)
  if (limit === undefined) return null
  const cost = plainCostOf(subject, payload)
  return {
    ...{ limit: limit.amount, used: limit.spent, until: autoConfirm.until },
    asked: cost?.amount.toString() ?? null,
  }
}
