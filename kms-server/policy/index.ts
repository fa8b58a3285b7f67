/** The door of the policy engine: raw bytes and a stamp go in, a reply comes out. */
export { openPolicyEngine, type PolicyEngineConfig } from "./engine"
export type { TrustedIssuer } from "./oidc"
export { POLICY_ENGINE_VERSION, type PolicyEngine } from "./policy"
export { openRates, type Rates } from "./rates"
export type { Answered, Health, Policy, Received, Refused, Reply } from "./role"
export { fixedPrices, openRules, type Prices, type Rules } from "./rules"
