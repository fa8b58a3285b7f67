/** That a request is carried out exactly once: repeated, in parallel, late, after a restart, after a crash. */
import postgres from "postgres"
import { afterEach, describe, expect, it } from "vitest"
import type { KmsConfig } from "~kms-server"
import { LEASE_MS } from "~kms-server/policy/once"
import { STAMP_WINDOW_MS } from "~protocol"
import { bodyOf, ethereumMessage, newUser, openHome, openTestKms, type TestKms, walletOf } from "./kms"
import { makeStamper } from "./stampers"

const open: TestKms[] = []
async function opened(...config: Parameters<typeof openTestKms>): Promise<TestKms> {
  const kms = await openTestKms(...config)
  open.push(kms)
  return kms
}
/** The result's exact text, without the signature of the process that gave it. */
const resultIn = ({ text }: { text: string }) => text.slice(0, text.lastIndexOf(',"signature":'))
afterEach(async () => {
  for (const kms of open.splice(0)) await kms.close()
})

describe("the same bytes", () => {
  it("sent twenty times at once are signed once and answered alike, to the byte", async () => {
    const kms = await opened()
    const home = await openHome(kms)
    const body = bodyOf("ethereumSignMessage", ethereumMessage(home, "once"))
    const stamp = home.stamper.stamp(body)
    const answers = await Promise.all(Array.from({ length: 20 }, () => kms.post(body, stamp)))
    expect(answers[0]?.status).toBe(200)
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    expect(await kms.signatures()).toBe(1)
  })

  it("make one wallet, however often they come", async () => {
    const kms = await opened()
    const { stamper, organization } = await openHome(kms)
    const { organizationId } = organization
    const body = bodyOf("createWallet", { organizationId, walletName: "once" })
    const stamp = stamper.stamp(body)
    const answers = await Promise.all(Array.from({ length: 20 }, () => kms.post(body, stamp)))
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    const { totalCount } = await kms.call(stamper, "getOrganizationWallets", { organizationId })
    expect(totalCount).toBe(2)
  })

  it("sent by two keys of one organization are two requests", async () => {
    const kms = await opened()
    const keys = [makeStamper(), makeStamper()] as const
    const { organizationId } = await kms.call(keys[0], "createOrganization", {
      organizationName: "two",
      users: keys.map((key) => newUser(key)),
    })
    const { walletId } = await kms.call(keys[0], "createWallet", { organizationId, walletName: "w" })
    const body = bodyOf("ethereumSignMessage", { organizationId, walletId, message: "" })
    for (const key of keys) expect((await kms.post(body, key.stamp(body))).status).toBe(200)
    expect(await kms.signatures()).toBe(2)
  })

  it("are answered from memory after a restart (rule 4)", async () => {
    const kms = await opened()
    const home = await openHome(kms)
    const body = bodyOf("ethereumSignMessage", ethereumMessage(home, "before"))
    const first = await kms.post(body, home.stamper.stamp(body))
    const { databaseUrl, masterKeys, identityKey } = kms
    const again = await opened({ databaseUrl, masterKeys, identityKey })
    expect(resultIn(await again.post(body, home.stamper.stamp(body)))).toBe(resultIn(first))
    expect(await again.signatures()).toBe(1)
  })

  it("are answered from memory when they have become stale", async () => {
    let time = Date.now()
    const kms = await opened({ clock: () => time })
    const home = await openHome(kms)
    const body = bodyOf("ethereumSignMessage", ethereumMessage(home, "late"), time)
    const first = await kms.post(body, home.stamper.stamp(body))
    time += STAMP_WINDOW_MS + 60_000
    expect(await kms.post(body, home.stamper.stamp(body))).toEqual(first)
    const other = bodyOf("ethereumSignMessage", ethereumMessage(home, "later"), time - STAMP_WINDOW_MS - 1)
    expect((await kms.post(other, home.stamper.stamp(other))).status).toBe(401)
  })

  it("are forgotten only when their stamp can no longer be in time", async () => {
    let time = Date.now()
    const kms = await opened({ clock: () => time })
    const home = await openHome(kms)
    const body = bodyOf("ethereumSignMessage", ethereumMessage(home, "old"), time + STAMP_WINDOW_MS)
    await kms.post(body, home.stamper.stamp(body))
    time += 16 * 60_000
    await kms.post("anything that is written down at this time")
    const { databaseUrl, masterKeys, identityKey } = kms
    const again = await opened({ databaseUrl, masterKeys, identityKey, clock: () => time })
    expect((await again.post(body, home.stamper.stamp(body))).status).toBe(401)
    expect(await again.signatures()).toBe(1)
  })
})

describe("a clock that jumped ahead and came back", () => {
  it("has nothing forgotten that could be sent again", async () => {
    const kms = await opened()
    const home = await openHome(kms)
    const body = bodyOf("ethereumSignMessage", ethereumMessage(home, "once"))
    const first = await kms.post(body, home.stamper.stamp(body))
    const { databaseUrl, masterKeys, identityKey } = kms
    await opened({ databaseUrl, masterKeys, identityKey, clock: () => Date.now() + 3_600_000 })
    const back = await opened({ databaseUrl, masterKeys, identityKey })
    expect(resultIn(await back.post(body, home.stamper.stamp(body)))).toBe(resultIn(first))
    expect(await back.signatures()).toBe(1)
  })
})

/** Longer than a decision may be at work. */
const PATIENT = { timeout: LEASE_MS + 10_000 }

describe("a crash between the intent and the signature", () => {
  /** A KMS whose signer never answers again, and another one beside it, later than the first can still be at work. */
  async function crashed() {
    let hangs = false
    const signerThrough: KmsConfig["signerThrough"] = (signer) => ({
      ...signer,
      carryOut: (order) => (hangs ? new Promise(() => {}) : signer.carryOut(order)),
    })
    const kms = await opened({ signerThrough })
    const home = await openHome(kms)
    const body = bodyOf("ethereumSignMessage", ethereumMessage(home, "crash"))
    const calm = bodyOf("ethereumSignMessage", ethereumMessage(home, "calm"))
    await kms.post(calm, home.stamper.stamp(calm))
    hangs = true
    void kms.post(body, home.stamper.stamp(body))
    await expect.poll(async () => (await kms.audit()).at(-1)?.kind).toBe("intent")
    const { databaseUrl, masterKeys, identityKey } = kms
    const again = await opened({ databaseUrl, masterKeys, identityKey })
    await expect.poll(async () => (await again.audit()).at(-1)?.outcome, PATIENT).toBe("interrupted")
    return { home, body, again }
  }

  const lastOf = async (kms: TestKms, count: number) =>
    (await kms.audit()).slice(-count).map(({ kind, outcome, released }) => `${kind} ${outcome} ${released}`)

  it("is resolved in the audit log at the next start, and what it reserved is given back", async () => {
    const { again } = await crashed()
    expect(await lastOf(again, 2)).toEqual(["intent allowed by user ROOT false", "result interrupted true"])
  })

  it("is begun again by the same bytes, and signed once", async () => {
    const { home, body, again } = await crashed()
    const first = await again.post(body, home.stamper.stamp(body))
    expect(first.status).toBe(200)
    expect(await lastOf(again, 3)).toEqual([
      "result interrupted true",
      "intent allowed by user ROOT false",
      "result signed false",
    ])
    expect(await again.post(body, home.stamper.stamp(body))).toEqual(first)
    expect(await again.signatures()).toBe(2)
  })

  it("is never signed late: a decision that others have settled is over", async () => {
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    let hangs = false
    const kms = await opened({
      signerThrough: (signer) => ({
        ...signer,
        async carryOut(order) {
          if (hangs) await held
          return signer.carryOut(order)
        },
      }),
    })
    const home = await openHome(kms)
    await kms.call(home.stamper, "ethereumSignMessage", ethereumMessage(home, "calm"))
    hangs = true
    const late = kms.ask(home.stamper, "ethereumSignMessage", ethereumMessage(home, "late"))
    await expect.poll(async () => (await kms.audit()).at(-1)?.kind).toBe("intent")
    const { databaseUrl, masterKeys, identityKey } = kms
    const other = await opened({ databaseUrl, masterKeys, identityKey })
    await expect.poll(async () => (await other.audit()).at(-1)?.outcome, PATIENT).toBe("interrupted")
    release()
    expect((await late).status).toBeGreaterThanOrEqual(500)
    expect(await kms.signatures()).toBe(1)
  })
})

describe("trusted time", () => {
  it("does not run back with the machine's clock, across a restart (rule 4)", async () => {
    const time = Date.now()
    const kms = await opened({ clock: () => time })
    const home = await openHome(kms)
    const { databaseUrl, masterKeys, identityKey } = kms
    const again = await opened({ databaseUrl, masterKeys, identityKey, clock: () => time - 3_600_000 })
    const old = bodyOf("ethereumSignMessage", ethereumMessage(home, "old"), time - 3_600_000)
    expect((await again.post(old, home.stamper.stamp(old))).error.serverTimeMs).toBeGreaterThanOrEqual(time)
    const now = bodyOf("ethereumSignMessage", ethereumMessage(home, "now"), time)
    expect((await again.post(now, home.stamper.stamp(now))).status).toBe(200)
  })
})

describe("without an audit log", () => {
  it.each(["intent", "result"])("nothing is signed: the %s cannot be written", async (kind) => {
    const kms = await opened()
    const home = await openHome(kms)
    await kms.call(home.stamper, "getAccounts", { ...walletOf(home), accounts: ["m/44'/60'/0'/0/0"] })
    const client = postgres(kms.databaseUrl, { max: 1, onnotice: () => {} })
    const body = bodyOf("ethereumSignMessage", ethereumMessage(home, "unheard"))
    const rule = `check (leaf not like '%"ethereumSignMessage"%' or leaf not like '%"kind":"${kind}"%')`
    await client.unsafe(`alter table log_entries add constraint full_disk ${rule}`)
    const answer = await kms.post(body, home.stamper.stamp(body))
    expect(answer.status).toBeGreaterThanOrEqual(500)
    expect(answer.result).toBeUndefined()
    await client`alter table log_entries drop constraint full_disk`
    expect(await kms.signatures()).toBe(0)
    await expect
      .poll(async () => (await kms.post(body, home.stamper.stamp(body))).status, { timeout: 15_000 })
      .toBe(200)
    expect(await kms.signatures()).toBe(1)
    await client.end()
  })
})

describe("without a database", () => {
  it("nothing is signed, and the answer says to try again", async () => {
    const kms = await openTestKms()
    const home = await openHome(kms)
    await kms.close()
    const answer = await kms.ask(home.stamper, "ethereumSignMessage", ethereumMessage(home, "x"))
    expect(answer.status).toBe(503)
    expect(answer.error.type).toBe("unavailable")
  })

  it("a body that is too large is answered likewise, for its refusal cannot be written down", async () => {
    const kms = await openTestKms()
    await kms.close()
    expect((await kms.post("x".repeat(1024 * 1024 + 1))).status).toBe(503)
  })
})
