/**
 * Opens PostgreSQL and brings its tables up to date. Correctness needs no lock: a migration is one transaction, so
 * of two servers that start at once one fails on what the other made, tries again and finds nothing left to do.
 */
import type { PgDatabase } from "drizzle-orm/pg-core"
import { drizzle, type PostgresJsQueryResultHKT } from "drizzle-orm/postgres-js"
import postgres from "postgres"
import { applyMigrations } from "./migrate"
import { preparing } from "./prepared"
import * as schema from "./schema"

/** What a query runs on: the pool, or one transaction. */
export type Session = PgDatabase<PostgresJsQueryResultHKT, typeof schema>

export type Database = Session & { close(): Promise<void> }

/** Someone else made it a moment ago. */
const MADE_BY_ANOTHER = new Set(["23505", "42P06", "42P07", "42710", "40001", "40P01"])
const SERIALIZATION = new Set(["40001", "40P01"])
const ATTEMPTS = 5

/** Classes 08, 40, 53, 57, 58, what runs out of patience, and the names that the driver and the system give to lost connections. */
const PASSING = /^(?:(?:08|40|53|57|58)[0-9A-Z]{3}|55P03|25P03|CONNECT.*|ECONN.*|EPIPE|ETIMEDOUT)$/

/** Milliseconds after which PostgreSQL gives up a statement, and a lock, and a transaction that nobody goes on with. */
const PATIENCE = {
  statement_timeout: 60_000,
  lock_timeout: 15_000,
  idle_in_transaction_session_timeout: 10_000,
}

/**
 * Every statement is planned once on a connection, for tables of any size: those of the path of a signature touch few
 * rows through their keys, and planning them anew each time costs PostgreSQL more than carrying them out. Without
 * seeing the values, a plan must not be a walk through a table that was small when it was made.
 */
const PLANNING = {
  plan_cache_mode: "force_generic_plan",
  enable_seqscan: "off",
  enable_hashjoin: "off",
  enable_mergejoin: "off",
  jit: "off",
}

export async function openDatabase(url: string): Promise<Database> {
  const { database } = await openMigrated(url)
  return database
}

/** Brings the tables up to date and does nothing else; answers what was missing. */
export async function migrateDatabase(url: string): Promise<string[]> {
  const { database, applied } = await openMigrated(url)
  await database.close()
  return applied
}

async function openMigrated(url: string): Promise<{ database: Database; applied: string[] }> {
  const connection = { ...PATIENCE, ...PLANNING }
  const client = postgres(url, { max: 10, connect_timeout: 10, connection, onnotice: () => {} })
  const session = drizzle(preparing(client), { schema })
  try {
    const applied = await retried(MADE_BY_ANOTHER, () => applyMigrations(session))
    return { database: Object.assign(session, { close: () => client.end({ timeout: 5 }) }), applied }
  } catch (thrown) {
    await client.end({ timeout: 1 })
    throw thrown
  }
}

/** One transaction, run again where the database says that it lost a race. `work` must be safe to run again. */
export function inTransaction<T>(database: Session, work: (session: Session) => Promise<T>): Promise<T> {
  return retried(SERIALIZATION, () => database.transaction(work))
}

async function retried<T>(codes: ReadonlySet<string>, run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run()
    } catch (thrown) {
      if (attempt === ATTEMPTS || !codes.has(sqlStateOf(thrown) ?? "")) throw thrown
      await new Promise((resolve) => setTimeout(resolve, 20 * attempt * (1 + Math.random())))
    }
  }
}

/** True where PostgreSQL cannot be reached or cannot go on, so that the same request may succeed later. */
export function isDatabaseTrouble(thrown: unknown): boolean {
  return PASSING.test(sqlStateOf(thrown) ?? "")
}

/** The SQLSTATE, or the name of a connection error, wherever in the chain of causes it stands. */
export function sqlStateOf(thrown: unknown): string | undefined {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if (error.name !== "Fault" && "code" in error && typeof error.code === "string") return error.code
  }
  return undefined
}
