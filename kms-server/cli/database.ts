/**
 * Finds the database that an operator's command is about: the one that DATABASE_URL names, the one of the KMS that is
 * running on the data directory, or the one in that directory, started for as long as the command takes.
 */

import { existsSync } from "node:fs"
import { join } from "node:path"
import { pino } from "pino"
import { databaseFolderIn, findRunning, keepPostgres } from "../launcher"

export type Place = { databaseUrl: string | null; dataDirectory: string }

/** Makes no database unless that is what was asked for: an empty one would look like a KMS that has lost everything, or never had anything. */
export async function withDatabaseUrl<T>(
  place: Place,
  use: (url: string) => Promise<T>,
  { mayMake = false } = {},
): Promise<T> {
  if (place.databaseUrl !== null) return use(place.databaseUrl)
  const running = await findRunning(place.dataDirectory)
  if (running !== null) {
    try {
      return await use((await running.role.database()).url)
    } finally {
      await running.close()
    }
  }
  if (!mayMake && !existsSync(join(databaseFolderIn(place.dataDirectory), "data"))) {
    throw new Error(
      `There is no database in ${place.dataDirectory}, and DATABASE_URL names none. Name the directory of the KMS ` +
        "with --data or KMS_DATA_DIR.",
    )
  }
  const kept = await keepPostgres(place.dataDirectory, pino({ level: "silent" }))
  try {
    return await use(kept.url)
  } finally {
    await kept.stop()
  }
}
