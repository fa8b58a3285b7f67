/** Everything about the use of a wallet in one question, because every signature asks it. */
import { and, eq, isNull, or, sql } from "drizzle-orm"
import type { DerivationInfo } from "~protocol"
import { type KeptAccount, keptOf } from "./accounts"
import type { Session } from "./database"
import type { GrantKey, GrantRecord } from "./grants"
import { accounts, grants, organizations, wallets } from "./schema"
import { oncePerSession } from "./statements"
import type { WalletRecord } from "./wallets"

/** The wallet of one key has its only account here, whatever path it is asked for under. */
export const ONLY_PATH = "m"

export type FoundUse = { wallet: WalletRecord; grant: GrantRecord | null; account: KeptAccount | null }

const isAccount = and(
  eq(accounts.walletId, wallets.id),
  eq(accounts.addressFormat, sql.placeholder("addressFormat")),
  or(eq(accounts.derivationPath, sql.placeholder("derivationPath")), eq(accounts.derivationPath, ONLY_PATH)),
)

const isGranted = and(
  eq(grants.walletId, wallets.id),
  eq(grants.organizationId, sql.placeholder("organizationId")),
  eq(grants.policyName, sql.placeholder("policyName")),
  isNull(grants.deletedAt),
)

const findOne = oncePerSession((session) =>
  session
    .select({ wallet: wallets, grant: grants, account: accounts })
    .from(wallets)
    .innerJoin(organizations, eq(organizations.id, wallets.organizationId))
    .leftJoin(grants, isGranted)
    .leftJoin(accounts, isAccount)
    .where(and(eq(wallets.id, sql.placeholder("walletId")), isNull(organizations.disabledAt)))
    .prepare("find_use"),
)

/** No account has this format. */
const NOTHING: Pick<DerivationInfo, "derivationPath"> & { addressFormat: string } = {
  derivationPath: "",
  addressFormat: "",
}

/** The wallet, whoever owns it, unless its owner is disabled; with the live grant of this name, and the kept account. */
export async function findUse(
  session: Session,
  { walletId, organizationId, policyName }: GrantKey,
  derivation: DerivationInfo | null,
): Promise<FoundUse | null> {
  const { derivationPath, addressFormat } = derivation ?? NOTHING
  const asked = { walletId, organizationId, policyName, derivationPath, addressFormat }
  const [found] = await findOne(session).execute(asked)
  if (!found) return null
  return { ...found, account: found.account && keptOf(found.account) }
}
