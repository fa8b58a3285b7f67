/** The audit log of a whole KMS: what is in it, and that a flood cannot fill it. */
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { bodyOf, ethereumMessage, type Home, openHome, openTestKms, type TestKms } from "./kms"

let kms: TestKms
let home: Home

beforeAll(async () => {
  kms = await openTestKms()
  home = await openHome(kms)
  await kms.ask(home.stamper, "ethereumSignMessage", ethereumMessage(home, "one"))
  await kms.post("garbage")
})
afterAll(() => kms.close())

describe("the audit log", () => {
  it("has an intent before and a result after each signature, under one decision", async () => {
    const entries = await kms.audit()
    const [intent, result] = entries.filter((entry) => entry.method === "ethereumSignMessage")
    expect(intent).toMatchObject({ kind: "intent", outcome: "allowed by user ROOT" })
    expect(result).toMatchObject({ kind: "result", outcome: "signed", decisionId: intent?.decisionId })
    expect(intent?.digest).toMatch(/^[0-9a-f]{64}$/)
    expect(intent?.organizationId).toBe(home.organization.organizationId)
    expect(intent?.authenticator).toHaveLength(16)
  })

  it("has an entry for a refusal that nobody could be named for", async () => {
    expect((await kms.audit()).at(-1)).toMatchObject({ kind: "refusal", authenticator: null })
  })

  it("bounds what a stranger can put into one entry", async () => {
    const method = "m".repeat(100_000)
    const params = { organizationId: home.organization.organizationId }
    await kms.ask(home.stamper, method, params)
    const last = (await kms.audit()).at(-1)
    expect(last?.outcome).toBe("METHOD_UNKNOWN")
    expect(last?.method).toHaveLength(128)
  })

  it.each([
    ["a zero byte, which PostgreSQL does not store", "a\u0000b"],
    ["a character that the bound cuts in two", `${"m".repeat(127)}👻`],
  ])("has an entry for a method with %s, and leaves no gap", async (_name, method) => {
    const params = { organizationId: home.organization.organizationId }
    expect((await kms.ask(home.stamper, method, params)).error.type).toBe("method-unknown")
    const entries = await kms.audit()
    expect(entries.at(-1)?.outcome).toBe("METHOD_UNKNOWN")
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, i) => i))
  })

  it("keeps its order when many append at once", async () => {
    const texts = Array.from({ length: 30 }, (_, i) => `parallel ${i}`)
    await Promise.all(
      texts.map((text) => kms.ask(home.stamper, "ethereumSignMessage", ethereumMessage(home, text))),
    )
    const entries = await kms.audit()
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, i) => i))
    expect(entries.filter((entry) => entry.outcome === "signed")).toHaveLength(31)
  })
})

describe("a flood of garbage", () => {
  it("is counted past the limit, in one entry, and the KMS goes on", async () => {
    const before = (await kms.audit()).length
    const flood = Array.from({ length: 500 }, (_, i) => kms.post(`garbage ${i}`, "x"))
    expect((await Promise.all(flood)).every(({ status }) => status === 401)).toBe(true)
    const body = bodyOf("ethereumSignMessage", ethereumMessage(home, "after"))
    expect((await kms.post(body, home.stamper.stamp(body))).status).toBe(200)
    expect((await kms.audit()).length - before).toBeLessThan(450)
  })

  it("hides nobody else's refusal", async () => {
    const denied = { ...ethereumMessage(home, "hidden?"), policyName: "mine" }
    await Promise.all([
      ...Array.from({ length: 300 }, (_, i) => kms.post(`garbage ${i}`, "x")),
      kms.ask(home.stamper, "ethereumSignMessage", denied),
    ])
    const outcomes = (await kms.audit()).map((entry) => entry.outcome)
    expect(outcomes).toContain("NOT_FOUND: wallet")
  })
})
