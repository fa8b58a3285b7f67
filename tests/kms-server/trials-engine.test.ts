/** Promises of the policy engine and the API that only show after a jump of the clock, a month, or a word of a stranger. */
import { connect } from "node:net"
import postgres from "postgres"
import { afterEach, describe, expect, it } from "vitest"
import { splitAnswer } from "~kms"
import type { KmsConfig } from "~kms-server"
import { listen } from "~kms-server/api"
import { openBroadcast } from "~kms-server/api/broadcast"
import { readSettings as readApiSettings } from "~kms-server/api/settings"
import { LEASE_MS } from "~kms-server/policy/once"
import { MAX_WINDOW_MS } from "~kms-server/policy/rules"
import { readSettings } from "~kms-server/policy/settings"
import { bodyOf, ethereumMessage, newUser, openHome, openTestKms, type TestKms } from "./kms"
import { makeStamper } from "./stampers"
import { answered, appOver, BODY, call, RESULT, RPC } from "./stand-in-policy"

const HOUR = 3_600_000
const MINUTE = 60_000

const open: TestKms[] = []
async function opened(config: Partial<KmsConfig> = {}): Promise<TestKms> {
  const kms = await openTestKms(config)
  open.push(kms)
  return kms
}
afterEach(async () => {
  for (const kms of open.splice(0)) await kms.close()
})
const sharing = ({ databaseUrl, masterKeys, identityKey }: TestKms) => ({
  databaseUrl,
  masterKeys,
  identityKey,
})

describe("a lease", () => {
  it("runs out in seconds where a clock that jumped ahead keeps the log's time standing still", async () => {
    let hangs = false
    let ahead = 0
    const kms = await opened({
      clock: () => Date.now() + ahead,
      signerThrough: (signer) => ({
        ...signer,
        carryOut: (order) => (hangs ? new Promise(() => {}) : signer.carryOut(order)),
      }),
    })
    const home = await openHome(kms)
    await kms.call(home.stamper, "ethereumSignMessage", ethereumMessage(home, "calm"))
    ahead = HOUR
    const there = bodyOf("ethereumSignMessage", ethereumMessage(home, "ahead"), Date.now() + HOUR)
    expect((await kms.post(there, home.stamper.stamp(there))).status).toBe(200)
    ahead = 0
    hangs = true
    void kms.ask(home.stamper, "ethereumSignMessage", ethereumMessage(home, "hangs"), Date.now() + HOUR)
    await expect.poll(async () => (await kms.audit()).at(-1)?.kind).toBe("intent")
    await expect
      .poll(async () => (await kms.audit()).at(-1)?.outcome, { timeout: LEASE_MS + 8000 })
      .toBe("interrupted")
  }, 30_000)

  it("is not over because another process's clock jumped an hour ahead", async () => {
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    let waits = false
    const kms = await opened({
      signerThrough: (signer) => ({
        ...signer,
        async carryOut(order) {
          if (waits) await held
          return signer.carryOut(order)
        },
      }),
    })
    const home = await openHome(kms)
    await kms.call(home.stamper, "ethereumSignMessage", ethereumMessage(home, "calm"))
    waits = true
    const asked = kms.ask(home.stamper, "ethereumSignMessage", ethereumMessage(home, "under way"))
    await expect.poll(async () => (await kms.audit()).at(-1)?.kind).toBe("intent")
    const other = await opened({ ...sharing(kms), clock: () => Date.now() + HOUR })
    await other.tidy()
    release()
    expect((await asked).status).toBe(200)
    expect((await kms.audit()).map(({ outcome }) => outcome)).not.toContain("interrupted")
  })
})

describe("a spend", () => {
  it("is forgotten once no window can look back to it, and not before", async () => {
    let time = Date.now()
    const kms = await opened({ clock: () => time })
    const home = await openHome(kms)
    const user = makeStamper()
    const rules = [{ expression: 'spend.within("count", 9, "744h")', outcome: "ALLOW" as const, comment: "" }]
    const { organizationId } = home.organization
    const added = newUser(user, { type: "CEL", rules, constants: [] })
    await kms.call(home.stamper, "addUserToOrganization", { organizationId, user: added })
    const signAt = (text: string) => kms.ask(user, "ethereumSignMessage", ethereumMessage(home, text), time)
    expect((await signAt("first")).status).toBe(200)
    const spentAt = time
    const client = postgres(kms.databaseUrl, { max: 1 })
    const remembered = async () => {
      // The log's time is what counts, so that something must have been written at this one.
      await kms.ask(home.stamper, "ethereumSignMessage", ethereumMessage(home, `at ${time}`), time)
      await kms.tidy()
      const [row] = await client`select count(*)::int as rows from spends where at = ${spentAt}`
      return row?.rows
    }
    time = spentAt + MAX_WINDOW_MS - MINUTE
    expect(await remembered()).toBe(1)
    expect((await signAt("within")).status).toBe(200)
    time = spentAt + MAX_WINDOW_MS + MINUTE
    expect(await remembered()).toBe(0)
    await client.end()
  })

  it("that the log cannot hold is denied, and those who came at the same time are served", async () => {
    const kms = await opened()
    const home = await openHome(kms)
    const { organizationId } = home.organization
    const [greedy, modest] = [makeStamper(), makeStamper()]
    const ruleOf = (expression: string) => ({ expression, outcome: "ALLOW" as const, comment: "" })
    const limitOf = (hours: number) => `spend.within("count", 99, "${hours}h")`
    // Each limit is written into the entry, and these are more than one entry holds.
    const many = [0, 1, 2, 3, 4].map((rule) =>
      Array.from({ length: 15 }, (_, n) => limitOf(1 + 15 * rule + n)).join(" && "),
    )
    for (const [stamper, expressions] of [
      [greedy, many],
      [modest, [limitOf(1)]],
    ] as const) {
      const user = newUser(stamper, { type: "CEL", rules: expressions.map(ruleOf), constants: [] })
      await kms.call(home.stamper, "addUserToOrganization", { organizationId, user })
    }
    const asked = Array.from({ length: 30 }, (_, n) => {
      const stamper = n % 3 === 0 ? greedy : modest
      return kms.ask(stamper, "ethereumSignMessage", ethereumMessage(home, `crowd ${n}`))
    })
    const statuses = (await Promise.all(asked)).map(({ status }) => status)
    expect(statuses).toEqual(statuses.map((_, n) => (n % 3 === 0 ? 403 : 200)))
    expect(await kms.signatures()).toBe(20)
  })
})

describe("a network's words", () => {
  const raw = Uint8Array.from({ length: 110 }, (_, index) => (index * 7 + 2) % 256)
  const submission = { to: { chain: "ethereum", network: "sepolia" }, transaction: raw }

  it.each(["unknown transaction", "Unknown transaction type", "unknown transaction: not imported"])(
    "%j do not mean that it has the transaction",
    async (message) => {
      const fetch = async (_url: unknown, init?: RequestInit) => {
        const { method } = JSON.parse(String(init?.body))
        const said =
          method === "eth_sendRawTransaction" ? { error: { code: -32000, message } } : { result: null }
        return new Response(JSON.stringify({ jsonrpc: "2.0", id: 1, ...said }))
      }
      const broadcast = openBroadcast({ rpcUrls: { "ethereum/sepolia": "http://network.test" }, fetch })
      expect(await broadcast(submission)).toEqual({ error: { code: -32000, message } })
    },
  )

  it("beside a result are cut off before its signature is verified, whatever they quote", async () => {
    const signature = "A".repeat(86)
    const quoted = `x","signature":"${"B".repeat(86)}"}`
    const fetch = async () =>
      new Response(JSON.stringify({ jsonrpc: "2.0", id: 1, error: { code: 1, message: quoted } }))
    const broadcast = openBroadcast({ rpcUrls: { "ethereum/sepolia": "http://network.test" }, fetch })
    const answer = async () => answered({ signature, submission })
    const { app } = appOver({ answer }, { broadcast })
    const bytes = new Uint8Array(await (await app.request(RPC, call(BODY))).arrayBuffer())
    expect(Buffer.from(bytes).toString()).toContain('"rpc_submission_result":{"error":')
    const split = splitAnswer(bytes)
    expect(split?.signature).toBe(signature)
    expect(Buffer.from(split?.result ?? []).toString()).toBe(RESULT)
  })
})

describe("the settings file", () => {
  const issuer = { issuer: "https://issuer.test", audiences: ["kms"], jwksUrl: "https://issuer.test/keys" }

  it.each([
    ["a part of another name", { polciy: {} }, "polciy"],
    ["a member of the policy engine", { policy: { price: {} } }, "price"],
    ["a member of a rate", { policy: { rates: { keys: {} } } }, "keys"],
    ["a member of an issuer", { policy: { trustedIssuers: [{ ...issuer, jwkUrl: "x" }] } }, "jwkUrl"],
    ["a member of a price", { policy: { prices: { a: { centsPerUnit: 1, decimals: 0, of: 1 } } } }, "of"],
  ])("with %s that nobody reads is refused by that name", (_what, settings, name) => {
    expect(() => readSettings(JSON.stringify(settings))).toThrow(new RegExp(`\\b${name}\\b`))
  })

  it.each([
    ["the API", { api: { trustproxy: 1 } }, "trustproxy"],
    ["a rate of the API", { api: { rates: { request: { burst: 1, perSecond: 1, per: 1 } } } }, "per"],
  ])("with a member of %s that nobody reads is refused by that name", (_what, settings, name) => {
    expect(() => readApiSettings(JSON.stringify(settings))).toThrow(new RegExp(`\\b${name}\\b`))
  })
})

describe("whoever sends the head of a request", () => {
  it("a letter at a time is cut off after five seconds", async () => {
    const { app } = appOver()
    const listener = await listen(app, 0)
    const socket = connect(listener.port, "127.0.0.1")
    const begunAt = performance.now()
    socket.on("error", () => {})
    socket.write("POST /v1/wallets/kms/rpc HTTP/1.1\r\nhost: kms\r\nx: ")
    const drip = setInterval(() => socket.write("x"), 200)
    await new Promise((resolve) => socket.once("close", resolve))
    clearInterval(drip)
    const tookMs = performance.now() - begunAt
    await listener.close()
    expect(tookMs).toBeGreaterThan(4500)
    expect(tookMs).toBeLessThan(8000)
  }, 30_000)
})
