/** Starts the KMS from its environment (see config.ts) and stops it, drained, on SIGINT or SIGTERM. */
import { pino } from "pino"
import { readConfig } from "./config"
import { startKmsServer } from "./index"
import { startEmbeddedPostgres } from "./store"

const logger = pino({ name: "kms" })

async function start(): Promise<void> {
  const config = readConfig(process.env)
  const embedded = config.databaseUrl
    ? null
    : await startEmbeddedPostgres({ directory: config.dataDirectory })
  const databaseUrl = config.databaseUrl ?? embedded?.url ?? ""
  const server = await startKmsServer({ ...config, databaseUrl, logger })
  logger.info({ port: server.port }, "listening")

  let stopping = false
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (stopping) return
      stopping = true
      logger.info("draining")
      void server
        .stop()
        .then(() => embedded?.stop())
        .finally(() => process.exit(0))
    })
  }
}

start().catch((thrown: unknown) => {
  logger.fatal(thrown instanceof Error ? thrown.message : "the KMS could not start")
  process.exit(1)
})
