/** The door of the KMS: a server to start, and for kms-mock its parts: the wired rooms, a listener, a database. */

import { listen } from "./api"
import type { KmsConfig } from "./kms"
import { openKms } from "./kms"

export { type Listener, listen } from "./api"
export { type AuditEntry, type VerifyReport, verifyLog } from "./audit"
export type { Certifier, Measurements } from "./certifier"
export { readConfig, readPort, type ServerConfig } from "./cli"
export { type Kms, type KmsConfig, openKms } from "./kms"
export {
  fixedPrices,
  openRules,
  POLICY_ENGINE_VERSION,
  type PolicyEngine,
  type Rules,
} from "./policy"
export type { Signer } from "./signer"
export { type EmbeddedPostgres, startEmbeddedPostgres } from "./store"

export type KmsServer = { url: string; port: number; stop(): Promise<void> }

/** Listens when it resolves; `url` is the base of the wallet API. */
export async function startKmsServer(
  config: KmsConfig & { port: number; host?: string },
): Promise<KmsServer> {
  const kms = await openKms(config)
  const listener = await listen(kms.app, config.port, config).catch(async (thrown) => {
    await kms.close()
    throw thrown
  })
  return {
    url: `http://127.0.0.1:${listener.port}/v1/wallets`,
    port: listener.port,
    async stop() {
      await listener.close()
      await kms.close()
    },
  }
}
