/** The KMS as an operator starts it: the built programs, each in its process, over a durable PostgreSQL of their own. */
import { randomBytes } from "node:crypto"
import { rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import postgres from "postgres"
import { startEmbeddedPostgres } from "~kms-server"
import { startProgram } from "~scripts"

const PORT = 8471

const none = { burst: 1, perSecond: 0 }
const UNLIMITED = {
  policy: { rates: { key: none, organization: none, unstamped: none } },
  api: { rates: { request: none, unstamped: none, proof: none } },
}

export type Server = { port: number; databaseUrl: string; stop(): Promise<void> }

/** `directory` is thrown away by the caller. No rate is limited: the benchmark is what comes in. */
export async function startServer(directory: string): Promise<Server> {
  const database = await startEmbeddedPostgres({ directory: `${directory}-postgres` })
  const settings = join(directory, "settings.json")
  await writeFile(settings, JSON.stringify(UNLIMITED))
  const env = {
    ...process.env,
    ...{ DATABASE_URL: database.url, KMS_PORT: String(PORT), KMS_DATA_DIR: join(directory, "data") },
    ...{ KMS_MASTER_KEY: randomBytes(32).toString("hex"), KMS_SETTINGS_FILE: settings },
  }
  const program = await startProgram({
    name: "kms-server",
    command: process.execPath,
    args: ["scripts/run.mjs", "kms", "serve"],
    ready: /"listening"/,
    env,
  })
  await requireDurable(database.url)
  return {
    port: PORT,
    databaseUrl: database.url,
    async stop() {
      await program.stop()
      await database.stop()
      await rm(`${directory}-postgres`, { recursive: true, force: true })
    },
  }
}

async function requireDurable(url: string): Promise<void> {
  const client = postgres(url, { max: 1 })
  const [fsync] =
    await client`select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commits`
  await client.end()
  if (fsync?.fsync !== "on" || fsync.commits !== "on") throw new Error("PostgreSQL does not flush to disk")
}
