/** Everything about the use of a wallet in one question, because every signature asks it. */
import { and, eq, inArray, isNull, sql } from "drizzle-orm"
import type { DerivationInfo } from "~protocol"
import { type KeptAccount, keptOf } from "./accounts"
import type { Session } from "./database"
import { type GrantKey, type GrantRecord, isLive } from "./grants"
import { accounts, grants, organizations, wallets } from "./schema"
import type { WalletRecord } from "./wallets"

/** The wallet of one key has its only account here, whatever path it is asked for under. */
const ONLY_PATH = "m"

export type FoundUse = { wallet: WalletRecord; grant: GrantRecord | null; account: KeptAccount | null }

/** The wallet, whoever owns it, unless its owner is disabled; with the live grant of this name, and the kept account. */
export async function findUse(
  session: Session,
  key: GrantKey,
  derivation: DerivationInfo | null,
): Promise<FoundUse | null> {
  const isAccount =
    derivation === null
      ? sql`false`
      : and(
          eq(accounts.walletId, wallets.id),
          inArray(accounts.derivationPath, [derivation.derivationPath, ONLY_PATH]),
          eq(accounts.addressFormat, derivation.addressFormat),
        )
  const [found] = await session
    .select({ wallet: wallets, grant: grants, account: accounts })
    .from(wallets)
    .innerJoin(organizations, eq(organizations.id, wallets.organizationId))
    .leftJoin(grants, isLive(key))
    .leftJoin(accounts, isAccount)
    .where(and(eq(wallets.id, key.walletId), isNull(organizations.disabledAt)))
  if (!found) return null
  return { ...found, account: found.account && keptOf(found.account) }
}
