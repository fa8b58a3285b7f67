/** That the examples of docs/policy.md do what they say: each is read from the page, compiled and tried. */
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import type { Action, Facts } from "~kms-server/policy/facts"
import { UserPolicy } from "~protocol"
import { ALICE, BOB, decideBy, factsOf, inputOf, MONDAY_NOON, rules, SOL, transferOf } from "./rules-input"

const page = readFileSync(fileURLToPath(new URL("../../docs/policy.md", import.meta.url)), "utf8")

/** The policy below a heading, as the wire reads it. */
function exampleOf(heading: string): UserPolicy {
  const section = page.split(`### ${heading}\n`)[1] ?? ""
  return UserPolicy.parse(JSON.parse(/```json\n([\s\S]*?)```/.exec(section)?.[1] ?? ""))
}

function actionOf(some: Partial<Action>): Action {
  return { type: "call", program: "", method: "", asset: "", amount: 0n, from: ALICE, to: "", ...some }
}

const FRIEND = "9xQeWvG816bUx9EPjHmaT23yvVM2ZWbrrpZb9PusVFin"

it("every example may be written", () => {
  const headings = [...(page.split("## Examples\n")[1] ?? "").matchAll(/^### (.*)$/gm)].map(
    ([, title]) => title,
  )
  expect(headings).toHaveLength(5)
  for (const heading of headings) expect(rules.mistakeIn(exampleOf(heading ?? ""))).toBeNull()
})

describe("SOL to an allow-list, up to an amount a day", () => {
  const policy = exampleOf("SOL to an allow-list, up to an amount a day")

  it("pays a friend, and counts it against the day", () => {
    const verdict = decideBy(policy, { facts: transferOf(2_000_000_000n, FRIEND) })
    expect(verdict).toMatchObject({
      allowed: true,
      reservations: [{ asset: SOL, windowMs: 86_400_000, amount: 2_000_000_000n, limit: 2_000_000_000n }],
    })
  })

  it("pays nobody else, no other token, and no more than is left", () => {
    expect(decideBy(policy, { facts: transferOf(1n, BOB) }).allowed).toBe(false)
    const token = { asset: "solana/token:x", amount: 1n }
    const both = { ...transferOf(1n, FRIEND), spends: [{ asset: SOL, amount: 1n }, token] }
    expect(decideBy(policy, { facts: both }).allowed).toBe(false)
    const verdict = decideBy(policy, { facts: transferOf(2n, FRIEND), spent: () => 1_999_999_999n })
    expect(verdict).toMatchObject({ allowed: false, limits: [{ left: "1", asked: "2" }] })
  })

  it("lets a memo through with it, and nothing alone", () => {
    const paid = transferOf(1n, FRIEND)
    const facts = { ...paid, actions: [actionOf({ type: "memo" }), ...paid.actions] }
    expect(decideBy(policy, { facts }).allowed).toBe(true)
    expect(decideBy(policy, { facts: factsOf() }).allowed).toBe(false)
  })
})

describe("no setApprovalForAll", () => {
  const policy = exampleOf("No setApprovalForAll")
  const ethereum = (action: Partial<Action>, some: Partial<Facts> = {}) =>
    factsOf({ chain: "ethereum", chainId: "1", actions: [actionOf(action)], ...some })

  it("lets a call through that nobody decodes", () => {
    const facts = ethereum({ type: "unknown" }, { dangers: ["unknownCall"] })
    expect(decideBy(policy, { facts }).allowed).toBe(true)
  })

  it("refuses the approval of everything and the approval without a bound", () => {
    const all = ethereum({ type: "approveAll" }, { dangers: ["unlimited"] })
    const verdict = decideBy(policy, { facts: all })
    expect(verdict).toMatchObject({ allowed: false, rules: [{ comment: "no setApprovalForAll" }] })
    const unlimited = ethereum({ type: "approve" }, { dangers: ["unlimited"] })
    expect(decideBy(policy, { facts: unlimited }).allowed).toBe(false)
  })

  it("does not let keys out", () => {
    expect(decideBy(policy, { facts: null, request: { method: "exportWallet" } }).allowed).toBe(false)
  })
})

describe("one origin only", () => {
  const policy = exampleOf("One origin only")
  const signIn = (domain: string, address = ALICE) =>
    factsOf({
      kind: "message",
      message: { bytes: 9, text: "…", signIn: { domain, address, uri: "", chainId: "", nonce: "" } },
    })

  it("signs in to its site", () => {
    expect(decideBy(policy, { facts: signIn("app.example.com") }).allowed).toBe(true)
  })

  it("signs in nowhere else, for nobody else, and signs no other message", () => {
    expect(decideBy(policy, { facts: signIn("app.example.com.evil.example") }).allowed).toBe(false)
    expect(decideBy(policy, { facts: signIn("app.example.com", BOB) }).allowed).toBe(false)
    expect(decideBy(policy, { facts: factsOf({ kind: "message" }) }).allowed).toBe(false)
    expect(decideBy(policy).allowed).toBe(false)
  })
})

describe("business hours", () => {
  const policy = exampleOf("Business hours")
  const HOUR = 3_600_000

  it("are Zurich's, in winter and in summer", () => {
    expect(decideBy(policy, { now: MONDAY_NOON }).allowed).toBe(true)
    expect(decideBy(policy, { now: MONDAY_NOON + 4 * HOUR }).allowed).toBe(false)
    expect(decideBy(policy, { now: Date.UTC(2026, 6, 20, 7, 0) }).allowed).toBe(true)
    expect(decideBy(policy, { now: Date.UTC(2026, 6, 20, 6, 59) }).allowed).toBe(false)
    expect(decideBy(policy, { now: Date.UTC(2026, 10, 23, 7, 59) }).allowed).toBe(false)
  })

  it("are not at the weekend, and say so", () => {
    const verdict = decideBy(policy, { now: MONDAY_NOON - 24 * HOUR })
    expect(verdict).toMatchObject({ allowed: false })
    expect(verdict.allowed ? "" : verdict.why).toContain("nothing is signed outside business hours")
  })

  it("have a limit in dollars, whose amounts a denial tells", () => {
    const facts = transferOf(1_000_000_000n)
    const verdict = decideBy(policy, { facts, spent: () => 490_000n })
    expect(verdict).toMatchObject({
      allowed: false,
      amounts: {
        previousSpendCents: 490_000,
        transactionSpendCents: 25_000,
        totalSpendCents: 515_000,
        limitCents: 500_000,
      },
    })
  })
})

describe("a session key that may call one program", () => {
  const policy = exampleOf("A session key that may call one program")
  const GAME = "GameVx1111111111111111111111111111111111111"
  const call = (programs: string[], amount = 5000n) =>
    factsOf({ programs, dangers: ["unknownInstruction"], spends: [{ asset: SOL, amount }] })

  it("calls the game, thirty times a minute", () => {
    expect(decideBy(policy, { facts: call([GAME]) })).toMatchObject({
      allowed: true,
      reservations: [{ asset: "count", windowMs: 60_000, amount: 1n, limit: 30n }],
    })
    expect(decideBy(policy, { facts: call([GAME]), spent: () => 30n }).allowed).toBe(false)
  })

  it("calls nothing else, not even beside it, and pays no more than a fee", () => {
    expect(decideBy(policy, { facts: call([GAME, BOB]) }).allowed).toBe(false)
    expect(decideBy(policy, { facts: call(["ComputeBudget111111111111111111111111111111"]) }).allowed).toBe(
      false,
    )
    expect(decideBy(policy, { facts: call([GAME], 1_000_001n) }).allowed).toBe(false)
  })

  it("takes no danger that it does not name", () => {
    const facts = { ...call([GAME]), dangers: ["unknownInstruction" as const, "lookupTable" as const] }
    const verdict = decideBy(policy, { facts })
    expect(verdict.allowed ? "" : verdict.why).toContain("lookupTable")
  })

  it("is over when its time has come", () => {
    expect(decideBy(policy, { facts: call([GAME]), now: Date.UTC(2030, 0, 1) }).allowed).toBe(false)
  })
})

it("what is to be known before a decision is known from the policy alone", () => {
  const policy = exampleOf("A session key that may call one program")
  const input = inputOf({ user: { username: "a", policy, traits: {}, holder: "user:o/a" } })
  expect(rules.needsOf(input)).toEqual([{ holder: "user:o/a", asset: "count", windowMs: 60_000 }])
})
