/**
 * Accounts that were asked for once: addresses, and keys as the signer sealed them for one owner and one version of
 * the master key. A row that no longer fits its wallet would never open, so none is kept of a wallet that has moved.
 */
import { and, count, eq, inArray, isNull } from "drizzle-orm"
import type { DerivationInfo } from "~protocol"
import type { Session } from "./database"
import { accounts, grants, wallets } from "./schema"
import { lockWallet, type WalletRecord } from "./wallets"

export type AccountRecord = typeof accounts.$inferSelect
export type KeptAccount = Omit<AccountRecord, "walletId">

/** A wallet keeps this many; whatever else is asked for is derived each time. */
export const MAX_KEPT_ACCOUNTS = 4096

export function keptOf({ walletId: _, ...account }: AccountRecord): KeptAccount {
  return account
}

/** Those of these derivations that are kept, in no order. */
export async function findAccounts(
  session: Session,
  walletId: string,
  derivations: readonly DerivationInfo[],
): Promise<KeptAccount[]> {
  if (derivations.length === 0) return []
  const paths = [...new Set(derivations.map(({ derivationPath }) => derivationPath))]
  const found = await session
    .select()
    .from(accounts)
    .where(and(eq(accounts.walletId, walletId), inArray(accounts.derivationPath, paths)))
  return found.map(keptOf)
}

/** Keeps accounts of a wallet that is still what it was when they were derived; otherwise keeps nothing. */
export async function keepAccounts(
  session: Session,
  { id: walletId, organizationId, keyVersion }: WalletRecord,
  derived: readonly KeptAccount[],
): Promise<void> {
  if (derived.length === 0) return
  await session.transaction(async (inner) => {
    const wallet = await lockWallet(inner, organizationId, walletId, "share")
    if (wallet?.keyVersion !== keyVersion) return
    if ((await countAccounts(inner, walletId)) + derived.length > MAX_KEPT_ACCOUNTS) return
    const rows = derived.map((account) => ({ ...account, walletId }))
    await inner.insert(accounts).values(rows).onConflictDoNothing()
  })
}

/** All that a wallet of one key has. */
export async function findOnlyAccount(session: Session, walletId: string): Promise<KeptAccount | null> {
  const [found] = await session.select().from(accounts).where(eq(accounts.walletId, walletId)).limit(1)
  return found ? keptOf(found) : null
}

export async function dropAccounts(session: Session, walletId: string): Promise<void> {
  await session.delete(accounts).where(eq(accounts.walletId, walletId))
}

/** The account with this address, of a wallet that this organization owns or holds an unnamed grant of. */
export async function findAccountOf(
  session: Session,
  organizationId: string,
  address: string,
): Promise<AccountRecord | null> {
  // PostgreSQL has no text with a zero in it, and fails on one.
  if (address.includes("\0")) return null
  const [own] = await session
    .select({ account: accounts })
    .from(accounts)
    .innerJoin(wallets, eq(wallets.id, accounts.walletId))
    .where(and(eq(accounts.address, address), eq(wallets.organizationId, organizationId)))
    .limit(1)
  if (own) return own.account
  const [granted] = await session
    .select({ account: accounts })
    .from(accounts)
    .innerJoin(grants, eq(grants.walletId, accounts.walletId))
    .where(
      and(
        eq(accounts.address, address),
        eq(grants.organizationId, organizationId),
        eq(grants.policyName, ""),
        isNull(grants.deletedAt),
      ),
    )
    .limit(1)
  return granted?.account ?? null
}

async function countAccounts(session: Session, walletId: string): Promise<number> {
  const [found] = await session
    .select({ count: count() })
    .from(accounts)
    .where(eq(accounts.walletId, walletId))
  return found?.count ?? 0
}
