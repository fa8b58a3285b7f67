/**
 * The database of one box: our own PostgreSQL in the data directory, started again where it was when it dies, so
 * that the parts find it at the address they know.
 */
import { chmodSync, mkdirSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import type { Logger } from "pino"
import { type EmbeddedPostgres, startEmbeddedPostgres } from "../store"

const PAUSE_MS = 200
const ATTEMPTS = 50

export type KeptPostgres = { url: string; stop(): Promise<void> }

export async function keepPostgres(
  dataDirectory: string,
  logger: Logger,
  fail: (failure: Error) => void,
): Promise<KeptPostgres> {
  const directory = databaseFolderIn(dataDirectory)
  let server = await startEmbeddedPostgres({ directory })
  let isStopping = false

  async function startAgain(): Promise<EmbeddedPostgres> {
    for (let attempt = 1; ; attempt++) {
      await wait(PAUSE_MS)
      try {
        return await startEmbeddedPostgres({ directory, port: server.port })
      } catch (thrown) {
        if (attempt === ATTEMPTS || isStopping) throw thrown
      }
    }
  }

  async function watch(): Promise<void> {
    for (;;) {
      await server.ended
      if (isStopping) return
      logger.warn("PostgreSQL ended; starting it again")
      // Lets go of what watched over the one that died.
      await server.stop()
      server = await startAgain()
      if (isStopping) return server.stop()
    }
  }

  const watching = watch().catch(() => fail(new Error("PostgreSQL ended and does not start again.")))
  return {
    url: server.url,
    async stop() {
      isStopping = true
      await server.stop()
      await watching
    },
  }
}

/** Root hands the database to another user, who must be let through and is to see nothing else. */
export function databaseFolderIn(dataDirectory: string): string {
  mkdirSync(dataDirectory, { recursive: true })
  chmodSync(dataDirectory, process.getuid?.() === 0 ? 0o711 : 0o700)
  return join(dataDirectory, "postgres")
}
