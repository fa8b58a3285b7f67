/** The audit log: what is in it, that it shows a change, and that a flood cannot fill it. */
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { verifyAudit } from "~kms-server"
import { limitRefusals, type NewEntry } from "~kms-server/audit"
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
    expect(intent).toMatchObject({ kind: "intent", outcome: "allowed" })
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
  ])("has an entry for a method with %s, and still holds together", async (_name, method) => {
    const params = { organizationId: home.organization.organizationId }
    expect((await kms.ask(home.stamper, method, params)).error.type).toBe("method-unknown")
    const entries = await kms.audit()
    expect(entries.at(-1)?.outcome).toBe("METHOD_UNKNOWN")
    expect(verifyAudit(entries)).toBeNull()
  })

  it("holds together", async () => {
    expect(verifyAudit(await kms.audit())).toBeNull()
  })

  it("shows an entry that was changed, taken out, or put elsewhere", async () => {
    const entries = await kms.audit()
    const [first, second, ...rest] = entries
    if (!first || !second) throw new Error("the log is too short for this")
    expect(verifyAudit([first, { ...second, outcome: "signed" }, ...rest])).toBe(2)
    expect(verifyAudit([first, ...rest])).toBe(2)
    expect(verifyAudit([second, first, ...rest])).toBe(1)
  })

  it("keeps its order when many append at once", async () => {
    const texts = Array.from({ length: 30 }, (_, i) => `parallel ${i}`)
    await Promise.all(
      texts.map((text) => kms.ask(home.stamper, "ethereumSignMessage", ethereumMessage(home, text))),
    )
    const entries = await kms.audit()
    expect(verifyAudit(entries)).toBeNull()
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
    expect(outcomes).toContain("POLICY_DENIED: there is no policy of that name")
  })

  it("loses no refusal from the count, even when the entry cannot be written at first", async () => {
    const written: NewEntry[] = []
    let broken = false
    const refusals = limitRefusals(async (entry) => {
      if (broken) throw new Error("no database")
      written.push(entry)
    }, 2)
    const note = () => refusals.note({ kind: "refusal", decisionId: "d", outcome: "GARBAGE" }, false)
    for (let i = 0; i < 5; i++) await note()
    broken = true
    await expect(refusals.flush()).rejects.toThrow("no database")
    broken = false
    await refusals.flush()
    expect(written.map((entry) => entry.outcome)).toEqual(["GARBAGE", "GARBAGE", "FLOOD: 3 more refusals"])
  })
})
