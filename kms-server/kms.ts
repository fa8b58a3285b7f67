/** The KMS without a socket: its rooms, wired. The order key lives only here, between policy and signer. */
import { sql } from "drizzle-orm"
import type { Hono } from "hono"
import type { Logger } from "pino"
import { openApi } from "./api"
import { type AuditEntry, openAuditLog, readAudit } from "./audit"
import { type Decide, openPolicy } from "./policy"
import { makeOrderKey, openSigner, type SignerConfig } from "./signer"
import { countWallets, openDatabase } from "./store"

export type KmsConfig = {
  databaseUrl: string
  masterKey: Uint8Array
  logger: Logger
  clock?: () => number
  decide?: Decide
  /** A view of the trusted time, for a KMS whose clock is wrong on purpose. */
  skew?: (now: number) => number
  /** Makes the source of new seeds from the number of wallets there are; the system's randomness otherwise. */
  seedsFrom?: (wallets: number) => NonNullable<SignerConfig["entropySource"]>
}

export type Kms = { app: Hono; audit(): Promise<AuditEntry[]>; close(): Promise<void> }

const TIDY_MS = 60_000

export async function openKms(config: KmsConfig): Promise<Kms> {
  const { masterKey, logger, clock = Date.now, skew = (now) => now, seedsFrom } = config
  const database = await openDatabase(config.databaseUrl)
  const audit = await openAuditLog(database, clock)
  const orderKey = makeOrderKey()
  const entropySource = seedsFrom?.(await countWallets(database))
  const signer = openSigner({
    masterKey,
    orderKey,
    now: audit.now,
    ...(entropySource ? { entropySource } : {}),
  })
  const policy = openPolicy({
    database,
    audit,
    signer,
    orderKey,
    now: () => skew(audit.now()),
    ...(config.decide ? { decide: config.decide } : {}),
  })
  await policy.tidy()
  const tidying = setInterval(() => {
    policy.tidy().catch(() => logger.warn("old requests could not be tidied away; trying again later"))
  }, TIDY_MS).unref()

  return {
    app: openApi({ policy, logger, checkHealth: () => database.execute(sql`select 1`) }),
    audit: () => readAudit(database),
    async close() {
      clearInterval(tidying)
      await policy.close()
      await database.close()
    },
  }
}
