/** The policy engine with everything that it stands on, wired: rules, methods, limits and the audit log. */
import type { KeyObject } from "node:crypto"
import { openAuditLog } from "../audit"
import type { Certifier } from "../certifier"
import type { Signer } from "../signer"
import type { Database } from "../store"
import { openPlanners } from "./methods"
import { openIdTokens, type TrustedIssuer } from "./oidc"
import { openFetchJson } from "./oidc-fetch"
import { type IssuerKeys, openIssuerKeys } from "./oidc-keys"
import { openPolicy, type PolicyEngine } from "./policy"
import { openRates, type Rates } from "./rates"
import { fixedPrices, openRules, type Prices, type Rules } from "./rules"

export type PolicyEngineConfig = {
  database: Database
  signer: Signer
  certifier: Certifier
  orderKey: Uint8Array
  liveKey: KeyObject
  /** Seals the bodies that the audit log keeps; the same for every process of an installation. */
  evidenceKey: Uint8Array
  clock?: () => number
  /** A view of the trusted time, for a KMS whose clock is wrong on purpose. */
  skew?: (now: number) => number
  prices?: Prices
  rules?: Rules
  rates?: Rates
  trustedIssuers?: readonly TrustedIssuer[]
  issuerKeys?: IssuerKeys
  metrics?: () => Promise<string>
  /** Hears, in one sentence without any content, of trouble that nobody who asks would hear of. */
  warn?: (sentence: string) => void
}

const TIDY_MS = 1000

export async function openPolicyEngine(config: PolicyEngineConfig): Promise<PolicyEngine> {
  const { database, certifier, evidenceKey, clock = Date.now, skew, trustedIssuers = [] } = config
  const audit = await openAuditLog(database, { clock, certifier, evidenceKey })
  const prices = config.prices ?? fixedPrices()
  const rules = config.rules ?? openRules({ prices })
  const keys = config.issuerKeys ?? openIssuerKeys(openFetchJson())
  // A token that somebody priced is a token, and no collection whose calls look the same.
  const isErc20 = (asset: string) => prices(asset) !== null
  const engine = openPolicy({
    ...config,
    audit,
    rules,
    planners: openPlanners({ rules, trustedIssuers, isErc20 }),
    idTokens: openIdTokens({ trustedIssuers, keys }),
    rates: config.rates ?? openRates(),
    now: () => (skew ? skew(audit.now()) : audit.now()),
  })
  await engine.tidy()
  // One after the other: those that wait for a lock must not take every connection.
  let isTidying = false
  const tidying = setInterval(() => {
    if (isTidying) return
    isTidying = true
    void engine
      .tidy()
      // What could not be settled now is settled a second later, and the operator hears of it.
      .catch(() => config.warn?.("abandoned requests could not be settled; trying again"))
      .finally(() => {
        isTidying = false
      })
  }, TIDY_MS).unref()
  return {
    ...engine,
    async close() {
      clearInterval(tidying)
      await engine.close()
    },
  }
}
