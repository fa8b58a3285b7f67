/** Transfers: wallets that were offered to another organization, until that one takes them. One is open at a time. */
import { randomUUID } from "node:crypto"
import { and, desc, eq, isNull } from "drizzle-orm"
import type { Session } from "./database"
import { transfers } from "./schema"

export type TransferRecord = typeof transfers.$inferSelect
export type NewTransfer = Omit<TransferRecord, "id" | "settledAt">

/** A newer offer of a wallet takes the place of the older. Whoever offers holds the wallet's row. */
export async function offerTransfer(session: Session, offer: NewTransfer): Promise<TransferRecord> {
  await session
    .delete(transfers)
    .where(and(eq(transfers.walletId, offer.walletId), isNull(transfers.settledAt)))
  const record = { ...offer, id: randomUUID(), settledAt: null }
  await session.insert(transfers).values(record)
  return record
}

/** An open offer to this organization. */
export async function findOffer(
  session: Session,
  targetOrganizationId: string,
  id: string,
): Promise<TransferRecord | null> {
  const [found] = await session
    .select()
    .from(transfers)
    .where(
      and(
        eq(transfers.id, id),
        eq(transfers.targetOrganizationId, targetOrganizationId),
        isNull(transfers.settledAt),
      ),
    )
  return found ?? null
}

/** The newest first: anybody can make offers to anybody, and old ones must not hide the one that was just made. */
export async function listOffers(session: Session, targetOrganizationId: string, limit: number) {
  return session
    .select()
    .from(transfers)
    .where(and(eq(transfers.targetOrganizationId, targetOrganizationId), isNull(transfers.settledAt)))
    .orderBy(desc(transfers.createdAt), desc(transfers.id))
    .limit(limit)
}

export async function settleTransfer(session: Session, id: string, at: number): Promise<void> {
  await session.update(transfers).set({ settledAt: at }).where(eq(transfers.id, id))
}
