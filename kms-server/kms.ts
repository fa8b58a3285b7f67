/**
 * The whole KMS in one process, without a socket: its rooms, wired. For tests and for kms-mock; `kms-server serve`
 * starts the same rooms as processes of their own.
 */
import { generateKeyPairSync, randomBytes } from "node:crypto"
import type { Hono } from "hono"
import type { Logger } from "pino"
import { openApi } from "./api"
import { type AuditEntry, readAudit } from "./audit"
import { type Certifier, type Measurements, openCertifier } from "./certifier"
import { evidenceKeyOf } from "./launcher"
import { openPolicyEngine, type PolicyEngine, type PolicyEngineConfig } from "./policy"
import { makeOrderKey, openSigner } from "./signer"
import { countWallets, type Database, openDatabase } from "./store"

export type KmsConfig = KmsThrough & {
  databaseUrl: string
  masterKeys: readonly Uint8Array[]
  logger: Logger
  /** Who this installation is: 32 bytes, of which its certificates and its log's key are made. Random unless given. */
  identityKey?: Uint8Array
  clock?: () => number
  /** What its attestations say that it runs; unless given, zeros, which every client refuses. */
  measurements?: Measurements
  /** Makes the source of new seeds from the number of wallets there are; the system's randomness otherwise. */
  seedsFrom?: (wallets: number) => (bytes: number) => Uint8Array
  engine?: Partial<Pick<PolicyEngineConfig, "rules" | "prices" | "rates" | "trustedIssuers" | "skew">>
}

/** For a KMS with faults on purpose: what stands between its parts. */
export type KmsThrough = {
  signerThrough?: (signer: LocalSigner) => LocalSigner
  policyThrough?: (policy: PolicyEngine, certifier: Certifier) => PolicyEngine
}

type LocalSigner = ReturnType<typeof openSigner>

export type Kms = {
  app: Hono
  database: Database
  signer: LocalSigner
  audit(): Promise<AuditEntry[]>
  tidy(): Promise<void>
  close(): Promise<void>
}

export async function openKms(config: KmsConfig): Promise<Kms> {
  const { masterKeys, logger, clock = Date.now, seedsFrom, identityKey = randomBytes(32) } = config
  const database = await openDatabase(config.databaseUrl)
  const orderKey = makeOrderKey()
  const live = generateKeyPairSync("ed25519")
  const entropySource = seedsFrom?.(await countWallets(database))
  const whole = openSigner({ masterKeys, orderKey, now: clock, ...(entropySource ? { entropySource } : {}) })
  const signer = config.signerThrough?.(whole) ?? whole
  const liveKey = Buffer.from(live.publicKey.export({ format: "jwk" }).x ?? "", "base64url")
  const measurements = config.measurements ?? null
  const certifier = await openCertifier({ identityKey, measurements, liveKey, now: clock })
  const engine = await openPolicyEngine({
    ...{ database, signer, certifier, orderKey, clock, liveKey: live.privateKey },
    evidenceKey: evidenceKeyOf(identityKey),
    warn: (sentence: string) => logger.warn(sentence),
    ...config.engine,
  })
  const policy = config.policyThrough?.(engine, certifier) ?? engine
  return {
    app: openApi({ policy, logger }),
    database,
    signer,
    audit: () => readAudit(database),
    tidy: engine.tidy,
    async close() {
      await engine.close()
      await database.close()
    },
  }
}
