/**
 * Opens PostgreSQL and brings its tables up to date. Correctness needs no lock: a migration is one transaction, so
 * of two servers that start at once one fails on what the other made, tries again and finds nothing left to do.
 */
import { fileURLToPath } from "node:url"
import type { PgDatabase } from "drizzle-orm/pg-core"
import { drizzle, type PostgresJsQueryResultHKT } from "drizzle-orm/postgres-js"
import { migrate } from "drizzle-orm/postgres-js/migrator"
import postgres from "postgres"
import * as schema from "./schema"

/** What a query runs on: the pool, or one transaction. */
export type Session = PgDatabase<PostgresJsQueryResultHKT, typeof schema>

export type Database = Session & { close(): Promise<void> }

const MIGRATIONS = fileURLToPath(new URL("./migrations", import.meta.url))

/** Someone else made it a moment ago. */
const MADE_BY_ANOTHER = new Set(["23505", "42P06", "42P07", "42710", "40001", "40P01"])
const SERIALIZATION = new Set(["40001", "40P01"])
const ATTEMPTS = 5

/** Classes 08, 40, 53, 57, 58 and the names that the driver and the system give to lost connections. */
const PASSING = /^(?:(?:08|40|53|57|58)[0-9A-Z]{3}|CONNECT.*|ECONN.*|EPIPE|ETIMEDOUT)$/

export async function openDatabase(url: string): Promise<Database> {
  const client = postgres(url, { max: 10, connect_timeout: 10, onnotice: () => {} })
  const database = drizzle(client, { schema })
  try {
    await retried(MADE_BY_ANOTHER, () => migrate(database, { migrationsFolder: MIGRATIONS }))
  } catch (thrown) {
    await client.end({ timeout: 1 })
    throw thrown
  }
  return Object.assign(database, { close: () => client.end({ timeout: 5 }) })
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
function sqlStateOf(thrown: unknown): string | undefined {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if (error.name !== "Fault" && "code" in error && typeof error.code === "string") return error.code
  }
  return undefined
}
