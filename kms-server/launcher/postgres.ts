/**
 * The database of one box: our own PostgreSQL in the data directory, started again where it was when it dies, so
 * that the parts find it at the address they know. It is never given up: a disk that is full for an hour has room
 * again some time, and until then every request is refused.
 */
import { chmodSync, mkdirSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import type { Logger } from "pino"
import { type EmbeddedPostgres, startEmbeddedPostgres } from "../store"

const PAUSE_MS = 200
const LONGEST_PAUSE_MS = 10_000

/** What PostgreSQL says where it cannot go on; paths and errors of the system, never a value. */
const LAST_WORDS = /(?:FATAL|PANIC):\s+(.{1,200})/g

export type KeptPostgres = { url: string; stop(): Promise<void> }

export async function keepPostgres(dataDirectory: string, logger: Logger): Promise<KeptPostgres> {
  const directory = databaseFolderIn(dataDirectory)
  let server = await startEmbeddedPostgres({ directory })
  const stopping = new AbortController()

  /** Null where it is stopped meanwhile. */
  async function startAgain(): Promise<EmbeddedPostgres | null> {
    for (let attempt = 0; ; attempt++) {
      const pauseMs = Math.min(LONGEST_PAUSE_MS, PAUSE_MS * 2 ** attempt)
      await wait(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined)
      if (stopping.signal.aborted) return null
      try {
        return await startEmbeddedPostgres({ directory, port: server.port })
      } catch (thrown) {
        logger.error({ attempt: attempt + 1, why: whyOf(thrown) }, "PostgreSQL does not start; trying again")
      }
    }
  }

  async function watch(): Promise<void> {
    for (;;) {
      await server.ended
      if (stopping.signal.aborted) return
      logger.warn("PostgreSQL ended; starting it again")
      // Lets go of what watched over the one that died.
      await server.stop()
      const again = await startAgain()
      if (again === null) return
      server = again
      logger.info("PostgreSQL is up again")
      if (stopping.signal.aborted) return server.stop()
    }
  }

  const watching = watch()
  return {
    url: server.url,
    async stop() {
      stopping.abort()
      await server.stop()
      await watching
    },
  }
}

function whyOf(thrown: unknown): string {
  const said = thrown instanceof Error ? thrown.message : ""
  return [...said.matchAll(LAST_WORDS)].at(-1)?.[1] ?? said.slice(0, 200)
}

/** Root hands the database to another user, who must be let through and is to see nothing else. */
export function databaseFolderIn(dataDirectory: string): string {
  mkdirSync(dataDirectory, { recursive: true })
  chmodSync(dataDirectory, process.getuid?.() === 0 ? 0o711 : 0o700)
  return join(dataDirectory, "postgres")
}
