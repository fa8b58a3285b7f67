/** Runs kms-mock alone: `tsx kms-mock/main.ts --port N`. Its seeds are public. */
import { parseArgs } from "node:util"
import { readPort } from "~kms-server"
import { localPorts } from "~protocol"
import { startKmsMock } from "./index"

const HELP = `kms-mock: the real KMS with PUBLIC seeds, a throw-away database and faults on demand.

  --port N   where to listen on 127.0.0.1 (default ${localPorts.kms}; 0 is any free port)
  --help     this text

  POST /v1/wallets/kms/rpc     the KMS
  GET, POST /mock/faults       delayMs, down, clockOffsetMs, clockMovedMs, denies, dropsAnswers, failsInside,
                               signerDown, forksLog
  GET /mock/audit              the audit log, and how many signatures were made

With DATABASE_URL set, that PostgreSQL is used and kept.`

async function start(): Promise<void> {
  const { values } = parseArgs({ options: { port: { type: "string" }, help: { type: "boolean" } } })
  if (values.help) {
    console.log(HELP)
    return
  }
  const { DATABASE_URL } = process.env
  const port = readPort(values.port ?? String(localPorts.kms))
  const mock = await startKmsMock({ port, ...(DATABASE_URL ? { databaseUrl: DATABASE_URL } : {}) })
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void mock.stop().finally(() => process.exit(0)))
  }
  console.error("The seeds of this KMS are public. Send nothing of value to its addresses.")
  console.log(`listening on http://127.0.0.1:${mock.port}`)
}

start().catch((thrown: unknown) => {
  console.error(thrown instanceof Error ? thrown.message : thrown)
  process.exit(1)
})
