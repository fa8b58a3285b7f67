/**
 * A KMS in processes of its own whose signer or database is killed: requests are refused with a reason, nothing is
 * signed, and service returns by itself.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises"
import { join } from "node:path"
import { afterAll, beforeAll, expect, it } from "vitest"
import { type EmbeddedPostgres, startEmbeddedPostgres } from "~kms-server"
import { readAudit } from "~kms-server/audit"
import { openDatabase } from "~kms-server/store"
import { bodyOf, newUser } from "./kms"
import { newInstallation, type RunningServer, startServer } from "./servers"
import { makeStamper } from "./stampers"

const stamper = makeStamper()
let directory: string
let postgres: EmbeddedPostgres
let server: RunningServer
let owner: { organizationId: string; walletId: string }
let made = 0

beforeAll(async () => {
  directory = await mkdtemp(join("/tmp", "kms-failures-"))
  postgres = await startEmbeddedPostgres({ directory: `${directory}-postgres` })
  server = await startServer(newInstallation(postgres.url))
  const users = [newUser(stamper)]
  const { organizationId } = (await ask("createOrganization", { organizationName: "failures", users })).result
  const { walletId } = (await ask("createWallet", { organizationId, walletName: "w" })).result
  owner = { organizationId, walletId }
  expect((await sign()).status).toBe(200)
}, 90_000)
afterAll(async () => {
  await server.stop()
  await postgres.stop()
  for (const folder of [directory, `${directory}-postgres`])
    await rm(folder, { recursive: true, force: true })
})

async function ask(method: string, params: unknown) {
  const body = bodyOf(method, params)
  const headers = { "x-phantom-stamp": stamper.stamp(body) }
  const answer = await fetch(`${server.url}/kms/rpc`, { method: "POST", body, headers })
  return { status: answer.status, ...(await answer.json()) }
}

function sign() {
  const message = Buffer.from(`message ${made++}`).toString("base64url")
  return ask("ethereumSignMessage", { ...owner, message })
}

async function returns() {
  await expect.poll(async () => (await sign()).status, { timeout: 60_000, interval: 300 }).toBe(200)
}

async function signatures(): Promise<number> {
  const database = await openDatabase(postgres.url)
  const entries = await readAudit(database)
  await database.close()
  return entries.filter(({ outcome }) => outcome === "signed").length
}

it("is sealed off from a signer that was killed, and goes on with the next one", async () => {
  const pid = (await server.pids()).get("signer")
  process.kill(pid ?? 0, "SIGKILL")
  const answers = await Promise.all(Array.from({ length: 10 }, () => sign()))
  for (const { status, type } of answers)
    if (status !== 200) expect([status, type]).toEqual([503, "unavailable"])
  await returns()
}, 90_000)

it("signs nothing while the database is gone, says so, and goes on when it is back", async () => {
  const before = await signatures()
  const pid = Number(
    (await readFile(join(`${directory}-postgres`, "data", "postmaster.pid"), "utf8")).split("\n")[0],
  )
  process.kill(pid, "SIGKILL")
  const refused = await sign()
  expect([refused.status, refused.type]).toEqual([503, "unavailable"])
  expect((await fetch(new URL("/readyz", server.url))).status).toBe(503)
  await postgres.ended
  postgres = await startEmbeddedPostgres({ directory: `${directory}-postgres`, port: postgres.port })
  expect(await signatures()).toBe(before)
  await returns()
}, 120_000)
