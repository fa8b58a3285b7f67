/**
 * The outlook: what would be decided is what is decided, and asking changes nothing. It is asked of a whole KMS, and what
 * it says is held against what the same KMS then does.
 */
import * as fc from "fast-check"
import { type Address, parseEther, serializeTransaction } from "viem"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { openRates } from "~kms-server/policy/rates"
import { type CelRule, type Foreseen, Foreseen as ForeseenShape, KmsError, type UserPolicy } from "~protocol"
import {
  bodyOf,
  ethereumMessage,
  type Home,
  newUser,
  openHome,
  openTestKms,
  type TestKms,
  walletOf,
} from "./kms"
import { makeStamper, type Stamper } from "./stampers"

const times = Number(process.env.COUNTERSIGN_RUNS ?? 1)
const FRIEND: Address = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
const ETHER = "eip155:1/slip44:60"

let kms: TestKms
let home: Home
beforeAll(async () => {
  kms = await openTestKms()
  home = await openHome(kms)
})
afterAll(() => kms.close())

type Would = { method: string; params: unknown }
type Asked = { status: number; text: string; foreseen: Foreseen; error: KmsError }

async function post(at: TestKms, path: string, body: string, stamp?: string): Promise<Asked> {
  const headers = { "content-type": "application/json", ...(stamp ? { "x-phantom-stamp": stamp } : {}) }
  const answer = await at.app.request(path, { method: "POST", headers, body })
  const text = await answer.text()
  const parsed = JSON.parse(text)
  return { status: answer.status, text, foreseen: parsed, error: parsed }
}

const outlookBody = (would: readonly Would[], timestampMs = Date.now()) =>
  JSON.stringify({ would, timestampMs })

function foresee(stamper: Stamper, would: readonly Would[], at = kms): Promise<Asked> {
  const body = outlookBody(would)
  return post(at, "/v1/wallets/outlook", body, stamper.stamp(body))
}

async function foreseeOne(stamper: Stamper, would: Would) {
  const { status, text, foreseen } = await foresee(stamper, [would])
  expect([status, text]).toEqual([200, expect.any(String)])
  const [one] = ForeseenShape.parse(foreseen).outlook
  if (one === undefined) throw new Error("nothing was foreseen")
  return one
}

const rule = (expression: string, outcome: CelRule["outcome"] = "ALLOW", comment = ""): CelRule => ({
  ...{ expression, outcome, comment },
})
const cel = (rules: CelRule[]): UserPolicy => ({ type: "CEL", rules, constants: [] })

/** Somebody under this policy in the home's organization. */
async function addUser(policy: UserPolicy, at = kms, where = home): Promise<Stamper> {
  const stamper = makeStamper()
  const { organizationId } = where.organization
  await at.call(where.stamper, "addUserToOrganization", { organizationId, user: newUser(stamper, policy) })
  return stamper
}

const message = (text: string): Would => ({
  method: "ethereumSignMessage",
  params: ethereumMessage(home, text),
})

function payment(value: bigint, nonce: number, to = FRIEND): Would {
  const fees = { gas: 21_000n, maxFeePerGas: 10n, maxPriorityFeePerGas: 1n }
  const bytes = serializeTransaction({ type: "eip1559", chainId: 1, nonce, to, value, ...fees })
  const derivationInfo = {
    ...{
      derivationPath: "m/44'/60'/0'/0/0",
      curve: "Secp256k1" as const,
      addressFormat: "Ethereum" as const,
    },
  }
  const params = { ...walletOf(home), transaction: { kind: "RLP_ENCODED" as const, bytes }, derivationInfo }
  return { method: "signTransaction", params }
}

describe("an outlook", () => {
  it("of what is allowed names the rule that allows it, and the limits before and after", async () => {
    const limit = `tx.kind == "transaction" && spend.within("${ETHER}", units("3", 18), "24h")`
    const user = await addUser(cel([rule(limit, "ALLOW", "three a day")]))
    expect((await kms.ask(user, "signTransaction", payment(parseEther("1"), 0).params)).status).toBe(200)
    const one = await foreseeOne(user, payment(parseEther("1"), 1))
    const fee = 210_000n
    expect(one).toMatchObject({
      ...{ allowed: true, type: null, why: null },
      rules: [{ outcome: "ALLOW", comment: "three a day" }],
      limits: [
        {
          ...{ asset: ETHER, windowMs: 86_400_000, limit: `${parseEther("3")}` },
          ...{ spent: `${parseEther("1") + fee}`, asked: `${parseEther("1") + fee}` },
        },
      ],
    })
  })

  it("of a denial is an answer: its code, the rule and its comment, and the limits in the way", async () => {
    const rules = [
      rule("true"),
      rule(`tx.actions.exists(a, a.to == "${FRIEND.toLowerCase()}")`, "DENY", "not to him"),
    ]
    const denied = await foreseeOne(await addUser(cel(rules)), payment(1n, 0))
    expect(denied).toMatchObject({ allowed: false, type: "policy-denied" })
    expect(denied.rules).toMatchObject([{ outcome: "DENY", comment: "not to him" }])
    const limited = await addUser(cel([rule('spend.within("usd", 100, "24h")')]))
    const exceeded = await foreseeOne(limited, payment(parseEther("1"), 0))
    expect(exceeded.allowed).toBe(false)
    expect(exceeded.limits).toMatchObject([{ asset: "usd", limit: "100", spent: "0" }])
  })

  it("of several counts each on what those before it would take, up to the first that is denied", async () => {
    const user = await addUser(cel([rule('spend.within("count", 2, "24h")')]))
    const { foreseen } = await foresee(user, ["a", "b", "c", "d"].map(message))
    expect(foreseen.outlook.map(({ allowed }) => allowed)).toEqual([true, true, false])
    expect(foreseen.outlook[2]?.limits).toMatchObject([{ limit: "2", spent: "2", left: "0" }])
  })

  it("is the same however often it is asked, and takes nothing of the limit", async () => {
    const user = await addUser(cel([rule('spend.within("count", 1, "24h")')]))
    const asked = await Promise.all(Array.from({ length: 10 }, () => foreseeOne(user, message("same"))))
    expect(new Set(asked.map((one) => JSON.stringify(one))).size).toBe(1)
    expect(asked[0]).toMatchObject({ allowed: true, limits: [{ spent: "0", asked: "1" }] })
    expect((await kms.ask(user, message("same").method, message("same").params)).status).toBe(200)
    expect(await foreseeOne(user, message("other"))).toMatchObject({ allowed: false })
  })

  it("signs nothing, and leaves nothing in the log but what is refused", async () => {
    const user = await addUser(cel([rule('spend.within("count", 5, "24h")')]))
    const before = await kms.audit()
    await foreseeOne(user, message("quiet"))
    await foreseeOne(await stranger(), message("not allowed")).catch(() => {})
    const added = (await kms.audit()).slice(before.length)
    expect(added.filter(({ kind }) => kind !== "refusal")).toEqual([])
    expect(added.some(({ outcome }) => outcome === "signed")).toBe(false)
  })

  it("cannot be made of a method that does more than sign", async () => {
    for (const would of [
      { method: "exportWallet", params: { ...walletOf(home), publicKey: "AAEC" } },
      { method: "createWallet", params: { ...walletOf(home), walletName: "x" } },
      { method: "getAccounts", params: { ...walletOf(home), accounts: [] } },
      { method: "__proto__", params: walletOf(home) },
    ]) {
      const { status, error } = await foresee(home.stamper, [would])
      expect([would.method, status]).toEqual([would.method, 501])
      expect(KmsError.parse(error).type).toBe("method-unavailable")
    }
  })

  it("of an account that was never asked for makes none", async () => {
    const derivationInfo = {
      ...{ derivationPath: "m/44'/60'/9'/0/0", curve: "Secp256k1", addressFormat: "Ethereum" },
    }
    const { method, params } = payment(1n, 0)
    const { status, error } = await foresee(home.stamper, [
      { method, params: { ...(params as object), derivationInfo } },
    ])
    expect([status, error.type]).toEqual([404, "not-found"])
  })
})

async function stranger(): Promise<Stamper> {
  return makeStamper()
}

describe("whoever asks for an outlook", () => {
  it("needs a stamp over the very body, by a key of the organization", async () => {
    const body = outlookBody([message("x")])
    const path = "/v1/wallets/outlook"
    expect((await post(kms, path, body)).status).toBe(401)
    expect((await post(kms, path, body, home.stamper.stamp(`${body} `))).status).toBe(401)
    const other = makeStamper()
    expect((await post(kms, path, body, other.stamp(body))).status).toBeGreaterThanOrEqual(400)
    expect((await post(kms, path, body, home.stamper.stamp(body))).status).toBe(200)
  })

  it("cannot ask with an old body", async () => {
    const body = outlookBody([message("x")], Date.now() - 3_600_000)
    expect((await post(kms, "/v1/wallets/outlook", body, home.stamper.stamp(body))).status).toBe(401)
  })

  it("has stamped nothing that can be carried out, and what can be carried out is no question", async () => {
    const question = outlookBody([message("x")])
    const before = await kms.signatures()
    expect((await kms.post(question, home.stamper.stamp(question))).status).toBe(400)
    const order = bodyOf("ethereumSignMessage", message("x").params)
    expect((await post(kms, "/v1/wallets/outlook", order, home.stamper.stamp(order))).status).toBe(400)
    expect(await kms.signatures()).toBe(before)
  })

  it("pays for each request in it as for one that is carried out", async () => {
    const none = { burst: 1, perSecond: 0 }
    const rates = openRates({ key: { burst: 8, perSecond: 0.001 }, unstamped: none, organization: none })
    const strict = await openTestKms({ engine: { rates } })
    const there = await openHome(strict)
    const params = ethereumMessage(there, "x")
    const user = await addUser(cel([rule("true")]), strict, there)
    const three = Array.from({ length: 3 }, () => ({ method: "ethereumSignMessage", params }))
    const statuses: number[] = []
    for (let n = 0; n < 3; n++) statuses.push((await foresee(user, three, strict)).status)
    expect(statuses).toEqual([200, 200, 429])
    await strict.close()
  })

  it("may ask for no more than twenty at once, and for one at least", async () => {
    const many = (count: number) => Array.from({ length: count }, (_, n) => message(`${n}`))
    expect((await foresee(home.stamper, many(20))).status).toBe(200)
    expect((await foresee(home.stamper, many(21))).status).toBe(400)
    expect((await foresee(home.stamper, [])).status).toBe(400)
  })
})

describe("what would be decided", () => {
  const amount = fc.constantFrom("1", "50", "1000", "5000000000000000")
  const condition = fc.oneof(
    fc.constantFrom(
      ...["true", 'tx.kind == "message"', 'tx.kind == "transaction"', "size(tx.dangers) == 0"],
      ...[
        'tx.actions[0].type == "transfer"',
        'user.traits.role == "x"',
        'request.method != "signTransaction"',
      ],
    ),
    amount.map((most) => `tx.spent("${ETHER}") <= ${most}`),
    fc
      .tuple(fc.constantFrom('"count"', '"usd"', `"${ETHER}"`), amount, fc.constantFrom("1m", "24h"))
      .map(([what, most, window]) => `spend.within(${what}, ${most}, "${window}")`),
  )
  const someRule = fc
    .tuple(fc.array(condition, { minLength: 1, maxLength: 2 }), fc.constantFrom("ALLOW", "ALLOW", "DENY"))
    .map(([texts, outcome]) => rule(texts.join(" && "), outcome as CelRule["outcome"], "as written"))
  const request = fc.oneof(
    fc.string({ maxLength: 12 }).map((text) => () => message(text)),
    fc.constantFrom(0n, 1n, 700n, 10n ** 15n, 10n ** 18n).map((value) => (n: number) => payment(value, n)),
  )

  it("is decided, whatever the policy and whatever was counted before", {
    timeout: 120_000 * times,
  }, async () => {
    const seen = { allowed: 0, denied: 0 }
    await fc.assert(
      fc.asyncProperty(
        fc.array(someRule, { minLength: 1, maxLength: 4 }),
        fc.array(request, { minLength: 1, maxLength: 4 }),
        async (rules, requests) => {
          // A text that no policy may have is no policy; nobody is under it.
          const user = await addUser(cel(rules)).catch(() => null)
          if (user === null) return
          for (const [n, make] of requests.entries()) {
            const would = make(n)
            const foreseen = await foreseeOne(user, would)
            const { status, error } = await kms.ask(user, would.method, would.params)
            expect([status === 200, would]).toEqual([foreseen.allowed, would])
            seen[foreseen.allowed ? "allowed" : "denied"] += 1
            if (foreseen.allowed) continue
            const { type, why, rules: determining, limits } = foreseen
            expect(error).toMatchObject({ type, message: why, rules: determining, limits })
          }
        },
      ),
      { numRuns: 60 * times },
    )
    expect(Math.min(seen.allowed, seen.denied)).toBeGreaterThan(10 * times)
  })
})
