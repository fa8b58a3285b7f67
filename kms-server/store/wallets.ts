/**
 * Wallets and their tags. A secret is here only as the signer sealed it; this room cannot open it.
 */
import { and, asc, count, eq, isNull } from "drizzle-orm"
import type { Session } from "./database"
import { organizations, wallets, walletTags } from "./schema"

export type WalletRecord = typeof wallets.$inferSelect

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

/** The wallet, where this organization owns it. */
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

/** The wallet, whoever owns it, unless its owner is disabled. Who may use it, grants say. */
export async function findWalletAnywhere(session: Session, walletId: string): Promise<WalletRecord | null> {
  const [found] = await session
    .select({ wallet: wallets })
    .from(wallets)
    .innerJoin(organizations, eq(organizations.id, wallets.organizationId))
    .where(and(eq(wallets.id, walletId), isNull(organizations.disabledAt)))
  return found?.wallet ?? null
}

/**
 * Holds the wallet until the transaction ends, against whoever moves it or changes what is granted of it; null where
 * this organization does not own it. `share` lets others read it so at the same time.
 */
export async function lockWallet(
  session: Session,
  organizationId: string,
  walletId: string,
  strength: "no key update" | "share" = "no key update",
): Promise<WalletRecord | null> {
  const [found] = await session.select().from(wallets).where(eq(wallets.id, walletId)).for(strength)
  return found?.organizationId === organizationId ? found : null
}

/** Gives a wallet to another organization, sealed for that one. Tags were the former owner's words: they go. */
export async function moveWallet(
  session: Session,
  { id, organizationId, keyVersion, sealed }: WalletRecord,
): Promise<void> {
  await session
    .update(wallets)
    .set({ organizationId, keyVersion, sealed, tags: [] })
    .where(eq(wallets.id, id))
  await session.delete(walletTags).where(eq(walletTags.walletId, id))
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
