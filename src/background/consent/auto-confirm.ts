/**
 * Approves by itself what a person allowed a site beforehand: plain transfers, up to an amount on each chain, for a
 * while. What is spent is counted in the same transaction of the store that approves the consent, so it is counted
 * once however many come together and whatever dies, and it is never given back. In doubt it does nothing, and the
 * person is asked.
 */
import { type AutoConfirm, liveAt, type Permission } from "../origins/permissions"
import type { Store } from "../store"
import { type Approved, advance, isOwn, type Open } from "./machine"
import { type PlainCost, plainCostOf } from "./plain-cost"

/** How long a person allows it for. */
export const AUTO_CONFIRM_LIFE_MS = 60 * 60 * 1000

/** The consent as it is now approved and written down, or null where the person is to be asked. */
export type AutoConfirmer = (consent: Open) => Promise<Approved | null>

/** `isBlocked`: whether a person could not agree to what this site asks either. */
export function openAutoConfirm(
  store: Store,
  now: () => number,
  isBlocked: (origin: string) => Promise<boolean>,
): AutoConfirmer {
  return async (consent) => {
    if (consent.status !== "pending" || isOwn(consent.asker)) return null
    const cost = plainCostOf(consent.subject, consent.payload)
    if (cost === null || (await isBlocked(consent.asker.origin))) return null

    const tx = (await store()).transaction(["consents", "permissions"], "readwrite", {
      durability: "strict",
    })
    const at = now()
    const before = await tx.objectStore("consents").get(consent.id)
    const stored = await tx.objectStore("permissions").get(consent.asker.origin)
    const permission = stored && liveAt(stored, at)
    // What was asked before it was allowed is on the person's screen: it stays theirs.
    const autoConfirm = permission?.autoConfirm ?? null
    const isLater = isOn(autoConfirm, consent.askedAt) && consent.askedAt >= (autoConfirm.since ?? 0)
    const counted = permission && isLater && countCost(permission, cost, at)
    if (!before || !counted) return null
    const { digest, subject } = consent
    const after = advance(before, { type: "approve", kind: subject.kind, digest, at })
    if (after === before || after.status !== "approved") return null
    await tx.objectStore("permissions").put(counted)
    await tx.objectStore("consents").put(after)
    await tx.done
    return after
  }
}

/** Whether it holds at this time. A clock that was set back before it was allowed ends it. */
export function isOn(autoConfirm: AutoConfirm | null, at: number): autoConfirm is AutoConfirm {
  return autoConfirm !== null && at < autoConfirm.until && at >= autoConfirm.until - AUTO_CONFIRM_LIFE_MS
}

/** The permission with this cost counted; null where it does not fit into what is left. */
export function countCost(permission: Permission, cost: PlainCost, at: number): Permission | null {
  const { autoConfirm, addresses } = permission
  if (!isOn(autoConfirm, at) || !addresses[cost.family]?.includes(cost.address)) return null
  const limit = autoConfirm.limits.find(({ chainId }) => chainId === cost.chainId)
  if (limit === undefined) return null
  const spent = BigInt(limit.spent) + cost.amount
  if (spent > BigInt(limit.amount)) return null
  const limits = autoConfirm.limits.map((other) =>
    other === limit ? { ...limit, spent: spent.toString() } : other,
  )
  return { ...permission, autoConfirm: { ...autoConfirm, limits } }
}
