/**
 * A KMS on this box, from its data directory to its ports: the database, the parts, the operators' socket. It refuses
 * to serve a database that belongs to another installation, or whose wallets need a master key that it was not given.
 */
import { setTimeout as wait } from "node:timers/promises"
import type { Logger } from "pino"
import type { SignerState } from "../signer"
import { claimFact, type Database, isDatabaseTrouble, openDatabase, usedKeyVersions } from "../store"
import type { Bundles } from "./bundles"
import { fingerprintOf } from "./identity"
import { type Launched, launch } from "./launch"
import { lockDirectory } from "./lock"
import { type OperatorRole, type RotationStatus, refuseSecond, serveOperators } from "./operators"
import type { Endurance } from "./part"
import { keepPostgres } from "./postgres"
import { rotateMasterKey, type SignerTerms } from "./rotation"

export type ServeConfig = {
  bundles: Bundles
  launcherFile: string | undefined
  /** Null: a PostgreSQL of its own, in the data directory. */
  databaseUrl: string | null
  dataDirectory: string
  masterKeys: readonly Uint8Array[]
  identityKey: Uint8Array
  host: string
  port: number
  policies: number
  apis: number
  debugEnclaves: boolean
  settings: string | null
  terms: SignerTerms
  logger: Logger
  endurance?: Endurance
}

export type RunningKms = {
  ports: number[]
  operators: OperatorRole
  /** Resolves, with the reason, when it cannot go on. */
  failed: Promise<Error>
  stop(): Promise<void>
}

const RETRY_MS = 1000

/** Listens when it resolves. */
export async function serveKms(config: ServeConfig): Promise<RunningKms> {
  const { dataDirectory, logger } = config
  await refuseSecond(dataDirectory)
  const unlock = lockDirectory(dataDirectory)
  const closers: (() => Promise<void>)[] = []
  const stop = async (): Promise<void> => {
    for (const close of closers.splice(0).reverse()) await close()
    unlock()
  }
  try {
    const embedded = config.databaseUrl === null ? await keepPostgres(dataDirectory, logger) : null
    if (embedded) closers.push(embedded.stop)
    const databaseUrl = config.databaseUrl ?? embedded?.url ?? ""
    const database = await openWhenThere(databaseUrl, logger)
    closers.push(database.close)
    await claimInstallation(database, config.identityKey)
    const missing = config.masterKeys.length > 0 ? await missingKeys(config, config.masterKeys, database) : []
    if (missing.length > 0) throw new Error(sentenceOn(missing))
    const launched = await launch({ ...config, databaseUrl })
    closers.push(launched.stop)
    const operators = openOperators(config, launched, database, databaseUrl)
    const served = await serveOperators(dataDirectory, operators)
    closers.push(served.close)
    return { ports: launched.ports, operators, failed: launched.failed, stop }
  } catch (thrown) {
    await stop()
    throw thrown
  }
}

/** A database that is only away is waited for. */
async function openWhenThere(url: string, logger: Logger): Promise<Database> {
  for (;;) {
    try {
      return await openDatabase(url)
    } catch (thrown) {
      if (!isDatabaseTrouble(thrown)) throw thrown
      logger.warn("the database does not answer; trying again")
      await wait(RETRY_MS)
    }
  }
}

async function claimInstallation(database: Database, identityKey: Uint8Array): Promise<void> {
  const ours = fingerprintOf(identityKey)
  if ((await claimFact(database, "identity", ours)) === ours) return
  throw new Error(
    "This database belongs to an installation with another identity key. Give this KMS that key, as " +
      "KMS_IDENTITY_KEY_FILE or as identity.key in its data directory.",
  )
}

/** Keys that some wallet needs and that are not among these. */
async function missingKeys(
  { terms }: ServeConfig,
  masterKeys: readonly Uint8Array[],
  database: Database,
): Promise<number[]> {
  const given = masterKeys.map((key) => terms.keyVersionOf(key))
  return (await usedKeyVersions(database)).filter((version) => !given.includes(version))
}

function sentenceOn(missing: number[]): string {
  return `Wallets are sealed under a master key that was not given (version ${missing.join(", ")}). Nothing was changed.`
}

function openOperators(
  config: ServeConfig,
  launched: Launched,
  database: Database,
  databaseUrl: string,
): OperatorRole {
  const { signer } = launched
  let rotation: RotationStatus = { state: "idle", done: 0, left: 0, why: null }

  async function rotate(): Promise<void> {
    try {
      const role = await signer.role()
      const { orderKey } = launched
      const done = await rotateMasterKey({
        ...{ session: database, signer: role, orderKey, terms: config.terms },
        report: (progress) => {
          rotation = { ...progress, state: "running", why: null }
        },
      })
      rotation = { state: "done", done, left: 0, why: null }
    } catch (thrown) {
      rotation = { ...rotation, state: "failed", why: thrown instanceof Error ? thrown.message : "" }
    }
  }

  return {
    async status() {
      const { sealed, keyVersions } = await stateOf(launched)
      return {
        ...{ pid: process.pid, sealed, keyVersions, debugEnclaves: config.debugEnclaves },
        ...{ ports: launched.ports, parts: launched.parts() },
        database: config.databaseUrl === null ? "embedded" : "given",
        measurements: hexOf(launched.measurements),
      }
    },
    // Looked at before the signer has them: what it seals with a wrong key, no right one opens.
    async unseal({ masterKeys }) {
      const missing = await missingKeys(config, masterKeys, database)
      if (missing.length > 0) return { ok: false, why: sentenceOn(missing) }
      await launched.setMasterKeys(masterKeys)
      return { ok: true }
    },
    async rotate() {
      if (rotation.state !== "running") {
        rotation = { state: "running", done: 0, left: 0, why: null }
        void rotate()
      }
      return rotation
    },
    rotation: async () => rotation,
    database: async () => ({ url: databaseUrl }),
  }
}

/** Of the signer's next process where this one is just dying: to ask how things are must not fail because of it. */
async function stateOf({ signer }: Launched): Promise<SignerState | { sealed: null; keyVersions: [] }> {
  for (let attempt = 1; attempt <= 3; attempt++) {
    const state = await signer.role().then((role) => role.state().catch(() => null))
    if (state !== null) return state
    await wait(RETRY_MS / 10)
  }
  return { sealed: null, keyVersions: [] }
}

function hexOf(measurements: Readonly<Record<string, Uint8Array>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(measurements).map(([name, bytes]) => [name, Buffer.from(bytes).toString("hex")]),
  )
}
