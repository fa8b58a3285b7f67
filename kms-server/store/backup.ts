/**
 * A backup: every row of every table as of one moment, in one file of text with a digest at its end. Restored only
 * into a database without rows, whole or not at all. Seeds and evidence are in it as they are stored: sealed.
 *
 *   {"countersign":"backup","version":1,…}        what it is
 *   {"table":"wallets","columns":[…]}              then one JSON array of texts for each row
 *   {"end":true,"rows":…,"sha256":…}               SHA-256 of everything before this line
 */
import { createHash } from "node:crypto"
import { createReadStream, existsSync } from "node:fs"
import { open, rename, rm } from "node:fs/promises"
import { createInterface } from "node:readline"
import { getTableColumns, getTableName, is } from "drizzle-orm"
import { PgTable } from "drizzle-orm/pg-core"
import postgres from "postgres"
import { migrateDatabase } from "./database"
import * as schema from "./schema"

export type DumpReport = { rows: number; tables: number; sha256: string }

const VERSION = 1
const BATCH = 500

/** Legal inside JSON texts, and ends of lines to whoever reads lines. */
const OTHER_LINE_ENDS = /[\u2028\u2029]/g
const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16)}`

/** Parents before those that refer to them. */
const tables: readonly PgTable[] = Object.values(schema)
  .flatMap((one): PgTable[] => (is(one, PgTable) ? [one] : []))
  .sort((one, other) => rankOf(one) - rankOf(other))

function rankOf(table: PgTable): number {
  return getTableName(table) === "organizations" ? 0 : 1
}

function columnsOf(table: PgTable): string[] {
  return Object.values(getTableColumns(table)).map((column) => column.name)
}

/** One consistent view, whatever is written meanwhile. The file appears under its name only when it is whole. */
export async function dumpDatabase(url: string, file: string): Promise<DumpReport> {
  const client = postgres(url, { max: 1, onnotice: () => {} })
  const draft = `${file}.part`
  if (existsSync(file)) throw new Error(`There is a file ${file} already.`)
  const out = await open(draft, "w", 0o600)
  const digest = createHash("sha256")
  let rows = 0
  const write = async (value: unknown): Promise<void> => {
    const line = `${JSON.stringify(value).replace(OTHER_LINE_ENDS, escaped)}\n`
    digest.update(line)
    await out.write(line)
  }
  try {
    await client.begin("isolation level repeatable read read only", async (session) => {
      await write({ countersign: "backup", version: VERSION, at: new Date().toISOString() })
      for (const table of tables) {
        const columns = columnsOf(table)
        await write({ table: getTableName(table), columns })
        const texts = columns.map((column) => session`${session(column)}::text as ${session(column)}`)
        const list = texts.reduce((all, one) => session`${all}, ${one}`)
        const cursor = session`select ${list} from ${session(getTableName(table))}`.cursor(BATCH)
        for await (const batch of cursor) {
          rows += batch.length
          for (const row of batch) await write(columns.map((column) => row[column]))
        }
      }
    })
    const sha256 = digest.digest("hex")
    await out.write(`${JSON.stringify({ end: true, rows, sha256 })}\n`)
    await out.sync()
    await out.close()
    await rename(draft, file)
    return { rows, tables: tables.length, sha256 }
  } catch (thrown) {
    await out.close().catch(() => undefined)
    await rm(draft, { force: true })
    throw thrown
  } finally {
    await client.end({ timeout: 5 })
  }
}

/** Checks the whole file first, then fills the tables in one transaction. */
export async function restoreDatabase(url: string, file: string): Promise<DumpReport> {
  const report = await checkDump(file)
  await migrateDatabase(url)
  const client = postgres(url, { max: 1, onnotice: () => {} })
  try {
    await client.begin(async (session) => {
      await refuseRows(session)
      let place: { table: string; columns: string[] } | null = null
      let batch: (string | null)[][] = []
      const flush = async (): Promise<void> => {
        if (place !== null && batch.length > 0) await insert(session, place, batch)
        batch = []
      }
      for await (const line of linesOf(file)) {
        const value: unknown = JSON.parse(line)
        if (Array.isArray(value)) {
          batch.push(value)
          if (batch.length >= BATCH) await flush()
          continue
        }
        await flush()
        place = placeOf(value) ?? place
      }
      await flush()
    })
  } finally {
    await client.end({ timeout: 5 })
  }
  return report
}

type Sql = postgres.TransactionSql

async function refuseRows(session: Sql): Promise<void> {
  for (const table of tables) {
    const [row] = await session`select 1 from ${session(getTableName(table))} limit 1`
    if (row) throw new Error("The database is not empty. A backup is restored only into an empty one.")
  }
}

/** Texts become values by the types of the columns that they stand for. */
async function insert(
  session: Sql,
  { table, columns }: { table: string; columns: string[] },
  rows: (string | null)[][],
): Promise<void> {
  const types = await session<{ name: string; type: string }[]>`
    select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
    where attrelid = ${table}::regclass and attnum > 0 and not attisdropped`
  const arrays = columns.map((_, n) => rows.map((row) => row[n] ?? null))
  const names = columns.map((_, n) => `c${n}`)
  const picked = columns
    .map((column, n) => `c${n}::${types.find(({ name }) => name === column)?.type ?? "text"}`)
    .join(", ")
  const parameters = columns.map((_, n) => `$${n + 1}::text[]`).join(", ")
  const quoted = columns.map((column) => `"${column}"`).join(", ")
  await session.unsafe(
    `insert into "${table}" (${quoted}) select ${picked} from unnest(${parameters}) as t(${names.join(", ")})`,
    arrays,
  )
}

/** Only tables and columns of ours: their names become part of a statement. */
function placeOf(value: unknown): { table: string; columns: string[] } | null {
  if (typeof value !== "object" || value === null || !("table" in value)) return null
  const { table: name, columns } = value as { table: string; columns: string[] }
  const table = tables.find((one) => getTableName(one) === name)
  const known = table ? columnsOf(table) : []
  if (!table || !Array.isArray(columns) || !columns.every((column) => known.includes(column))) {
    throw new Error(`The backup holds a table that this version does not know: ${String(name).slice(0, 40)}.`)
  }
  return { table: name, columns }
}

async function checkDump(file: string): Promise<DumpReport> {
  const digest = createHash("sha256")
  let rows = 0
  let last = ""
  let count = 0
  for await (const line of linesOf(file)) {
    if (count > 0) digest.update(`${last}\n`)
    if (last.startsWith("[")) rows += 1
    last = line
    count += 1
    if (count === 1) checkHead(line)
  }
  const end = endOf(last)
  const sha256 = digest.digest("hex")
  if (end === null || end.rows !== rows || end.sha256 !== sha256) {
    throw new Error("The backup is not whole: its end does not match what is before it.")
  }
  return { rows, tables: tables.length, sha256 }
}

function checkHead(line: string): void {
  const head = parsed(line)
  if (head?.countersign !== "backup") throw new Error("This file is no backup of a KMS.")
  if (head.version !== VERSION) throw new Error("The backup is of another version.")
}

function endOf(line: string): { rows: unknown; sha256: unknown } | null {
  const end = parsed(line)
  return end?.end === true ? { rows: end.rows, sha256: end.sha256 } : null
}

function parsed(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null
  } catch {
    return null
  }
}

function linesOf(file: string): AsyncIterable<string> {
  return createInterface({ input: createReadStream(file, "utf8"), crlfDelay: Number.POSITIVE_INFINITY })
}
