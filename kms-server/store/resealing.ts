/**
 * What a rotation of the master key needs: the wallets that another key seals, and a change of one wallet's seal
 * that loses to whatever else changed the wallet meanwhile.
 */
import { and, asc, count, eq, gt, ne } from "drizzle-orm"
import { inTransaction, type Session } from "./database"
import { accounts, wallets } from "./schema"

export type SealedRow = Pick<
  typeof wallets.$inferSelect,
  "id" | "organizationId" | "kind" | "keyVersion" | "sealed"
>

/** Every key that some wallet needs. */
export async function usedKeyVersions(session: Session): Promise<number[]> {
  const rows = await session.selectDistinct({ keyVersion: wallets.keyVersion }).from(wallets)
  return rows.map(({ keyVersion }) => keyVersion)
}

export async function countSealedOtherwise(session: Session, keyVersion: number): Promise<number> {
  const [found] = await session
    .select({ wallets: count() })
    .from(wallets)
    .where(ne(wallets.keyVersion, keyVersion))
  return found?.wallets ?? 0
}

/** The next so many wallets after this one that another key seals. */
export function listSealedOtherwise(
  session: Session,
  keyVersion: number,
  after: string,
  limit: number,
): Promise<SealedRow[]> {
  const { id, organizationId, kind, keyVersion: version, sealed } = wallets
  return session
    .select({ id, organizationId, kind, keyVersion: version, sealed })
    .from(wallets)
    .where(and(ne(wallets.keyVersion, keyVersion), gt(wallets.id, after)))
    .orderBy(asc(wallets.id))
    .limit(limit)
}

/** False where the wallet is not any more what was sealed anew. Its accounts' keys go: they are derived again. */
export function replaceSeal(
  session: Session,
  before: SealedRow,
  after: { keyVersion: number; sealed: string },
): Promise<boolean> {
  return inTransaction(session, async (transaction) => {
    const changed = await transaction
      .update(wallets)
      .set(after)
      .where(
        and(
          eq(wallets.id, before.id),
          eq(wallets.organizationId, before.organizationId),
          eq(wallets.sealed, before.sealed),
        ),
      )
      .returning({ id: wallets.id })
    if (changed.length === 1) await transaction.delete(accounts).where(eq(accounts.walletId, before.id))
    return changed.length === 1
  })
}

/** Account keys that were sealed under another key while wallets were changing. */
export async function dropAccountsSealedOtherwise(session: Session, keyVersion: number): Promise<void> {
  await session.delete(accounts).where(ne(accounts.keyVersion, keyVersion))
}
