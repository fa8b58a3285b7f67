/**
 * Finds the database that an operator's command is about: the one that DATABASE_URL names, the one of the KMS that is
 * running on the data directory, or the one in that directory, started for as long as the command takes.
 */

import { pino } from "pino"
import { findRunning, keepPostgres } from "../launcher"

export type Place = { databaseUrl: string | null; dataDirectory: string }

export async function withDatabaseUrl<T>(place: Place, use: (url: string) => Promise<T>): Promise<T> {
  if (place.databaseUrl !== null) return use(place.databaseUrl)
  const running = await findRunning(place.dataDirectory)
  if (running !== null) {
    try {
      return await use((await running.role.database()).url)
    } finally {
      await running.close()
    }
  }
  const kept = await keepPostgres(place.dataDirectory, pino({ level: "silent" }), () => undefined)
  try {
    return await use(kept.url)
  } finally {
    await kept.stop()
  }
}
