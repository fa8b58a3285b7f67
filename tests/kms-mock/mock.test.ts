/** kms-mock: the real KMS with public seeds, and each fault that a test can ask for. */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { chmod, mkdtemp, readdir, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { type KmsMock, noFaults, startKmsMock } from "~kms-mock"
import { STAMP_WINDOW_MS } from "~protocol"
import { bodyOf, newUser } from "../kms-server/kms"
import { makeStamper } from "../kms-server/stampers"
import { freshDatabase } from "../support/database"

let mock: KmsMock
let databaseUrl: string
const stamper = makeStamper()
let owner: { organizationId: string; walletId: string }

beforeAll(async () => {
  databaseUrl = await freshDatabase()
  mock = await startKmsMock({ databaseUrl })
  const users = [newUser(stamper)]
  const { organizationId } = (await ask("createOrganization", { organizationName: "mock", users })).result
  const { walletId } = (await ask("createWallet", { organizationId, walletName: "w" })).result
  owner = { organizationId, walletId }
})
beforeEach(() => mock.setFaults(noFaults))
afterAll(() => mock.stop())

async function send(body: string, url = mock.url) {
  const headers = { "x-phantom-stamp": stamper.stamp(body) }
  const response = await fetch(`${url}/kms/rpc`, { method: "POST", body, headers })
  return { status: response.status, ...(await response.json()) }
}

const ask = (method: string, params: unknown) => send(bodyOf(method, params))
const signing = (text: string) =>
  bodyOf("ethereumSignMessage", { ...owner, message: Buffer.from(text).toString("base64url") })

describe("the seeds", () => {
  it("are the same public ones in every run", async () => {
    const accounts = (await ask("getAccounts", { ...owner, accounts: ["m/44'/60'/0'/0/0"] })).result
    const other = await startKmsMock({ databaseUrl: await freshDatabase() })
    const users = [newUser(stamper)]
    const made = await send(bodyOf("createOrganization", { organizationName: "mock", users }), other.url)
    const { organizationId } = made.result
    const wallet = await send(bodyOf("createWallet", { organizationId, walletName: "w" }), other.url)
    expect(wallet.result.accounts[1].address).toBe(accounts[0].address)
    await other.stop()
  })

  it("go on counting where a kept database left off", async () => {
    const again = await startKmsMock({ databaseUrl })
    const params = { organizationId: owner.organizationId, walletName: "second" }
    const second = await send(bodyOf("createWallet", params), again.url)
    const first = await send(bodyOf("getAccounts", { ...owner, accounts: ["m/44'/60'/0'/0/0"] }), again.url)
    expect(second.result.accounts[1].address).not.toBe(first.result[0].address)
    await again.stop()
  })
})

describe("the faults", () => {
  it("slow: an answer takes its time", async () => {
    mock.setFaults({ delayMs: 300 })
    const startedAt = performance.now()
    expect((await send(signing("slow"))).status).toBe(200)
    expect(performance.now() - startedAt).toBeGreaterThan(290)
  })

  it("down: connections are cut and nothing is signed", async () => {
    const before = await mock.signatures()
    mock.setFaults({ down: true })
    await expect(send(signing("down"))).rejects.toThrow()
    expect(await mock.signatures()).toBe(before)
    mock.setFaults({ down: false })
    expect((await send(signing("up"))).status).toBe(200)
  })

  it.each([1, -1])("a wrong clock: a right request is stale (%i)", async (direction) => {
    const clockOffsetMs = direction * (STAMP_WINDOW_MS + 60_000)
    mock.setFaults({ clockOffsetMs })
    const refused = await send(signing("clock"))
    expect(refused.status).toBe(401)
    expect(Math.abs(refused.serverTimeMs - Date.now() - clockOffsetMs)).toBeLessThan(5000)
    mock.setFaults({ clockOffsetMs: 0 })
    expect((await send(signing("clock again"))).status).toBe(200)
  })

  it("denies: the policy says no to everything", async () => {
    mock.setFaults({ denies: true })
    expect(await send(signing("denied"))).toMatchObject({ status: 403, type: "policy-denied" })
  })

  it("drops answers: the work is done, and the same bytes get its result afterwards", async () => {
    const before = await mock.signatures()
    mock.setFaults({ dropsAnswers: 2 })
    const body = signing("dropped")
    await expect(send(body)).rejects.toThrow()
    await expect(send(body)).rejects.toThrow()
    expect((await send(body)).status).toBe(200)
    expect(mock.faults().dropsAnswers).toBe(0)
    expect(await mock.signatures()).toBe(before + 1)
  })

  it("can be set and read over HTTP", async () => {
    const address = `http://127.0.0.1:${mock.port}/mock/faults`
    const set = await fetch(address, { method: "POST", body: JSON.stringify({ delayMs: 5 }) })
    expect(await set.json()).toEqual({ ...noFaults, delayMs: 5 })
    expect(await (await fetch(address)).json()).toEqual({ ...noFaults, delayMs: 5 })
    const wrong = await fetch(address, { method: "POST", body: JSON.stringify({ delayMs: -1, more: 1 }) })
    expect(wrong.status).toBe(400)
  })

  it("cannot be set by a web page", async () => {
    const asked = { method: "POST", headers: { origin: "https://site.example" }, body: '{"denies":true}' }
    const answer = await fetch(`http://127.0.0.1:${mock.port}/mock/faults`, asked)
    expect(answer.status).toBe(403)
    expect(mock.faults().denies).toBe(false)
  })

  it("leave an audit log that can be read over HTTP", async () => {
    const { signatures, entries } = await (await fetch(`http://127.0.0.1:${mock.port}/mock/audit`)).json()
    expect(signatures).toBe(await mock.signatures())
    expect(entries).toEqual(await mock.audit())
  })
})

describe("the program", () => {
  const children: ChildProcess[] = []
  afterEach(() => {
    for (const child of children.splice(0)) child.kill("SIGKILL")
  })

  async function run(
    more: Record<string, string>,
    ...args: string[]
  ): Promise<{ child: ChildProcess; said: () => string }> {
    const { DATABASE_URL: _, ...env } = process.env
    const child = spawn(process.execPath, ["--import", "tsx", "kms-mock/main.ts", ...args], {
      env: { ...env, ...more },
    })
    children.push(child)
    let said = ""
    child.stdout.setEncoding("utf8").on("data", (text) => {
      said += text
    })
    return { child, said: () => said }
  }

  it("says where it listens once it answers, and stops its database with itself", async () => {
    const { child, said } = await run({}, "--port", "0")
    await expect.poll(said, { timeout: 20_000 }).toMatch(/^listening on http:\/\/127\.0\.0\.1:\d+\n$/)
    const base = said().trim().replace("listening on ", "")
    expect((await fetch(`${base}/v1/wallets/healthz`)).status).toBe(200)
    child.kill("SIGTERM")
    const [code] = await once(child, "exit")
    expect(code).toBe(0)
    await expect(fetch(base)).rejects.toThrow()
  })

  it("leaves no database behind even when it is killed", async () => {
    const folder = await mkdtemp(join(tmpdir(), "kms-mock-killed-"))
    await chmod(folder, 0o1777)
    const { child, said } = await run({ TMPDIR: folder }, "--port", "0")
    await expect.poll(said, { timeout: 20_000 }).toContain("listening")
    expect(await databasesIn(folder)).toHaveLength(1)
    child.kill("SIGKILL")
    await expect.poll(() => databasesIn(folder), { timeout: 20_000 }).toEqual([])
    await rm(folder, { recursive: true })
  })

  async function databasesIn(folder: string): Promise<string[]> {
    return (await readdir(folder)).filter((name) => name.startsWith("countersign-postgres-"))
  }

  it("explains itself", async () => {
    const { child, said } = await run({}, "--help")
    await once(child, "close")
    expect(said()).toContain("PUBLIC seeds")
  })

  it("refuses a port that is none", async () => {
    const { child } = await run({}, "--port", "many")
    const [code] = await once(child, "exit")
    expect(code).toBe(1)
  })
})
