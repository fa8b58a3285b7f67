/** A request for the rules to decide, ordinary in every respect but those that a test names. */

import type { Facts } from "~kms-server/policy/facts"
import {
  type DecidedGrant,
  type DecidedUser,
  type DecisionInput,
  fixedPrices,
  openRules,
} from "~kms-server/policy/rules"
import type { CelConstant, CelRule, UserPolicy, VersionedOrganizationPolicy } from "~protocol"

export const SOL = "solana/slip44:501"
export const ALICE = "A1icexxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
export const BOB = "Bobxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
export const SYSTEM = "11111111111111111111111111111111"
export const MONDAY_NOON = Date.UTC(2026, 10, 23, 12)
export const WALLET = "6f0c6f6a-3c1e-4d0a-9f5c-1f0a3d0c9b11"

export const rules = openRules({ prices: fixedPrices() })

export function factsOf(some: Partial<Facts> = {}): Facts {
  return {
    kind: "transaction",
    chain: "solana",
    chainId: "",
    actions: [],
    spends: [],
    fee: null,
    dangers: [],
    programs: [],
    typedData: { primaryType: "", domainName: "", verifyingContract: "" },
    message: { bytes: 0, text: "", signIn: null },
    solana: null,
    ...some,
  }
}

/** What a transfer of SOL comes to. */
export function transferOf(amount: bigint, to = BOB): Facts {
  return factsOf({
    actions: [{ type: "transfer", program: SYSTEM, method: "transfer", asset: SOL, amount, from: ALICE, to }],
    spends: [{ asset: SOL, amount }],
    programs: [SYSTEM],
  })
}

export function rule(expression: string, outcome: "ALLOW" | "DENY" = "ALLOW", comment = ""): CelRule {
  return { expression, outcome, comment }
}

export function celPolicy(texts: readonly (string | CelRule)[], constants: Record<string, unknown> = {}) {
  return {
    type: "CEL" as const,
    rules: texts.map((text) => (typeof text === "string" ? rule(text) : text)),
    constants: Object.entries(constants).map(([name, value]): CelConstant => ({ name, value, comment: "" })),
  }
}

export function userWith(policy: UserPolicy, traits: Record<string, string> = {}): DecidedUser {
  return { username: "alice", policy, traits, holder: "user:o/alice" }
}

export function grantWith(
  organizationPolicy: VersionedOrganizationPolicy,
  some: Partial<DecidedGrant> = {},
): DecidedGrant {
  return { holder: "grant:g", policyName: null, organizationPolicy, transactionPolicy: null, ...some }
}

type Asked = Partial<Omit<DecisionInput, "request">> & { request?: Partial<DecisionInput["request"]> }

export function inputOf(asked: Asked = {}): DecisionInput {
  const { request, ...rest } = asked
  return {
    user: userWith({ type: "ROOT" }),
    grant: null,
    wallet: {
      walletId: WALLET,
      walletName: "savings",
      tags: ["cold"],
      ownerOrganizationId: "o",
      address: ALICE,
      addressFormat: "Solana",
      derivationPath: "m/44'/501'/0'/0'",
    },
    facts: transferOf(1n),
    now: MONDAY_NOON,
    spent: () => 0n,
    ...rest,
    request: { method: "signTransaction", organizationId: "o", policyName: null, digest: "", ...request },
  }
}

/** Whether these rules, being a user's, allow it. */
export function decideBy(policy: UserPolicy, asked: Asked = {}) {
  return rules.decide(inputOf({ user: userWith(policy), ...asked }))
}

export function allowedBy(texts: readonly (string | CelRule)[], asked: Asked = {}): boolean {
  const policy = celPolicy(texts)
  const mistake = rules.mistakeIn(policy)
  if (mistake) throw new Error(`${mistake.where}: ${mistake.why}`)
  return decideBy(policy, asked).allowed
}
