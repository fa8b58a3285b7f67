/** Fills the database with wallets that nobody uses, to see whether those that are used mind. */
import postgres from "postgres"
import type { Home } from "./requests"

/** Adds as many as are missing to `count`, each with an account, and lets PostgreSQL look at them. */
export async function addWallets(
  databaseUrl: string,
  { organizationId, walletId }: Home,
  count: number,
): Promise<void> {
  const client = postgres(databaseUrl, { max: 1, onnotice: () => {} })
  const [{ present } = { present: 0 }] = await client<
    { present: number }[]
  >`select count(*)::int as present from wallets`
  const missing = count - present
  if (missing > 0) {
    await client`
      with made as (
        insert into wallets
        select gen_random_uuid(), ${organizationId}::uuid, 'other', '[]'::jsonb, kind, sealed, key_version, created_at
        from wallets, generate_series(1, ${missing}::int) where id = ${walletId}::uuid
        returning id
      )
      insert into accounts
      select made.id, derivation_path, curve, address_format, address, public_key, key_version, sealed_key
      from accounts, made where wallet_id = ${walletId}::uuid and address_format = 'Solana'`
  }
  await client`vacuum analyze wallets`
  await client`vacuum analyze accounts`
  await client.end()
}
