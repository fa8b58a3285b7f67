/** Grants: what an organization may do with a wallet. One lives for each (wallet, organization, name); none is deleted. */
import { randomUUID } from "node:crypto"
import { and, asc, count, eq, isNull } from "drizzle-orm"
import type { Session } from "./database"
import { grants } from "./schema"

export type GrantRecord = typeof grants.$inferSelect
export type NewGrant = Omit<GrantRecord, "id" | "deletedAt">
export type GrantKey = Pick<GrantRecord, "walletId" | "organizationId" | "policyName">

/** The one live grant of this name. */
export function isLive({ walletId, organizationId, policyName }: GrantKey) {
  return and(
    eq(grants.walletId, walletId),
    eq(grants.organizationId, organizationId),
    eq(grants.policyName, policyName),
    isNull(grants.deletedAt),
  )
}

/** Whoever writes grants of a wallet holds its row: see `lockWallet`. */
export async function insertGrant(session: Session, grant: NewGrant): Promise<GrantRecord> {
  const record = { ...grant, id: randomUUID(), deletedAt: null }
  await session.insert(grants).values(record)
  return record
}

export async function endGrant(session: Session, key: GrantKey, at: number): Promise<GrantRecord | null> {
  const [ended] = await session.update(grants).set({ deletedAt: at }).where(isLive(key)).returning()
  return ended ?? null
}

export async function endGrantsOf(session: Session, walletId: string, at: number): Promise<void> {
  await session
    .update(grants)
    .set({ deletedAt: at })
    .where(and(eq(grants.walletId, walletId), isNull(grants.deletedAt)))
}

export async function listGrants(
  session: Session,
  { walletId, organizationId }: Pick<GrantRecord, "walletId" | "organizationId">,
  limit: number,
  offset: number,
) {
  const areLive = and(
    eq(grants.walletId, walletId),
    eq(grants.organizationId, organizationId),
    isNull(grants.deletedAt),
  )
  const page = await session
    .select()
    .from(grants)
    .where(areLive)
    .orderBy(asc(grants.createdAt), asc(grants.id))
    .limit(limit)
    .offset(offset)
  const [total] = await session.select({ grants: count() }).from(grants).where(areLive)
  return { grants: page, totalCount: total?.grants ?? 0 }
}
