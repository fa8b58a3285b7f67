/** That a request is carried out exactly once: repeated, in parallel, late, after a restart, after a crash. */
import postgres from "postgres"
import { afterEach, describe, expect, it } from "vitest"
import { verifyAudit } from "~kms-server"
import { STAMP_WINDOW_MS } from "~protocol"
import { bodyOf, ethereumMessage, newUser, openHome, openTestKms, type TestKms } from "./kms"
import { makeStamper } from "./stampers"

const open: TestKms[] = []
async function opened(...config: Parameters<typeof openTestKms>): Promise<TestKms> {
  const kms = await openTestKms(...config)
  open.push(kms)
  return kms
}
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

  it("are answered from memory after a restart", async () => {
    const kms = await opened()
    const home = await openHome(kms)
    const body = bodyOf("ethereumSignMessage", ethereumMessage(home, "before"))
    const first = await kms.post(body, home.stamper.stamp(body))
    const { databaseUrl, masterKey } = kms
    const again = await opened({ databaseUrl, masterKey })
    expect(await again.post(body, home.stamper.stamp(body))).toEqual(first)
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
    const { databaseUrl, masterKey } = kms
    const again = await opened({ databaseUrl, masterKey, clock: () => time })
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
    const { databaseUrl, masterKey } = kms
    await opened({ databaseUrl, masterKey, clock: () => Date.now() + 3_600_000 })
    const back = await opened({ databaseUrl, masterKey })
    expect(await back.post(body, home.stamper.stamp(body))).toEqual(first)
    expect(await back.signatures()).toBe(1)
  })
})

describe("a crash between the intent and the signature", () => {
  /** The database as a crash leaves it: the request and its intent are durable, the result is not. */
  async function crashed() {
    const kms = await opened()
    const home = await openHome(kms)
    const body = bodyOf("ethereumSignMessage", ethereumMessage(home, "crash"))
    const lost = await kms.post(body, home.stamper.stamp(body))
    const client = postgres(kms.databaseUrl, { max: 1 })
    await client`update requests set result = null, settled = false where method = 'ethereumSignMessage'`
    const [result] = await client`delete from audit_entries where outcome = 'signed' returning seq`
    const previous = await client`select seq, hash, at from audit_entries order by seq desc limit 1`
    const [head] = previous
    await client`update audit_head set seq = ${head?.seq}, hash = ${head?.hash}, at = ${head?.at}`
    await client.end()
    expect(result).toBeDefined()
    const { databaseUrl, masterKey } = kms
    return { home, body, lost, again: await opened({ databaseUrl, masterKey }) }
  }

  it("is resolved in the audit log at the next start", async () => {
    const { again } = await crashed()
    const entries = await again.audit()
    expect(entries.at(-1)).toMatchObject({ kind: "result", outcome: "interrupted" })
    expect(verifyAudit(entries)).toBeNull()
  })

  it("is finished by the same bytes, with the same signature", async () => {
    const { home, body, lost, again } = await crashed()
    expect(await again.post(body, home.stamper.stamp(body))).toEqual(lost)
    const outcomes = (await again.audit()).slice(-3).map(({ kind, outcome }) => `${kind} ${outcome}`)
    expect(outcomes).toEqual(["intent allowed", "result interrupted", "result signed"])
    expect(await again.post(body, home.stamper.stamp(body))).toEqual(lost)
    expect(await again.signatures()).toBe(1)
  })
})

describe("trusted time", () => {
  it("does not run back with the machine's clock, across a restart", async () => {
    const time = Date.now()
    const kms = await opened({ clock: () => time })
    const home = await openHome(kms)
    const { databaseUrl, masterKey } = kms
    const again = await opened({ databaseUrl, masterKey, clock: () => time - 3_600_000 })
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
    const client = postgres(kms.databaseUrl, { max: 1, onnotice: () => {} })
    const body = bodyOf("ethereumSignMessage", ethereumMessage(home, "unheard"))
    await client`delete from audit_entries`
    await client.unsafe(`alter table audit_entries add constraint full_disk check (kind <> '${kind}')`)
    const answer = await kms.post(body, home.stamper.stamp(body))
    expect(answer.status).toBeGreaterThanOrEqual(500)
    expect(answer.result).toBeUndefined()
    await client`alter table audit_entries drop constraint full_disk`
    expect(await kms.signatures()).toBe(0)
    expect((await kms.post(body, home.stamper.stamp(body))).status).toBe(200)
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
