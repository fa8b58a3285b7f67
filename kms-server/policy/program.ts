/**
 * The policy engine's process. It makes its live key itself, here, and tells the launcher only the public half; then
 * it opens the engine, waiting for a database that is away, and serves it to the APIs.
 */
import { generateKeyPairSync } from "node:crypto"
import { setTimeout as wait } from "node:timers/promises"
import { pino } from "pino"
import { collectDefaultMetrics, register } from "prom-client"
import type { Certifier } from "../certifier"
import { connectRole, logFatal, type PolicyBoot, runProgram, type ServedRole, serveRole } from "../channel"
import type { Signer } from "../signer"
import { isDatabaseTrouble, openDatabase } from "../store"
import { openPolicyEngine } from "./engine"
import type { PolicyEngine } from "./policy"
import { openRates } from "./rates"
import type { Policy } from "./role"
import { fixedPrices } from "./rules"
import { type PolicySettings, readSettings } from "./settings"

const SPKI_ED25519_BYTES = 12
const RETRY_MS = 500
/** Longer than an order is good for: a signer that is silent for so long is taken to be gone. */
const SIGNER_PATIENCE_MS = 5000

collectDefaultMetrics({ prefix: "kms_policy_" })

const liveKey = generateKeyPairSync("ed25519")
const logger = pino({ name: "policy" })
const served: ServedRole[] = []
let engine: PolicyEngine | null = null

async function open(boot: PolicyBoot): Promise<PolicyEngine> {
  const { databaseUrl, orderKey, evidenceKey } = boot
  const { prices, rates, ...settings } = settingsIn(boot)
  const signer = connectRole<Signer>(boot.signer, ["carryOut", "state"], {
    answerMs: SIGNER_PATIENCE_MS,
  }).role
  const certifier = connectRole<Certifier>(boot.certifier, ["attest", "signCheckpoint", "identity"]).role
  for (;;) {
    try {
      const database = await openDatabase(databaseUrl)
      return await openPolicyEngine({
        ...{ database, signer, certifier, orderKey, evidenceKey, ...settings },
        ...{ prices: fixedPrices(prices), rates: openRates(rates), liveKey: liveKey.privateKey },
        metrics: () => register.metrics(),
        warn: (sentence: string) => logger.warn(sentence),
      })
    } catch (thrown) {
      if (!isDatabaseTrouble(thrown)) throw thrown
      logger.warn("the database does not answer; trying again")
      await wait(RETRY_MS)
    }
  }
}

/** An error loses its sentence on its way to the launcher, and this one is for the operator. */
function settingsIn(boot: PolicyBoot): PolicySettings {
  try {
    return readSettings(boot.settings)
  } catch (thrown) {
    logFatal(thrown instanceof Error ? thrown.message : "the settings cannot be read")
    throw thrown
  }
}

/** What the APIs may ask. Nothing else of the engine can be reached from outside. */
function roleOf(opened: PolicyEngine): Policy {
  const { answer, prepare, outlook, simulate, noteRefusal, attest, identity } = opened
  const { checkpoint, inclusion, consistency, findEntries, health, metrics } = opened
  return {
    ...{ answer, prepare, outlook, simulate, noteRefusal, attest, identity },
    ...{ checkpoint, inclusion, consistency, findEntries, health, metrics },
  }
}

runProgram({
  liveKey: async () => liveKey.publicKey.export({ format: "der", type: "spki" }).subarray(SPKI_ED25519_BYTES),
  async start(boot: PolicyBoot) {
    engine = await open(boot)
    const role = roleOf(engine)
    for (const link of boot.links) served.push(await serveRole(link, role))
  },
  async stop() {
    await Promise.all(served.map((one) => one.close()))
    await engine?.close()
  },
})
