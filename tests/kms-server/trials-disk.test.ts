/**
 * A KMS with a PostgreSQL of its own, on a disk that is full: requests are refused with a reason, nothing is signed,
 * whoever asks whether it is ready hears why not, and service returns by itself when there is room.
 */
import { rm } from "node:fs/promises"
import { setTimeout as wait } from "node:timers/promises"
import { pino } from "pino"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { keepPostgres } from "~kms-server/launcher"
import { openDatabase } from "~kms-server/store"
import { bodyOf, newUser } from "./kms"
import { expectHonestLog, findPostmaster, signaturesIn } from "./operating"
import { newDirectory, newInstallation, type RunningServer, startServer } from "./servers"
import { findSmallDisk, outOfReach } from "./small-disk"
import { makeStamper } from "./stampers"

const disk = findSmallDisk()
const WHY = {
  "a file system without room": /^the database (has no room left|does not answer)$/,
  "files out of reach": /^the database does not answer$/,
}
const stamper = makeStamper()
const installation = newInstallation(null)

let server: RunningServer
let launcher: number
let owner: { organizationId: string; walletId: string }
let made = 0
let answered = 0

beforeAll(async () => {
  server = await startServer(installation, { wrap: disk.wrap })
  launcher = (await server.pids()).get("launcher") ?? 0
  const users = [newUser(stamper)]
  const { organizationId } = (await ask("createOrganization", { organizationName: "full", users })).result
  const { walletId } = (await ask("createWallet", { organizationId, walletName: "w" })).result
  owner = { organizationId, walletId }
}, 90_000)
afterAll(() => server.stop())

async function send(body: string) {
  const headers = { "x-phantom-stamp": stamper.stamp(body) }
  const answer = await fetch(`${server.url}/kms/rpc`, { method: "POST", body, headers })
  return { status: answer.status, ...(await answer.json()) }
}

function ask(method: string, params: unknown) {
  return send(bodyOf(method, params))
}

/** Each is larger than a page's remainder. */
function newMessage(): string {
  const text = `message ${made++}`.padEnd(3000, ".")
  return bodyOf("ethereumSignMessage", { ...owner, message: Buffer.from(text).toString("base64url") })
}

async function sign(body = newMessage()) {
  const answer = await send(body)
  if (answer.status === 200) answered += 1
  return answer
}

async function readiness() {
  const answer = await fetch(new URL("/readyz", server.url))
  return { status: answer.status, why: await answer.text() }
}

async function withDatabase<T>(use: (database: Awaited<ReturnType<typeof openDatabase>>) => Promise<T>) {
  const database = await openDatabase(await server.databaseUrl())
  return use(database).finally(() => database.close())
}

async function untilServing(): Promise<void> {
  await expect.poll(async () => (await sign()).status, { timeout: 60_000, interval: 300 }).toBe(200)
}

describe(`a full disk (${disk.means})`, () => {
  it("refuses, signs nothing and says why, and what was refused is signed once there is room", async () => {
    expect((await sign()).status).toBe(200)
    const underWay = Promise.all(Array.from({ length: 60 }, () => sign()))
    disk.fill(server.directory, launcher)
    for (const { status, type } of await underWay)
      if (status !== 200) expect([status, type]).toEqual([503, "unavailable"])
    const refused = newMessage()
    for (let n = 0; n < 10; n++) {
      const { status, type } = await sign(refused)
      expect([status, type]).toEqual([503, "unavailable"])
    }
    const { status, why } = await readiness()
    expect([status, why]).toEqual([503, expect.stringMatching(WHY[disk.means])])
    disk.free(server.directory, launcher)
    await untilServing()
    expect((await sign(refused)).status).toBe(200)
    await expect.poll(readiness, { timeout: 5000 }).toEqual({ status: 200, why: "ok" })
    expect(await withDatabase(signaturesIn)).toBe(answered)
  }, 120_000)

  it("on which PostgreSQL is killed as well signs nothing that is not on it, and everything comes back by itself", async () => {
    const endings = () => server.said().split("PostgreSQL ended").length
    const before = endings()
    const pid = await findPostmaster(`${server.directory}/postgres/data`, launcher)
    disk.fill(server.directory, launcher)
    if (disk.means === "a file system without room") process.kill(pid, "SIGKILL")
    const refusals: number[] = []
    // What its log had room for beforehand may still be written while it is dying, and again once it is back.
    for (let n = 0; n < 10 || refusals.length === 0; n++) {
      const { status } = await sign()
      expect([200, 503]).toContain(status)
      if (status === 503) refusals.push(status)
      await wait(100)
    }
    await expect.poll(endings, { timeout: 20_000 }).toBeGreaterThan(before)
    disk.free(server.directory, launcher)
    await untilServing()
    expect(server.said()).toContain("PostgreSQL is up again")
    // Whatever was answered is there, and nothing else.
    expect(await withDatabase(signaturesIn)).toBe(answered)
    await withDatabase((database) => expectHonestLog(database, installation))
  }, 120_000)
})

describe("a PostgreSQL that cannot start", () => {
  it("is tried again ever more slowly, with the reason in the log, and is never made anew", async () => {
    const directory = await newDirectory()
    const lines: { msg: string; time: number; why?: string }[] = []
    const logger = pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) })
    const failures = () => lines.filter(({ msg }) => msg === "PostgreSQL does not start; trying again")
    const kept = await keepPostgres(directory, logger)
    try {
      outOfReach.fill(directory)
      await expect.poll(() => failures().length, { timeout: 30_000 }).toBe(5)
      const pauses = failures().map(({ time }, n) => time - (failures()[n - 1]?.time ?? 0))
      expect(pauses.at(-1)).toBeGreaterThan(2 * (pauses[2] ?? 0))
      expect(failures().at(-1)?.why).toMatch(/^The database in .* is gone\.$/)
      outOfReach.free(directory)
      await expect.poll(() => lines.at(-1)?.msg, { timeout: 20_000 }).toBe("PostgreSQL is up again")
    } finally {
      await kept.stop()
      await rm(directory, { recursive: true, force: true })
    }
  }, 60_000)

  it("does not keep a KMS from ending in order when it is asked to", async () => {
    const mortal = await startServer(newInstallation(null))
    const pids = await mortal.pids()
    outOfReach.fill(mortal.directory)
    await expect.poll(() => mortal.said(), { timeout: 20_000 }).toContain("PostgreSQL does not start")
    const begunAt = Date.now()
    expect(await mortal.stop()).toBe(0)
    expect(Date.now() - begunAt).toBeLessThan(30_000)
    for (const pid of pids.values()) expect(isAlive(pid)).toBe(false)
  }, 90_000)
})

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
