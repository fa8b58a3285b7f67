/**
 * The risks that a consent can carry: a code for each, how grave it is, and what its sentence needs. The sentences are
 * the face's; each code has a vector that triggers it and a near miss that does not.
 */
import * as z from "zod/mini"

/**
 * `note`: good to know. `careful`: look twice. `high`: agreeing takes holding the button. `block`: cannot be agreed to;
 * the page hears the code in `error.data`.
 */
export const Severity = z.enum(["note", "careful", "high", "block"])
export type Severity = z.infer<typeof Severity>

/** Code → severity, and the names of the terms that its sentence speaks of. */
export const risks = {
  "unlimited-approval": { severity: "high", terms: ["asset", "spender"] },
  approval: { severity: "careful", terms: ["asset", "spender"] },
  "approve-all": { severity: "high", terms: ["asset", "operator"] },
  permit: { severity: "careful", terms: ["asset", "spender"] },
  "permit-batch": { severity: "high", terms: ["count", "spender"] },
  "increased-allowance": { severity: "careful", terms: ["asset", "spender"] },
  "ownership-transfer": { severity: "high", terms: ["of", "to"] },
  "token-delegate": { severity: "high", terms: ["account", "to"] },
  "account-authority": { severity: "high", terms: ["account", "right", "to"] },
  "account-assigned": { severity: "high", terms: ["account", "to"] },
  "account-closed": { severity: "high", terms: ["account", "to"] },
  "durable-nonce": { severity: "careful", terms: ["account"] },
  "lookup-table": { severity: "careful", terms: ["table"] },
  "account-delegation": { severity: "high", terms: ["to"] },
  "creation-destroys": { severity: "high", terms: [] },
  "order-for-nothing": { severity: "high", terms: [] },
  "unknown-typed-data": { severity: "careful", terms: ["type"] },
  "unknown-call": { severity: "careful", terms: ["target"] },
  "unknown-instruction": { severity: "careful", terms: ["program"] },
  "bytes-not-exact": { severity: "high", terms: ["flaw"] },
  "sign-in-other-scheme": { severity: "high", terms: ["said", "is"] },
  "sign-in-other-host": { severity: "high", terms: ["said", "is"] },
  "sign-in-other-port": { severity: "careful", terms: ["said", "is"] },
  "sign-in-other-address": { severity: "high", terms: ["said"] },
  "sign-in-other-chain": { severity: "careful", terms: ["said"] },
  "sign-in-expired": { severity: "careful", terms: [] },
  "sign-in-not-yet-valid": { severity: "careful", terms: [] },
  "sign-in-malformed": { severity: "careful", terms: [] },
  "wrong-chain": { severity: "high", terms: ["said", "is"] },
  "typed-data-other-contract": { severity: "careful", terms: ["said"] },
  "message-looks-like-transaction": { severity: "high", terms: [] },
  "new-recipient": { severity: "note", terms: ["to"] },
  "look-alike-recipient": { severity: "high", terms: ["to", "like"] },
  "burn-address": { severity: "high", terms: ["to"] },
  "token-as-recipient": { severity: "high", terms: ["to"] },
  "mixed-script-domain": { severity: "high", terms: ["domain"] },
  "look-alike-domain": { severity: "high", terms: ["domain", "like"] },
  "hidden-characters": { severity: "high", terms: ["where"] },
  "phishing-site": { severity: "block", terms: ["domain"] },
  "simulation-fails": { severity: "high", terms: ["reason"] },
  "gives-everything": { severity: "high", terms: ["asset"] },
} as const satisfies Record<string, { severity: Severity; terms: readonly string[] }>

export type RiskCode = keyof typeof risks
export const riskCodes = Object.keys(risks) as [RiskCode, ...RiskCode[]]

/** `place` is the call of a batch that it is about, from 0; null where it is about the whole. */
export const Risk = z.strictObject({
  code: z.enum(riskCodes),
  severity: Severity,
  terms: z.record(z.string(), z.string()),
  place: z.nullable(z.int()),
})
export type Risk = z.infer<typeof Risk>
