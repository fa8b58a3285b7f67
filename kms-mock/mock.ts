/**
 * The real kms-server over a throw-away database, with PUBLIC seeds (see seeds.ts) and faults on demand. For tests
 * and local networks only.
 */
import { type Logger, pino } from "pino"
import { type AuditEntry, listen, type Measurements, openKms, startEmbeddedPostgres } from "~kms-server"
import { countSignatures, openMockApp } from "./app"
import { type Faults, openFaultBoard } from "./faults"
import { faultyPolicy, faultyRules, faultySigner } from "./faulty"
import { publicIdentityKey, publicMasterKey, publicSeedsFrom } from "./seeds"

export type KmsMockOptions = {
  /** 0 is any free one. */
  port?: number
  /** Without one, a PostgreSQL is started and thrown away. */
  databaseUrl?: string
  /** The only kind there is. */
  seeds?: "known"
  logger?: Logger
  /** What its attestations say, for a client that pins it; zeros otherwise, which every client refuses. */
  measurements?: Measurements
}

export type KmsMock = {
  /** The base of the wallet API. */
  url: string
  port: number
  setFaults(faults: Partial<Faults>): void
  faults(): Faults
  /** How many signatures were made, by the audit log. */
  signatures(): Promise<number>
  audit(): Promise<AuditEntry[]>
  stop(): Promise<void>
}

export async function startKmsMock(options: KmsMockOptions = {}): Promise<KmsMock> {
  const embedded = options.databaseUrl ? null : await startEmbeddedPostgres()
  const databaseUrl = options.databaseUrl ?? embedded?.url ?? ""
  try {
    const mock = await open(options, databaseUrl)
    return {
      ...mock,
      async stop() {
        await mock.stop()
        await embedded?.stop()
      },
    }
  } catch (thrown) {
    await embedded?.stop()
    throw thrown
  }
}

async function open(options: KmsMockOptions, databaseUrl: string): Promise<KmsMock> {
  const board = openFaultBoard()
  const kms = await openKms({
    databaseUrl,
    masterKeys: [publicMasterKey],
    identityKey: publicIdentityKey,
    logger: options.logger ?? pino({ level: "silent" }),
    ...(options.measurements ? { measurements: options.measurements } : {}),
    clock: () => Date.now() + board.read().clockMovedMs,
    seedsFrom: publicSeedsFrom,
    signerThrough: (signer) => faultySigner(signer, board),
    policyThrough: (policy, certifier) => faultyPolicy(policy, certifier, board),
    engine: { rules: faultyRules(board), skew: (now) => now + board.read().clockOffsetMs },
  })
  const listener = await listen(openMockApp(kms, board), options.port ?? 0).catch(async (thrown) => {
    await kms.close()
    throw thrown
  })
  return {
    url: `http://127.0.0.1:${listener.port}/v1/wallets`,
    port: listener.port,
    setFaults: board.set,
    faults: board.read,
    signatures: async () => countSignatures(await kms.audit()),
    audit: kms.audit,
    async stop() {
      await listener.close()
      await kms.close()
    },
  }
}
