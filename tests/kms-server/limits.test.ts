/**
 * Rule 7: a limit is exact, whoever asks, however many at once, from several servers on one database, and whatever is
 * killed meanwhile. COUNTERSIGN_ROUNDS says how many rounds of killing; the log is verified after every one.
 */
import { type ChildProcess, fork } from "node:child_process"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import postgres from "postgres"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type EmbeddedPostgres, startEmbeddedPostgres, verifyLog } from "~kms-server"
import { openCertifier } from "~kms-server/certifier"
import { evidenceKeyOf } from "~kms-server/launcher"
import { type Database, openDatabase } from "~kms-server/store"
import { bodyOf, newAuthenticator } from "./kms"
import type { Load, Outcome } from "./limit-client"
import { type Installation, newInstallation, type RunningServer, startServer } from "./servers"
import { makeStamper, type Stamper } from "./stampers"

const ROUNDS = Number(process.env.COUNTERSIGN_ROUNDS ?? 2)
const TOKEN = `0x${"ab".repeat(20)}`
const ASSET = `eip155:1/erc20:${TOKEN}`
const RULE = `tx.kind == "transaction" && spend.within("${ASSET}", 100, "24h")`

let postgresFolder: string
let embedded: EmbeddedPostgres
let installation: Installation
let database: Database

beforeAll(async () => {
  postgresFolder = await mkdtemp(join(tmpdir(), "kms-limits-"))
  embedded = await startEmbeddedPostgres()
  installation = newInstallation(embedded.url)
  database = await openDatabase(embedded.url)
}, 60_000)
afterAll(async () => {
  await database.close()
  await embedded.stop()
  await rm(postgresFolder, { recursive: true, force: true })
})

async function call(url: string, stamper: Stamper, method: string, params: unknown) {
  const body = bodyOf(method, params)
  const headers = { "x-phantom-stamp": stamper.stamp(body) }
  const answer = await fetch(`${url}/kms/rpc`, { method: "POST", body, headers })
  const { result, detail } = await answer.json()
  if (!answer.ok) throw new Error(`${method}: ${detail}`)
  return result
}

/** A user of a new organization who may send 100 of a token in a day, and 1,000 requests of 10. */
async function openLimited(url: string) {
  const [root, user] = [makeStamper(), makeStamper()]
  const userOf = (username: string, stamper: Stamper, policy: object) => ({
    ...{ username, policy, authenticators: [newAuthenticator(stamper)] },
  })
  const rules = [{ expression: RULE, outcome: "ALLOW", comment: "a hundred a day" }]
  const { organizationId } = await call(url, root, "createOrganization", {
    organizationName: "limited",
    users: [
      userOf("root", root, { type: "ROOT" }),
      userOf("user", user, { type: "CEL", rules, constants: [] }),
    ],
  })
  const { walletId } = await call(url, root, "createWallet", { organizationId, walletName: "w" })
  const data = `0xa9059cbb${"00".repeat(12)}${"11".repeat(20)}${"00".repeat(31)}0a`
  return Array.from({ length: 1000 }, (_, nonce) => {
    const transaction = {
      ...{ kind: "EIP_1559", chainId: 1, nonce, maxFeePerGas: 1, maxPriorityFeePerGas: 1 },
      ...{ gasLimit: 60_000, to: TOKEN, value: 0, data },
    }
    const body = bodyOf("signTransaction", { organizationId, walletId, transaction })
    return { body, stamp: user.stamp(body) }
  })
}

/** Four clients, each with a quarter of the requests. */
async function sendAll(requests: Load["requests"], urls: string[], patienceMs: number): Promise<Outcome[]> {
  const clients = Array.from({ length: 4 }, (_, client) =>
    runClient({ urls, patienceMs, requests: requests.filter((_request, place) => place % 4 === client) }),
  )
  return (await Promise.all(clients)).flat()
}

function runClient(load: Load): Promise<Outcome[]> {
  const client: ChildProcess = fork("tests/kms-server/limit-client.ts", { execArgv: ["--import", "tsx"] })
  return new Promise((resolve, reject) => {
    client.once("exit", () => reject(new Error("a client ended without a result")))
    client.on("message", (said) => {
      if (said === "ready") client.send(load)
      else resolve(said as Outcome[])
    })
  })
}

async function expectHonestLog() {
  const identityKey = Buffer.from(installation.identityKey, "hex")
  const certifier = await openCertifier({ identityKey, measurements: null, liveKey: new Uint8Array(32) })
  const { logKey } = await certifier.identity()
  const report = await verifyLog(database, { logKey, evidenceKey: evidenceKeyOf(identityKey) })
  expect(report.findings).toEqual([])
  expect(report.ok).toBe(true)
  return report
}

async function spentIn(): Promise<number> {
  const client = postgres(installation.databaseUrl, { max: 1 })
  const [row] = await client`select coalesce(max(sum), 0) as most from (
    select sum(amount) as sum from spends where asset = ${ASSET} group by holder) as sums`
  await client.end()
  return Number(row?.most)
}

describe("rule 7", () => {
  it("a limit of 100 signs exactly ten of 1,000 requests of 10, from four clients, by two servers", async () => {
    const servers = await Promise.all([startServer(installation), startServer(installation)])
    const urls = servers.map(({ url }) => url)
    const outcomes = await sendAll(await openLimited(urls[0] ?? ""), urls, 100_000)
    expect(outcomes.filter(({ status }) => status === 200)).toHaveLength(10)
    expect(outcomes.filter(({ status }) => status === 403)).toHaveLength(990)
    const denied = JSON.parse(outcomes.find(({ status }) => status === 403)?.text ?? "{}")
    expect(denied.limits).toMatchObject([
      { asset: ASSET, limit: "100", spent: "100", asked: "10", left: "0" },
    ])
    expect(await spentIn()).toBe(100)
    await Promise.all(servers.map((server) => server.stop()))
    const report = await expectHonestLog()
    expect(report.atWork).toBe(0)
  }, 180_000)

  it(
    `a limit of 100 is never passed while server, policy engine and signer are killed at random, ${ROUNDS} rounds`,
    async () => {
      const servers: RunningServer[] = await Promise.all([
        startServer(installation),
        startServer(installation),
      ])
      for (let round = 0; round < ROUNDS; round++) {
        const urls = servers.map(({ url }) => url)
        const requests = (await openLimited(urls[0] ?? "")).slice(0, 200)
        const sent = sendAll(requests, urls, 60_000)
        await killSome(servers, 3)
        const outcomes = await sent
        expect(outcomes.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(10)
        expect(await spentIn()).toBeLessThanOrEqual(100)
        for (const [place, server] of servers.entries()) {
          if (!server.isAlive()) servers[place] = await startServer(installation)
        }
      }
      await new Promise((resume) => setTimeout(resume, 7000))
      const report = await expectHonestLog()
      expect(report.atWork).toBe(0)
      await Promise.all(servers.map((server) => server.stop()))
    },
    120_000 + ROUNDS * 90_000,
  )
})

/** Part by part, at random moments, and a whole server now and then; one server always lives. */
async function killSome(servers: readonly RunningServer[], times: number): Promise<void> {
  for (let time = 0; time < times; time++) {
    await new Promise((resume) => setTimeout(resume, Math.random() * 600))
    const living = servers.filter((server) => server.isAlive())
    const server = living[Math.floor(Math.random() * living.length)]
    const pids = await server?.pids().catch(() => null)
    const names = ["signer", "policy-0", ...(living.length > 1 ? ["launcher"] : [])]
    const pid = pids?.get(names[Math.floor(Math.random() * names.length)] ?? "")
    if (pid !== undefined) process.kill(pid, "SIGKILL")
  }
}
