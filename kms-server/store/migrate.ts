/**
 * Brings the tables up to date, in one transaction. The record of what was done is the one that drizzle's own
 * migrator keeps, so that its tools read it; the statements come from a list, because a program that may not read
 * files has no folder to read them from.
 */
import { createHash } from "node:crypto"
import { sql } from "drizzle-orm"
import type { Session } from "./database"
import { type Migration, readMigrations } from "./migration-list"

const BREAKPOINT = "--> statement-breakpoint"

/** The tags of what was not there yet. Fails as a whole where another process does the same at the same time. */
export function applyMigrations(session: Session): Promise<string[]> {
  return session.transaction(async (transaction) => {
    await transaction.execute(sql`create schema if not exists drizzle`)
    await transaction.execute(sql`create table if not exists drizzle.__drizzle_migrations (
      id serial primary key, hash text not null, created_at bigint)`)
    const [last] = await transaction.execute<{ at: string | null }>(
      sql`select max(created_at) as at from drizzle.__drizzle_migrations`,
    )
    const missing = readMigrations().filter(({ at }) => at > Number(last?.at ?? 0))
    for (const migration of missing) await apply(transaction, migration)
    return missing.map(({ tag }) => tag)
  })
}

async function apply(session: Session, { at, text }: Migration): Promise<void> {
  for (const statement of text.split(BREAKPOINT)) await session.execute(sql.raw(statement))
  const hash = createHash("sha256").update(text).digest("hex")
  await session.execute(
    sql`insert into drizzle.__drizzle_migrations (hash, created_at) values (${hash}, ${at})`,
  )
}
