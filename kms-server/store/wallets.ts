/**
 * Wallets and their tags. A seed is here only as the signer sealed it; this room cannot open it.
 */
import { and, asc, count, eq } from "drizzle-orm"
import type { Session } from "./database"
import { wallets, walletTags } from "./schema"

export type WalletRecord = {
  id: string
  organizationId: string
  name: string
  tags: string[]
  sealedSeed: string
  keyVersion: number
  createdAt: number
}

export async function insertWallet(session: Session, wallet: WalletRecord): Promise<void> {
  await session.insert(wallets).values(wallet)
}

/** Gives a tag to a wallet. False where another wallet of the organization has it. */
export async function claimTag(session: Session, organizationId: string, tag: string, walletId: string) {
  const claimed = await session
    .insert(walletTags)
    .values({ organizationId, tag, walletId })
    .onConflictDoNothing()
    .returning()
  return claimed.length === 1
}

export async function findTagged(
  session: Session,
  organizationId: string,
  tag: string,
): Promise<WalletRecord | null> {
  const [found] = await session
    .select({ walletId: walletTags.walletId })
    .from(walletTags)
    .where(and(eq(walletTags.organizationId, organizationId), eq(walletTags.tag, tag)))
  return found ? findWallet(session, organizationId, found.walletId) : null
}

export async function findWallet(
  session: Session,
  organizationId: string,
  walletId: string,
): Promise<WalletRecord | null> {
  const [found] = await session
    .select()
    .from(wallets)
    .where(and(eq(wallets.organizationId, organizationId), eq(wallets.id, walletId)))
  return found ?? null
}

export async function listWallets(session: Session, organizationId: string, limit: number, offset: number) {
  const page = await session
    .select()
    .from(wallets)
    .where(eq(wallets.organizationId, organizationId))
    .orderBy(asc(wallets.createdAt), asc(wallets.id))
    .limit(limit)
    .offset(offset)
  const [total] = await session
    .select({ wallets: count() })
    .from(wallets)
    .where(eq(wallets.organizationId, organizationId))
  return { wallets: page, totalCount: total?.wallets ?? 0 }
}

export async function countWallets(session: Session): Promise<number> {
  const [total] = await session.select({ wallets: count() }).from(wallets)
  return total?.wallets ?? 0
}
