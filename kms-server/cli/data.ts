/** Commands on the database as a whole: bring its tables up to date, copy it, fill an empty one. */
import { resolve } from "node:path"
import { findRunning } from "../launcher"
import { dumpDatabase, migrateDatabase, restoreDatabase } from "../store"
import { type Place, withDatabaseUrl } from "./database"
import type { Output } from "./output"

export async function migrate(place: Place, output: Output): Promise<number> {
  const applied = await withDatabaseUrl(place, migrateDatabase, { mayMake: true })
  output.tell({ applied }, () =>
    applied.length === 0 ? "The tables are up to date." : `Applied: ${applied.join(", ")}.`,
  )
  return 0
}

export async function backup(place: Place, file: string, output: Output): Promise<number> {
  const report = await withDatabaseUrl(place, (url) => dumpDatabase(url, resolve(file)))
  output.tell({ file: resolve(file), ...report }, () => [
    `${report.rows} rows are in ${resolve(file)} (SHA-256 ${report.sha256}).`,
    "The master key and the identity key are not in it: without them it opens nothing and proves nothing.",
  ])
  return 0
}

export async function restore(place: Place, file: string, output: Output): Promise<number> {
  if ((await findRunning(place.dataDirectory)) !== null) {
    throw new Error(`A KMS is running on ${place.dataDirectory}. Stop it before its database is filled.`)
  }
  const report = await withDatabaseUrl(place, (url) => restoreDatabase(url, resolve(file)), { mayMake: true })
  output.tell({ file: resolve(file), ...report }, () => `${report.rows} rows are in the database again.`)
  return 0
}
