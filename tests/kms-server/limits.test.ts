/**
 * Rule 7: a limit is exact, whoever asks, however many at once, from several servers on one database, and whatever is
 * killed meanwhile. COUNTERSIGN_ROUNDS says how many rounds of killing; the log is verified after the last.
 */
import { rm } from "node:fs/promises"
import { join } from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import { pino } from "pino"
import postgres from "postgres"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { readAudit } from "~kms-server/audit"
import { type KeptPostgres, keepPostgres } from "~kms-server/launcher"
import { type Database, openDatabase } from "~kms-server/store"
import { countOne } from "../support/tally"
import { openTestKms, type TestKms } from "./kms"
import { ASSET, askAt, type Clients, openClients, openLimited } from "./limit-loads"
import { expectHonestLog, findPostmaster } from "./operating"
import { type Installation, newDirectory, newInstallation, type RunningServer, startServer } from "./servers"
import type { Stamper } from "./stampers"

const ROUNDS = Number(process.env.COUNTERSIGN_ROUNDS ?? 2)
const AT_ONCE = 2
/** Between one killing and the next, at most. */
const MOST_PAUSE_MS = 3000

let folder: string
let kept: KeptPostgres
let installation: Installation
let database: Database
let clients: Clients

beforeAll(async () => {
  folder = await newDirectory()
  kept = await keepPostgres(folder, pino({ level: "silent" }))
  installation = newInstallation(kept.url)
  database = await openDatabase(kept.url)
  clients = await openClients(4)
}, 60_000)
afterAll(async () => {
  clients.close()
  await database.close()
  await kept.stop()
  await rm(folder, { recursive: true, force: true })
})

/** The most that was counted for anybody. */
async function mostSpent(): Promise<number> {
  const client = postgres(kept.url, { max: 1 })
  const [row] = await client`select coalesce(max(sum), 0) as most from (
    select sum(amount) as sum from spends where asset = ${ASSET} group by holder) as sums`
  await client.end()
  return Number(row?.most)
}

describe("rule 7", () => {
  it("a limit of 100 signs exactly ten of 1,000 requests of 10, from four clients, by two servers", async () => {
    const servers = await Promise.all([startServer(installation), startServer(installation)])
    const urls = servers.map(({ url }) => url)
    const { requests } = await openLimited(
      askAt(() => urls[0] ?? ""),
      1000,
    )
    const outcomes = await clients.send(requests, urls)
    expect(outcomes.filter(({ status }) => status === 200)).toHaveLength(10)
    expect(outcomes.filter(({ status }) => status === 403)).toHaveLength(990)
    const denied = JSON.parse(outcomes.find(({ status }) => status === 403)?.text ?? "{}")
    expect(denied.limits).toMatchObject([
      { asset: ASSET, limit: "100", spent: "100", asked: "10", left: "0" },
    ])
    expect(await mostSpent()).toBe(100)
    await Promise.all(servers.map((server) => server.stop()))
    const report = await expectHonestLog(database, installation)
    expect(report.atWork).toBe(0)
  }, 180_000)

  it(
    `a limit of 100 is never passed while server, policy engine and signer are killed at random, and PostgreSQL, ${ROUNDS} rounds`,
    async () => {
      const servers = await Promise.all([startServer(installation), startServer(installation)])
      const signed = new Map<string, number>()
      const seen: Seen = {
        signed: 0,
        denied: 0,
        unanswered: 0,
        launcher: 0,
        "policy-0": 0,
        signer: 0,
        postgres: 0,
      }
      const lanes = Array.from({ length: Math.min(AT_ONCE, ROUNDS) }, async (_, lane) => {
        for (let round = lane; round < ROUNDS; round += AT_ONCE) {
          const { organizationId, answered } = await playRound(servers, seen)
          signed.set(organizationId, answered)
          expect(answered).toBeLessThanOrEqual(10)
          countOne(0)
        }
      })
      const killing = killUntil(Promise.all(lanes), servers, seen)
      await Promise.all(lanes)
      await killing
      // What the dead were at work on is settled once its lease has run out.
      await wait(7000)
      expect(await mostSpent()).toBeLessThanOrEqual(100)
      const report = await expectHonestLog(database, installation)
      expect(report.atWork).toBe(0)
      expect(report.results).toBe(report.intents)
      const written = await signaturesByOrganization()
      for (const [organizationId, answered] of signed) {
        expect(written.get(organizationId) ?? 0).toBeGreaterThanOrEqual(answered)
        expect(written.get(organizationId) ?? 0).toBeLessThanOrEqual(10)
      }
      console.log(`${ROUNDS} rounds:`, seen, `of ${report.size} entries, ${report.intents} are intents`)
      await Promise.all(servers.map((server) => server.stop()))
    },
    120_000 + ROUNDS * 60_000,
  )
})

/** What a campaign came to: answers, and how often each was killed. */
type Seen = Record<
  "signed" | "denied" | "unanswered" | "launcher" | "policy-0" | "signer" | "postgres",
  number
>

/** A fresh organization sends its thousand requests. Answers how many of them were answered with a signature. */
async function playRound(servers: readonly RunningServer[], seen: Seen) {
  let turn = 0
  const urls = servers.map(({ url }) => url)
  const { organizationId, requests } = await openLimited(
    askAt(() => servers[turn++ % servers.length]?.url ?? ""),
    1000,
  )
  const outcomes = await clients.send(requests, urls)
  const answered = outcomes.filter(({ status }) => status === 200).length
  const denied = outcomes.filter(({ status }) => status === 403).length
  seen.signed += answered
  seen.denied += denied
  seen.unanswered += outcomes.length - answered - denied
  return { organizationId, answered }
}

async function signaturesByOrganization(): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>()
  for (const { outcome, organizationId } of await readAudit(database)) {
    if (outcome !== "signed" || organizationId == null) continue
    counts.set(organizationId, (counts.get(organizationId) ?? 0) + 1)
  }
  return counts
}

/** Something at random, again and again; a server that died is replaced where it was. */
async function killUntil(done: Promise<unknown>, servers: RunningServer[], seen: Seen): Promise<void> {
  let isDone = false
  const note = () => {
    isDone = true
  }
  done.then(note, note)
  while (!isDone) {
    await wait(Math.random() * MOST_PAUSE_MS)
    await killOne(servers, seen)
    for (const [place, server] of servers.entries()) {
      if (!server.isAlive()) servers[place] = await startInPlaceOf(server)
    }
  }
}

/** At the port that the clients know, which the last parts of the dead one may hold for a moment. */
async function startInPlaceOf({ port }: RunningServer): Promise<RunningServer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await startServer(installation, { port })
    } catch (thrown) {
      if (attempt === 20) throw thrown
      await wait(200)
    }
  }
}

async function killOne(servers: readonly RunningServer[], seen: Seen): Promise<void> {
  const names = ["signer", "policy-0", "launcher", "postgres"] as const
  const name = names[Math.floor(Math.random() * names.length)] ?? "signer"
  const server = servers[Math.floor(Math.random() * servers.length)]
  const pid =
    name === "postgres"
      ? await findPostmaster(join(folder, "postgres", "data"))
      : (await server?.pids().catch(() => null))?.get(name)
  if (!pid) return
  kill(pid)
  seen[name] += 1
}

/** Gone already, perhaps. */
function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL")
  } catch {}
}

describe("a clock that goes back", () => {
  it("by an hour, on one of two servers in the middle of it all, lets nobody pass the limit", async () => {
    let behindMs = 0
    const first = await openTestKms()
    const shared = { databaseUrl: first.databaseUrl, masterKeys: first.masterKeys }
    const second = await openTestKms({
      ...{ ...shared, identityKey: first.identityKey },
      clock: () => Date.now() - behindMs,
    })
    const { requests } = await openLimited(askIn(first), 60)
    const statuses = async (some: typeof requests) =>
      (await Promise.all(some.map(({ body, stamp }, n) => (n % 2 ? first : second).post(body, stamp)))).map(
        ({ status }) => status,
      )
    const before = await statuses(requests.slice(0, 8))
    behindMs = 3_600_000
    const after = await statuses(requests.slice(8, 40))
    behindMs = 25 * 3_600_000
    const long = await statuses(requests.slice(40))
    await Promise.all([first.close(), second.close()])
    expect(before).toEqual(Array(8).fill(200))
    expect(after.filter((status) => status === 200)).toHaveLength(2)
    expect(after.filter((status) => status === 403)).toHaveLength(30)
    expect(long).toEqual(Array(20).fill(403))
  }, 60_000)
})

function askIn(kms: TestKms) {
  return async (stamper: Stamper, method: string, params: unknown) =>
    (await kms.ask(stamper, method, params)).result as Record<string, string>
}
