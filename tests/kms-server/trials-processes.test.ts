/**
 * The KMS as its operators run it: a signer that hangs, two servers on one directory, settings with a mistake, and a
 * master key that is replaced while wallets are in use.
 */
import { randomBytes } from "node:crypto"
import { rm, writeFile } from "node:fs/promises"
import { setTimeout as wait } from "node:timers/promises"
import postgres from "postgres"
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest"
import { type EmbeddedPostgres, startEmbeddedPostgres } from "~kms-server"
import { readAudit } from "~kms-server/audit"
import { runCli } from "~kms-server/cli"
import { type Database, openDatabase } from "~kms-server/store"
import { descendantsOf } from "~scripts"
import { freshDatabase } from "../support/database"
import { newUser } from "./kms"
import { ASSET, askAt, openLimited } from "./limit-loads"
import { expectHonestLog } from "./operating"
import { newDirectory, newInstallation, type RunningServer, startServer } from "./servers"
import { makeStamper } from "./stampers"

const newKey = () => randomBytes(32).toString("hex")

const servers: RunningServer[] = []
async function started(...given: Parameters<typeof startServer>): Promise<RunningServer> {
  const server = await startServer(...given)
  servers.push(server)
  return server
}
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop()
})

async function withDatabase<T>(url: string, use: (database: Database) => Promise<T>): Promise<T> {
  const database = await openDatabase(url)
  return use(database).finally(() => database.close())
}

async function run(args: string[], environment: Record<string, string>) {
  let said = ""
  const hear = (text: string) => {
    said += text
  }
  return { code: await runCli(args, environment, { out: hear, err: hear }), said: () => said }
}

describe("a signer that hangs", () => {
  it("is given up, its requests are refused, and what they reserved is given back", async () => {
    const databaseUrl = await freshDatabase()
    const server = await started(newInstallation(databaseUrl))
    const { requests } = await openLimited(
      askAt(() => server.url),
      11,
    )
    const send = async ({ body, stamp }: (typeof requests)[number]) => {
      const headers = { "x-phantom-stamp": stamp }
      return (await fetch(`${server.url}/kms/rpc`, { method: "POST", body, headers })).status
    }
    const spent = async () => {
      const client = postgres(databaseUrl, { max: 1 })
      const [row] =
        await client`select coalesce(sum(amount), 0)::int as sum from spends where asset = ${ASSET}`
      await client.end()
      return row?.sum
    }
    const [first, ...others] = requests
    if (!first) throw new Error("no request")
    expect(await send(first)).toBe(200)
    const signer = (await server.pids()).get("signer") ?? 0
    // Whoever closes it in hangs with it.
    const hanging = [signer, ...descendantsOf(signer)]
    for (const pid of hanging) process.kill(pid, "SIGSTOP")
    const begunAt = performance.now()
    const statuses = await Promise.all(others.slice(0, 9).map(send))
    expect(statuses).toEqual(Array(9).fill(503))
    expect(performance.now() - begunAt).toBeLessThan(20_000)
    await expect.poll(spent, { timeout: 15_000 }).toBe(10)
    for (const pid of hanging) process.kill(pid, "SIGCONT")
    await expect.poll(() => send(first), { timeout: 10_000 }).toBe(200)
    for (const request of others.slice(0, 9))
      await expect.poll(() => send(request), { timeout: 20_000 }).toBe(200)
    expect(await send(others[9] ?? first)).toBe(403)
    expect(await spent()).toBe(100)
  }, 90_000)
})

describe("a data directory", () => {
  it("that two start to serve at the same moment is served by one of them", async () => {
    const installation = newInstallation(await freshDatabase())
    const directory = await newDirectory()
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => started(installation, { directory })))
    const refused = outcomes.flatMap((one) => (one.status === "rejected" ? [String(one.reason)] : []))
    expect(refused).toHaveLength(2)
    for (const why of refused) expect(why).toContain(`A KMS is already running on ${directory}.`)
    expect((await fetch(new URL("/readyz", servers[0]?.url))).status).toBe(200)
  }, 60_000)
})

describe("the settings file", () => {
  it.each([
    ["policy.rate", { policy: { rate: {} } }],
    ["api.trustProxies", { api: { trustProxies: 1 } }],
  ])(
    "with a %s that nobody reads keeps the server from starting, and the server says so",
    async (name, settings) => {
      const file = `${await newDirectory()}.json`
      await writeFile(file, JSON.stringify(settings))
      const installation = newInstallation(await freshDatabase())
      await expect(started(installation, { settings: file })).rejects.toThrow(
        `The settings have nothing that is called ${name}.`,
      )
      await rm(file)
    },
    60_000,
  )
})

describe("an unsealing", () => {
  it.each(["unseal", "rotate-master-key"])(
    "with a key given twice is refused by %s, in any spelling",
    async (command) => {
      const directory = await newDirectory()
      const key = newKey()
      const environment = { KMS_DATA_DIR: directory, DATABASE_URL: await freshDatabase() }
      const file = `${directory}.key`
      const running =
        command === "unseal" ? await started(newInstallation(environment.DATABASE_URL), { directory }) : null
      for (const text of [`${key}\n${key}\n`, `${key} ${key.toUpperCase()}`]) {
        await writeFile(file, text)
        const { code, said } = await run([command, "--key-file", file], environment)
        expect(code).toBe(1)
        expect(said()).toContain("A master key stands there twice.")
        expect(said().toLowerCase()).not.toContain(key)
      }
      if (running) expect((await fetch(new URL("/readyz", running.url))).status).toBe(200)
      await rm(file)
    },
    60_000,
  )
})

describe("a master key that is replaced", () => {
  let embedded: EmbeddedPostgres

  beforeAll(async () => {
    embedded = await startEmbeddedPostgres()
  }, 60_000)
  afterAll(() => embedded.stop())

  it("leaves every wallet at its addresses, is needed no more, and stands in a log that verifies", async () => {
    const [old, next] = [newKey(), newKey()]
    const installation = { ...newInstallation(embedded.url), masterKey: old }
    const server = await started(installation)
    const environment = { KMS_DATA_DIR: server.directory, DATABASE_URL: embedded.url }
    const stamper = makeStamper()
    let at = server
    const ask = askAt(() => at.url)
    const { organizationId = "" } = await ask(stamper, "createOrganization", {
      organizationName: "rotated",
      users: [newUser(stamper)],
    })
    const wallets = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        ask(stamper, "createWallet", { organizationId, walletName: `w${n}` }),
      ),
    )
    const addresses = () =>
      Promise.all(
        wallets.map(({ walletId }) =>
          ask(stamper, "getAccounts", { organizationId, walletId, accounts: ["m/44'/60'/0'/0/0"] }),
        ),
      )
    const signAll = (text: string) =>
      Promise.all(
        wallets.map(({ walletId }) =>
          ask(stamper, "ethereumSignMessage", {
            ...{ organizationId, walletId },
            message: Buffer.from(text).toString("base64url"),
          }),
        ),
      )
    const before = await addresses()
    const signed = await signAll("the same")

    expect((await run(["unseal"], { ...environment, KMS_MASTER_KEY: `${next} ${old}` })).code).toBe(0)
    const busy = (async () => {
      for (let n = 0; n < 10; n++) {
        await signAll(`meanwhile ${n}`)
        await wait(20)
      }
    })()
    const rotated = await run(["rotate-master-key", "--json"], environment)
    await busy
    expect([rotated.code, JSON.parse(rotated.said().split("\n").at(-2) ?? "")]).toEqual([0, { resealed: 20 }])
    expect((await run(["unseal"], { ...environment, KMS_MASTER_KEY: old })).code).toBe(1)
    expect((await run(["unseal"], { ...environment, KMS_MASTER_KEY: next })).code).toBe(0)
    expect(await addresses()).toEqual(before)
    expect(await signAll("the same")).toEqual(signed)

    await server.stop()
    servers.splice(0)
    await expect(started(installation)).rejects.toThrow("was not given")
    at = await started({ ...installation, masterKey: next })
    expect(await addresses()).toEqual(before)
    await signAll("afterwards")
    await withDatabase(embedded.url, async (database) => {
      const report = await expectHonestLog(database, installation)
      expect(report).toMatchObject({ atWork: 0, withoutRequest: 1 })
      const deeds = (await readAudit(database)).filter(({ method }) => method === "rotateMasterKey")
      expect(deeds.map(({ kind, outcome }) => `${kind}: ${outcome}`)).toEqual([
        "intent: allowed by operator",
        expect.stringMatching(/^result: 20 wallets sealed under key [0-9]+$/),
      ])
    })
  }, 120_000)
})
