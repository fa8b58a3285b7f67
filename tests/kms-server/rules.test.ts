/** That a request is allowed only where everything that applies to it says so, and that a denial says why. */
import { describe, expect, it } from "vitest"
import type { Danger } from "~kms-server/policy/facts"
import { fixedPrices, openRules } from "~kms-server/policy/rules"
import { type KmsMethod, kmsMethods, type OrganizationWalletScope, type UserPolicy } from "~protocol"
import {
  ALICE,
  allowedBy,
  BOB,
  celPolicy,
  decideBy,
  factsOf,
  grantWith,
  inputOf,
  MONDAY_NOON,
  rule,
  rules,
  SOL,
  transferOf,
  userWith,
  WALLET,
} from "./rules-input"

const DAY = 86_400_000
const everyMethod = Object.keys(kmsMethods) as KmsMethod[]
const administration: KmsMethod[] = [
  "addUserToOrganization",
  "updateUserInOrganization",
  "deleteUserFromOrganization",
  "createAuthenticator",
  "updateAuthenticator",
  "deleteAuthenticator",
  "grantOrganizationAccess",
  "revokeOrganizationAccess",
  "transferOrganizationWallet",
  "completeWalletTransfer",
  "initWalletImport",
  "completeImportWallet",
  "exportWallet",
]
const everyDanger: Danger[] = [
  "rawPayload",
  "digest",
  "eip7702",
  "lookupTable",
  "unknownInstruction",
  "unknownCall",
  "unlimited",
  "unknownTransaction",
]
const preset = (name: "ALLOW_ALL" | "DENY_ALL" | "LEGACY_USER_ROLE"): UserPolicy => ({
  type: "CEL",
  preset: name,
})
const dapp = (usdCentsLimitPerDay?: number): UserPolicy => ({
  type: "CEL",
  preset: "DAPP_CONNECTION_USER",
  walletId: WALLET,
  usdLimit:
    usdCentsLimitPerDay === undefined
      ? null
      : { usdCentsLimitPerDay, memoryAccount: "", memoryId: 0, memoryBump: 0 },
})
const root: UserPolicy = { type: "ROOT" }

const allowedMethods = (policy: UserPolicy) =>
  everyMethod.filter((method) => decideBy(policy, { request: { method } }).allowed)
const takenDangers = (policy: UserPolicy) =>
  everyDanger.filter((danger) => decideBy(policy, { facts: factsOf({ dangers: [danger] }) }).allowed)
const whyNot = (verdict: ReturnType<typeof decideBy>) => (verdict.allowed ? "" : verdict.why)

describe("rule 5: a policy of rules", () => {
  it("denies by default", () => {
    expect(decideBy(celPolicy([]))).toMatchObject({ allowed: false, rules: [] })
    expect(allowedBy(["false"])).toBe(false)
    expect(allowedBy([rule("false", "DENY")])).toBe(false)
  })

  it("lets any DENY that matches win, whatever the order", () => {
    const denying = rule("tx.kind == 'transaction'", "DENY", "not today")
    for (const texts of [
      ["true", denying],
      [denying, "true"],
    ]) {
      const verdict = decideBy(celPolicy(texts))
      expect(whyNot(verdict)).toContain("not today")
      expect(verdict.rules).toEqual([
        expect.objectContaining({ policy: "user", comment: "not today", outcome: "DENY" }),
      ])
    }
  })

  it("denies where any rule fails, though another allows", () => {
    const failing = rule("tx.actions[3].amount > 1", "ALLOW", "the fourth action")
    expect(whyNot(decideBy(celPolicy(["true", failing])))).toContain("the fourth action")
    expect(allowedBy(["true", rule("user.traits['absent'] == ''", "DENY")])).toBe(false)
    expect(allowedBy(["true", "9223372036854775807 + 1 > 0"])).toBe(false)
  })

  it("evaluates every rule, and names all that decided with their comments", () => {
    const verdict = decideBy(celPolicy([rule("true", "ALLOW", "one"), "false", rule("true", "ALLOW", "two")]))
    expect(verdict.rules.map(({ rule, comment }) => [rule, comment])).toEqual([
      ["0", "one"],
      ["2", "two"],
    ])
  })

  it("denies where a policy was written that cannot be read", () => {
    expect(whyNot(decideBy(celPolicy(["true", "true &&"])))).toContain("rule 1")
    expect(rules.needsOf(inputOf({ user: userWith(celPolicy(["true &&"])) }))).toEqual([])
  })

  it("denies what has more than it looks at, in a bounded time", () => {
    const [action] = transferOf(1n).actions
    const actions = Array.from({ length: 65 }, () => action ?? [])
    expect(whyNot(decideBy(celPolicy(["true"]), { facts: factsOf({ actions: actions.flat() }) }))).toContain(
      "64",
    )
    const message = { bytes: 9000, text: "x".repeat(9000), signIn: null }
    expect(decideBy(celPolicy(["true"]), { facts: factsOf({ message }) }).allowed).toBe(false)
  })

  it("never throws, whatever it is handed", () => {
    const broken = { ...inputOf(), facts: {} } as unknown as ReturnType<typeof inputOf>
    expect(rules.decide(broken)).toMatchObject({ allowed: false })
  })
})

describe("a key outside of any organization", () => {
  it("may found one or find the one it founded, and nothing else", () => {
    const allowed = everyMethod.filter(
      (method) => rules.decide(inputOf({ user: null, request: { method } })).allowed,
    )
    expect(allowed.sort()).toEqual([
      "createOrganization",
      "getOrCreatePhantomOrganization",
      "getPhantomOrganization",
    ])
  })
})

describe("the policies with a name", () => {
  it("ROOT does everything, but for bytes without a meaning and a delegation of the account", () => {
    expect(allowedMethods(root)).toEqual(everyMethod)
    const refused = ["rawPayload", "eip7702"]
    expect(takenDangers(root)).toEqual(everyDanger.filter((danger) => !refused.includes(danger)))
  })

  it("DENY_ALL does nothing", () => {
    expect(allowedMethods(preset("DENY_ALL"))).toEqual([])
  })

  it.each(["ALLOW_ALL", "LEGACY_USER_ROLE"] as const)("%s does everything but administration", (name) => {
    const rest = everyMethod.filter((method) => !administration.includes(method))
    expect(allowedMethods(preset(name))).toEqual(rest)
  })

  it("ALLOW_ALL takes no danger, LEGACY_USER_ROLE those of ordinary sites", () => {
    expect(takenDangers(preset("ALLOW_ALL"))).toEqual([])
    const ordinary = ["lookupTable", "unknownInstruction", "unknownCall", "unlimited"]
    expect(takenDangers(preset("LEGACY_USER_ROLE"))).toEqual(ordinary)
    expect(takenDangers(dapp())).toEqual(ordinary)
  })

  it("DAPP_CONNECTION_USER uses its own wallet, and no other", () => {
    expect(allowedMethods(dapp()).sort()).toEqual([
      "ethereumSignMessage",
      "ethereumSignTypedData",
      "getAccounts",
      "getWalletWithTag",
      "signRawPayload",
      "signTransaction",
      "signUtf8Message",
    ])
    const wallet = inputOf().wallet
    const other = wallet && { ...wallet, walletId: "0f0c6f6a-3c1e-4d0a-9f5c-1f0a3d0c9b11" }
    expect(decideBy(dapp(), { wallet: other }).allowed).toBe(false)
    expect(decideBy(dapp(), { wallet: null, request: { method: "getAccounts" }, facts: null }).allowed).toBe(
      false,
    )
  })

  it("DAPP_CONNECTION_USER with a limit counts everything that leaves, and takes nothing it cannot count", () => {
    const asked = { facts: transferOf(1_000_000_000n) }
    expect(decideBy(dapp(25_000), asked)).toMatchObject({
      allowed: true,
      reservations: [
        { holder: "user:o/alice", asset: "usd", windowMs: DAY, amount: 25_000n, limit: 25_000n },
      ],
    })
    expect(decideBy(dapp(24_999), asked).allowed).toBe(false)
    expect(decideBy(dapp(25_000), { ...asked, spent: () => 1n })).toMatchObject({
      allowed: false,
      amounts: {
        previousSpendCents: 1,
        transactionSpendCents: 25_000,
        totalSpendCents: 25_001,
        limitCents: 25_000,
      },
      limits: [{ asset: "usd", left: "24999", asked: "25000", spent: "1", limit: "25000", windowMs: DAY }],
    })
    expect(takenDangers(dapp(25_000))).toEqual([])
    expect(rules.needsOf(inputOf({ user: userWith(dapp(1)) }))).toEqual([
      { holder: "user:o/alice", asset: "usd", windowMs: DAY },
    ])
  })
})

describe("rule 8: what is dangerous", () => {
  it("is denied unless an ALLOW that matches grants it by name", () => {
    for (const danger of everyDanger) {
      const facts = factsOf({ dangers: [danger] })
      expect(allowedBy(["true"], { facts })).toBe(false)
      expect(allowedBy([`grants("${danger}")`], { facts })).toBe(true)
      expect(allowedBy([`grants("${danger}") && tx.kind == "message"`, "true"], { facts })).toBe(false)
    }
  })

  it("may be granted by several rules together, but each by its own", () => {
    const facts = factsOf({ dangers: ["lookupTable", "unknownCall"] })
    expect(allowedBy(['grants("lookupTable")', 'grants("unknownCall")'], { facts })).toBe(true)
    expect(allowedBy(['grants("lookupTable")', 'grants("unlimited")'], { facts })).toBe(false)
  })

  it("is said in the denial", () => {
    const verdict = decideBy(celPolicy(["true"]), { facts: factsOf({ dangers: ["eip7702"] }) })
    expect(whyNot(verdict)).toContain("eip7702")
  })

  it("is not signed where nobody read the bytes", () => {
    expect(decideBy(root, { facts: null }).allowed).toBe(false)
  })
})

describe("administration", () => {
  it.each(administration)("%s needs a rule that names it", (method) => {
    const asked = { facts: null, request: { method } }
    expect(allowedBy(["true"], asked)).toBe(false)
    expect(allowedBy([`request.method != "getAccounts"`], asked)).toBe(false)
    expect(allowedBy([`request.method == "${method}"`], asked)).toBe(true)
    expect(allowedBy([`request.method in ["getAccounts", "${method}"]`], asked)).toBe(true)
  })

  it("is not named by a rule that only mentions it", () => {
    const asked = { facts: null, request: { method: "exportWallet" as const } }
    expect(allowedBy([`wallet.walletName != "exportWallet"`], asked)).toBe(false)
    expect(allowedBy([`request.method == "exportWallet" && false`, "true"], asked)).toBe(false)
    expect(allowedBy([`request.method != "deleteAuthenticator" || false`], asked)).toBe(false)
  })
})

describe("limits", () => {
  const within = (limit: number | string) => `spend.within("${SOL}", ${limit}, "24h")`

  it("count what was spent and what is asked, up to the limit itself", () => {
    const facts = transferOf(4n)
    expect(allowedBy([within(10)], { facts, spent: () => 6n })).toBe(true)
    expect(allowedBy([within(10)], { facts, spent: () => 7n })).toBe(false)
  })

  it("say in a denial what is left", () => {
    const verdict = decideBy(celPolicy([within(10)]), { facts: transferOf(4n), spent: () => 7n })
    expect(whyNot(verdict)).toContain("has 3 left and this adds 4")
    expect(verdict).toMatchObject({
      limits: [{ limit: "10", spent: "7", asked: "4", left: "3" }],
      amounts: null,
    })
  })

  it("are exact beyond 64 bits", () => {
    const most = 2n ** 256n - 1n
    const facts = transferOf(most)
    expect(allowedBy([within(`${most}`)], { facts })).toBe(true)
    expect(allowedBy([within(`${most - 1n}`)], { facts })).toBe(false)
    expect(allowedBy([`tx.spent("${SOL}") <= ${most - 1n}`], { facts })).toBe(false)
    expect(allowedBy([`tx.spent("${SOL}") == ${most}`], { facts })).toBe(true)
  })

  it("deny where a sum that is needed is not known", () => {
    const spent = () => {
      throw new Error("not loaded")
    }
    expect(decideBy(celPolicy([within(10)]), { spent }).allowed).toBe(false)
    expect(decideBy(dapp(100), { spent }).allowed).toBe(false)
  })

  it("deny an amount below nothing, which would make room for another", () => {
    const spends = [
      { asset: SOL, amount: 20n },
      { asset: SOL, amount: -15n },
    ]
    expect(allowedBy([within(10)], { facts: factsOf({ spends }) })).toBe(false)
  })

  it("are known before the decision, once each", () => {
    const policy = celPolicy([within(10), within(20), `spend.within("count", 1, "1m")`])
    expect(rules.needsOf(inputOf({ user: userWith(policy) }))).toEqual([
      { holder: "user:o/alice", asset: SOL, windowMs: DAY },
      { holder: "user:o/alice", asset: "count", windowMs: 60_000 },
    ])
    expect(rules.needsOf(inputOf({ user: userWith(policy), facts: null }))).toEqual([])
  })

  it("count for the user and for the grant, each for its own", () => {
    const rule = celPolicy([within(10)])
    const grant = grantWith({
      version: "v1",
      rootAccess: { type: "ALWAYS" },
      rules: rule.rules,
      constants: [],
    })
    const verdict = decideBy(celPolicy([within(20)]), { grant, facts: transferOf(3n) })
    expect(verdict.allowed && verdict.reservations).toEqual([
      { holder: "user:o/alice", asset: SOL, windowMs: DAY, amount: 3n, limit: 20n },
      { holder: "grant:g", asset: SOL, windowMs: DAY, amount: 3n, limit: 10n },
    ])
  })

  it("count what another rule let past them, and what a DENY asks", () => {
    const past = decideBy(celPolicy([within(10), `tx.actions.all(a, a.to == "${BOB}")`]), {
      facts: transferOf(50n),
    })
    expect(past.allowed && past.reservations).toMatchObject([{ asset: SOL, amount: 50n, limit: 10n ** 78n }])
    const asked = decideBy(celPolicy(["true", rule(`!${within(10)}`, "DENY")]), { facts: transferOf(5n) })
    expect(asked.allowed && asked.reservations).toMatchObject([{ asset: SOL, amount: 5n, limit: 10n }])
  })

  it("count nothing where nothing leaves, and a request where something is signed", () => {
    const policy = celPolicy([`${within(10)} && spend.within("count", 3, "1m")`])
    const message = decideBy(policy, { facts: factsOf({ kind: "message" }) })
    expect(message.allowed && message.reservations).toMatchObject([{ asset: "count", amount: 1n, limit: 3n }])
    const read = decideBy(policy, { facts: null, request: { method: "getAccounts" } })
    expect(read).toMatchObject({ allowed: true, reservations: [] })
  })

  it("in US cents round every amount up", () => {
    const cheap = openRules({ prices: fixedPrices({ [SOL]: { centsPerUnit: 0.015, decimals: 9 } }) })
    const policy = celPolicy([`spend.within("usd", 1, "24h")`])
    const decide = (amount: bigint) =>
      cheap.decide(inputOf({ user: userWith(policy), facts: transferOf(amount) }))
    expect(decide(1n)).toMatchObject({ reservations: [{ amount: 1n }] })
    expect(decide(66_666_666_666n)).toMatchObject({ reservations: [{ amount: 1n }] })
    expect(decide(66_666_666_667n).allowed).toBe(false)
  })

  it("in US cents deny what has no price, and say what it was", () => {
    const facts = factsOf({ spends: [{ asset: "solana/token:unknown", amount: 1n }] })
    for (const policy of [dapp(100), celPolicy(["true", "tx.usdCents > 5"])]) {
      expect(whyNot(decideBy(policy, { facts }))).toContain("solana/token:unknown")
    }
    expect(decideBy(celPolicy(["true", `spend.within("usd", 5, "24h")`]), { facts }).allowed).toBe(false)
    expect(allowedBy(["true"], { facts })).toBe(true)
    for (const centsPerUnit of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      const odd = openRules({ prices: () => ({ centsPerUnit, decimals: 9 }) })
      expect(odd.decide(inputOf({ user: userWith(dapp(100)) })).allowed).toBe(false)
    }
  })

  it("tell an amount beyond what the wire's numbers hold as the largest of those", () => {
    const facts = transferOf(2n ** 256n - 1n)
    expect(decideBy(dapp(100), { facts })).toMatchObject({
      amounts: { transactionSpendCents: Number.MAX_SAFE_INTEGER, limitCents: 100 },
    })
  })
})

describe("rule 9: a name of a policy", () => {
  const owner = { version: "v0" as const, scopes: ["owner" as const] }

  it("that is unknown is a denial, for ROOT too", () => {
    expect(decideBy(root, { request: { policyName: "vip" } }).allowed).toBe(false)
    const grant = grantWith(owner, { policyName: "other" })
    expect(decideBy(root, { request: { policyName: "vip" }, grant }).allowed).toBe(false)
    expect(decideBy(root, { request: { policyName: "vip" }, grant: grantWith(owner) }).allowed).toBe(false)
  })

  it("never widens what its caller has", () => {
    const grant = grantWith(owner, { policyName: "vip" })
    const asked = { request: { policyName: "vip" }, grant }
    expect(decideBy(root, asked).allowed).toBe(true)
    expect(decideBy(preset("DENY_ALL"), asked).allowed).toBe(false)
    expect(decideBy(celPolicy([`tx.chain == "sui"`]), asked).allowed).toBe(false)
  })

  it("has to be named for its grant to be used", () => {
    expect(decideBy(root, { grant: grantWith(owner, { policyName: "vip" }) }).allowed).toBe(false)
  })
})

describe("rule 10: ROOT is limited too", () => {
  const policy = celPolicy([`spend.within("${SOL}", 10, "24h")`])
  const boundBy = (
    rootAccess: { type: "ALWAYS" } | { type: "NONE" } | { type: "AFTER_TIMESTAMP"; timestampMs: number },
  ) => grantWith({ version: "v1", rootAccess, rules: policy.rules, constants: [] })
  const asked = { facts: transferOf(11n) }

  it("by a grant that says so", () => {
    expect(decideBy(root, { ...asked, grant: boundBy({ type: "NONE" }) }).allowed).toBe(false)
    expect(decideBy(root, { ...asked, grant: boundBy({ type: "ALWAYS" }) }).allowed).toBe(true)
  })

  it("until the time that the grant says", () => {
    const grant = boundBy({ type: "AFTER_TIMESTAMP", timestampMs: MONDAY_NOON })
    expect(decideBy(root, { ...asked, grant, now: MONDAY_NOON - 1 }).allowed).toBe(false)
    expect(decideBy(root, { ...asked, grant, now: MONDAY_NOON }).allowed).toBe(true)
    const before = inputOf({ user: userWith(root), grant, now: MONDAY_NOON - 1 })
    expect(rules.needsOf(before)).toEqual([{ holder: "grant:g", asset: SOL, windowMs: DAY }])
    expect(rules.needsOf({ ...before, now: MONDAY_NOON })).toEqual([])
  })

  it("and nobody else is above a grant", () => {
    const grant = boundBy({ type: "ALWAYS" })
    expect(decideBy(preset("LEGACY_USER_ROLE"), { ...asked, grant }).allowed).toBe(false)
  })

  it("by a preset of the grant, and by its transaction policy whatever the grant says", () => {
    const denied = grantWith({ version: "v1", rootAccess: { type: "NONE" }, preset: "DENY_ALL" })
    expect(decideBy(root, { grant: denied }).allowed).toBe(false)
    const transactionPolicy = { version: "v0" as const, solana: { rules: [] } }
    const grant = grantWith(
      { version: "v1", rootAccess: { type: "ALWAYS" }, preset: "ALLOW_ALL" },
      { transactionPolicy },
    )
    expect(decideBy(root, { grant }).allowed).toBe(false)
  })
})

describe("the scopes of a grant", () => {
  const allowedUnder = (scopes: OrganizationWalletScope[]) =>
    everyMethod.filter((method) => {
      const grant = grantWith({ version: "v0", scopes })
      return decideBy(root, { grant, request: { method } }).allowed
    })

  it("allow the methods that they name, and looking at accounts", () => {
    const accounts = ["getWalletWithTag", "getAccounts"]
    expect(allowedUnder([])).toEqual([])
    expect(allowedUnder(["signaturePayload"])).toEqual([...accounts, "signRawPayload"])
    expect(allowedUnder(["signatureTransaction"])).toEqual([...accounts, "signTransaction"])
    expect(allowedUnder(["ethereumSignMessage"])).toEqual([
      ...accounts,
      "signUtf8Message",
      "ethereumSignMessage",
    ])
    expect(allowedUnder(["ethereumSignTypedData"])).toEqual([...accounts, "ethereumSignTypedData"])
    expect(allowedUnder(["exportWallet"])).toEqual([...accounts, "exportWallet"])
    expect(allowedUnder(["owner"])).toEqual(everyMethod)
  })

  it("take the dangers of their name", () => {
    const taken = (scope: OrganizationWalletScope, method: KmsMethod) =>
      everyDanger.filter((danger) => {
        const grant = grantWith({ version: "v0", scopes: [scope] })
        return decideBy(daring, { grant, request: { method }, facts: factsOf({ dangers: [danger] }) }).allowed
      })
    const named = everyDanger.map((danger) => `grants("${danger}")`).join(" && ")
    const daring = celPolicy([named])
    expect(taken("owner", "signTransaction")).toEqual(everyDanger)
    expect(taken("signaturePayload", "signRawPayload")).toEqual(["rawPayload", "digest"])
    expect(taken("ethereumSignMessage", "signUtf8Message")).toEqual([])
    expect(taken("signatureTransaction", "signTransaction")).not.toContain("eip7702")
  })

  it("are for the listed accounts only, and then nothing is exported", () => {
    const PATH = "m/44'/501'/0'/0'"
    const solana = { derivationPath: PATH, curve: "Ed25519" as const, addressFormat: "Solana" as const }
    const under = (list: (string | typeof solana)[] | null, method: KmsMethod = "signTransaction") => {
      const grant = grantWith({ version: "v0", scopes: ["owner"], derivationAllowlist: list })
      return decideBy(root, { grant, request: { method } }).allowed
    }
    expect(under(null)).toBe(true)
    expect(under([PATH])).toBe(true)
    expect(under([solana])).toBe(true)
    expect(under([])).toBe(false)
    expect(under(["m/44'/501'/1'/0'"])).toBe(false)
    expect(under([PATH], "exportWallet")).toBe(false)
    expect(under([PATH], "getAccounts")).toBe(true)
  })
})

describe("what rules see", () => {
  it("is the wallet, the user and the time", () => {
    const texts = [
      `wallet.walletName == "savings" && "cold" in wallet.tags && wallet.address == "${ALICE}"`,
      `user.username == "alice" && !user.isRoot && user.traits.team == "red" && !has(user.traits.other)`,
      `now == timestamp("2026-11-23T12:00:00Z") && now.getDayOfWeek() == 1 && now.getHours() == 12`,
      `now.hourIn("Asia/Tokyo") == 21 && now.weekdayIn("Pacific/Kiritimati") == 2 && now.minuteIn("Asia/Kolkata") == 30`,
    ]
    for (const text of texts) {
      const user = userWith(celPolicy([text]), { team: "red" })
      expect(rules.mistakeIn(user.policy)).toBeNull()
      expect(rules.decide(inputOf({ user }))).toMatchObject({ allowed: true })
    }
  })

  it("is nothing of a member that only JavaScript has", () => {
    for (const name of ["constructor", "__proto__", "toString", "hasOwnProperty"]) {
      expect(allowedBy([`"${name}" in user.traits`])).toBe(false)
      expect(allowedBy([`has(user.traits.${name === "__proto__" ? "x" : name})`])).toBe(false)
      expect(rules.mistakeIn(celPolicy([`tx.${name} == ""`]))).not.toBeNull()
      expect(rules.mistakeIn(celPolicy([`spend.${name} == ""`]))).not.toBeNull()
      expect(rules.mistakeIn(celPolicy([`constants.${name} == ""`]))).not.toBeNull()
    }
    expect(rules.mistakeIn(celPolicy([`spend.ask == ""`]))).not.toBeNull()
  })
})
