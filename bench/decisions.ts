/** How long one decision takes, compiled and warm, without a database. */
import { openRules } from "~kms-server"
import type { Row } from "./report"

const COUNT = 20_000

export function measureDecisions(): Row[] {
  return [10, 100].map(measure)
}

function measure(rules: number): Row {
  const { decide } = openRules({ prices: () => null })
  const input = inputWith(rules)
  const latencies: number[] = []
  const startedAt = performance.now()
  for (let i = 0; i < COUNT; i++) {
    const from = performance.now()
    if (!decide(input).allowed) throw new Error("the decision of the benchmark is a denial")
    latencies.push(performance.now() - from)
  }
  const elapsed = performance.now() - startedAt
  latencies.sort((a, b) => a - b)
  const at = (part: number) => latencies[Math.floor(COUNT * part)] ?? Number.NaN
  const what = `policy decision, ${rules} rules in ${rules > 64 ? "a user's policy and a grant" : "a user's policy"}`
  return { what, p50: at(0.5), p99: at(0.99), perSecond: (COUNT / elapsed) * 1000, count: COUNT }
}

type Input = Parameters<ReturnType<typeof openRules>["decide"]>[0]

/** A policy has 64 rules at most; more than that stand in the user's policy and in the grant. */
function inputWith(rules: number): Input {
  const perPolicy = rules > 64 ? rules / 2 : rules
  const policy = { constants: [], rules: [...rulesTo(perPolicy - 1), allowing] }
  const action = {
    ...{ type: "transfer", program: "", method: "", asset: "solana/slip44:501", amount: 5n },
    ...{ from: "me", to: "you" },
  } as const
  return {
    request: { method: "signTransaction", organizationId: "o", policyName: null, digest: "" },
    user: { username: "u", policy: { type: "CEL", ...policy }, traits: {}, holder: "user:o/u" },
    wallet: {
      ...{ walletId: "w", walletName: "w", tags: [], ownerOrganizationId: "p" },
      ...{ address: "me", addressFormat: "Solana", derivationPath: "m/44'/501'/0'/0'" },
    },
    grant:
      rules > 64
        ? {
            holder: "grant:g",
            policyName: null,
            organizationPolicy: { version: "v1", rootAccess: { type: "NONE" }, ...policy },
            transactionPolicy: null,
          }
        : null,
    facts: {
      ...{ kind: "transaction", chain: "solana", chainId: "", actions: [action], dangers: [], programs: [] },
      ...{
        spends: [{ asset: "solana/slip44:501", amount: 5005n }],
        fee: { asset: "solana/slip44:501", amount: 5000n },
      },
      typedData: { primaryType: "", domainName: "", verifyingContract: "" },
      message: { bytes: 0, text: "", signIn: null },
      solana: null,
    },
    now: Date.UTC(2026, 0, 1),
    spent: () => 0n,
  }
}

const allowing = {
  expression: 'tx.kind == "transaction"',
  outcome: "ALLOW" as const,
  comment: "transactions",
}

function rulesTo(count: number) {
  return Array.from({ length: count }, (_, i) => ({
    expression: `tx.actions.exists(a, a.type == "transfer" && a.to == "enemy ${i}")`,
    outcome: "DENY" as const,
    comment: `nothing to enemy ${i}`,
  }))
}
