/** The KMS as a program: its configuration, its HTTP face, and how it starts and stops. */
import { spawn } from "node:child_process"
import { randomBytes } from "node:crypto"
import { once } from "node:events"
import { mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises"
import { connect } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pino } from "pino"
import postgres from "postgres"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type KmsServer, listen, readConfig, startEmbeddedPostgres, startKmsServer } from "~kms-server"
import { freshDatabase } from "../support/database"
import { bodyOf, newUser, openTestKms } from "./kms"
import { makeStamper } from "./stampers"

const logger = pino({ level: "silent" })

describe("the configuration", () => {
  const masterKey = randomBytes(32).toString("hex")

  it("has no default for the master key", () => {
    expect(() => readConfig({})).toThrow("KMS_MASTER_KEY")
  })

  it("refuses a master key that is not 32 bytes, without repeating it", () => {
    expect(() => readConfig({ KMS_MASTER_KEY: "abc123" })).toThrow(/^The master key is 64 hex digits\.$/)
  })

  it("reads the master key from a file", async () => {
    const folder = await mkdtemp(join(tmpdir(), "kms-config-"))
    await writeFile(join(folder, "key"), `${masterKey}\n`)
    const config = readConfig({ KMS_MASTER_KEY_FILE: join(folder, "key") })
    expect(config.masterKeys.map((key) => Buffer.from(key).toString("hex"))).toEqual([masterKey])
    await rm(folder, { recursive: true })
  })

  it.each(["x", "-1", "65536", "1e3", " 80"])("refuses the port %j", (port) => {
    expect(() => readConfig({ KMS_MASTER_KEY: masterKey, KMS_PORT: port })).toThrow("port")
  })

  it("listens on the loopback address unless told otherwise", () => {
    expect(readConfig({ KMS_MASTER_KEY: masterKey })).toMatchObject({ host: "127.0.0.1", databaseUrl: null })
  })
})

describe("the HTTP face", () => {
  let server: KmsServer
  beforeAll(async () => {
    const databaseUrl = await freshDatabase()
    server = await startKmsServer({ databaseUrl, masterKeys: [randomBytes(32)], logger, port: 0 })
  })
  afterAll(() => server.stop())

  it("says that it is healthy", async () => {
    for (const path of ["/v1/wallets/healthz", "/healthz"]) {
      const answer = await fetch(new URL(path, server.url))
      expect([answer.status, await answer.text()]).toEqual([200, "ok"])
    }
  })

  it("answers a preflight of an extension for every header of the protocol", async () => {
    const asked =
      "content-type,x-phantom-stamp,x-app-id,x-rpc-method,x-api-version,authorization,x-auth-user-id"
    const answer = await fetch(`${server.url}/kms/rpc`, {
      method: "OPTIONS",
      headers: {
        origin: "chrome-extension://abcdefghijklmnop",
        "access-control-request-method": "POST",
        "access-control-request-headers": asked,
      },
    })
    expect(answer.status).toBe(204)
    expect(answer.headers.get("access-control-allow-origin")).toBe("*")
    expect(answer.headers.get("access-control-allow-headers")).toBe(asked)
    expect(answer.headers.get("access-control-allow-credentials")).toBeNull()
  })

  it("lets a page read a refusal", async () => {
    const answer = await fetch(`${server.url}/kms/rpc`, { method: "POST", body: "garbage" })
    expect(answer.status).toBe(401)
    expect(answer.headers.get("access-control-allow-origin")).toBe("*")
    expect(await answer.json()).toMatchObject({ type: "unauthenticated", serverTimeMs: expect.any(Number) })
  })

  it("refuses a body over its limit that announces no length", async () => {
    const body = new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(65_536))
      },
    })
    const sent = { method: "POST", body, duplex: "half" } as RequestInit
    const answer = await fetch(`${server.url}/kms/rpc`, sent).catch(() => null)
    if (answer) expect(answer.status).toBe(413)
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
  })

  it("does not wait for ever for a body that never ends", async () => {
    const { app, close } = await openTestKms()
    const listener = await listen(app, 0, { patienceMs: 200 })
    const socket = connect(listener.port, "127.0.0.1")
    socket.write("POST /v1/wallets/kms/rpc HTTP/1.1\r\nhost: kms\r\ncontent-length: 100\r\n\r\nslow")
    const [heard] = await once(socket.setEncoding("utf8"), "data")
    expect(heard).toContain("408")
    await once(socket, "close")
    await listener.close()
    await close()
  })

  it("has no control endpoints", async () => {
    for (const path of ["/mock/faults", "/mock/audit"]) {
      expect((await fetch(new URL(path, server.url))).status).toBe(404)
    }
  })

  it("finishes what is under way before it stops", async () => {
    const databaseUrl = await freshDatabase()
    const brief = await startKmsServer({ databaseUrl, masterKeys: [randomBytes(32)], logger, port: 0 })
    const stamper = makeStamper()
    const body = bodyOf("createOrganization", { organizationName: "last", users: [newUser(stamper)] })
    const headers = { "x-phantom-stamp": stamper.stamp(body) }
    const asked = fetch(`${brief.url}/kms/rpc`, { method: "POST", body, headers })
    await new Promise((resolve) => setTimeout(resolve, 5))
    await brief.stop()
    expect((await asked).status).toBe(200)
    await expect(fetch(`${brief.url}/healthz`)).rejects.toThrow()
  })

  it("starts several times at once on one new database (rule 20)", async () => {
    const databaseUrl = await freshDatabase()
    const config = { databaseUrl, masterKeys: [randomBytes(32)], logger, port: 0 }
    const servers = await Promise.all(Array.from({ length: 5 }, () => startKmsServer(config)))
    for (const one of servers) expect((await fetch(`${one.url}/healthz`)).status).toBe(200)
    await Promise.all(servers.map((one) => one.stop()))
  })
})

describe("the embedded PostgreSQL", () => {
  it("keeps what was written in a directory, across a restart (rule 20)", async () => {
    const directory = await mkdtemp(join(tmpdir(), "kms-postgres-"))
    const first = await startEmbeddedPostgres({ directory })
    const client = postgres(first.url, { max: 1 })
    await client`create table kept (word text)`
    await client`insert into kept values ('here')`
    const [fsync] = await client`show fsync`
    expect(fsync).toEqual({ fsync: "on" })
    await client.end()
    await first.stop()
    const second = await startEmbeddedPostgres({ directory })
    const again = postgres(second.url, { max: 1 })
    expect(await again`select word from kept`).toEqual([{ word: "here" }])
    await again.end()
    await second.stop()
    await rm(directory, { recursive: true })
  })

  it("never makes a new cluster in the place of one whose password is gone", async () => {
    const directory = await mkdtemp(join(tmpdir(), "kms-postgres-"))
    const first = await startEmbeddedPostgres({ directory })
    await first.stop()
    await rename(join(directory, "password"), join(directory, "mislaid"))
    await expect(startEmbeddedPostgres({ directory })).rejects.toThrow("password")
    await rename(join(directory, "mislaid"), join(directory, "password"))
    const second = await startEmbeddedPostgres({ directory })
    const client = postgres(second.url, { max: 1 })
    expect(await client`select 1 as one`).toEqual([{ one: 1 }])
    await client.end()
    await second.stop()
    await rm(directory, { recursive: true })
  })

  it("needs its password, and leaves nothing behind when it is thrown away", async () => {
    const before = await thrownAway()
    const embedded = await startEmbeddedPostgres()
    const url = new URL(embedded.url)
    url.password = "wrong"
    const client = postgres(url.href, { max: 1 })
    await expect(client`select 1`).rejects.toThrow("password authentication failed")
    await client.end()
    await embedded.stop()
    expect((await thrownAway()).filter((name) => !before.includes(name))).toEqual([])
  })
})

describe("the program", () => {
  async function run(env: Record<string, string>) {
    const { DATABASE_URL: _, KMS_MASTER_KEY: __, ...inherited } = process.env
    const child = spawn(process.execPath, ["--import", "tsx", "kms-server/main.ts", "serve"], {
      env: { ...inherited, ...env },
    })
    const ended = once(child, "close")
    let said = ""
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => {
        said += text
      })
    }
    return { child, ended, said: () => said }
  }

  it("does not start without a master key, and says how to make one", async () => {
    const { ended, said } = await run({ KMS_PORT: "0" })
    expect((await ended)[0]).toBe(1)
    expect(said()).toContain("openssl rand -hex 32")
  })

  it("starts with a database of its own, and stops it with itself", async () => {
    const directory = await mkdtemp(join(tmpdir(), "kms-program-"))
    const masterKey = randomBytes(32).toString("hex")
    const { child, ended, said } = await run({
      KMS_PORT: "0",
      KMS_MASTER_KEY: masterKey,
      KMS_DATA_DIR: directory,
    })
    await expect.poll(said, { timeout: 20_000 }).toContain("listening")
    const port = Number(/"ports":\[([0-9]+)/.exec(said())?.[1])
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200)
    expect(await readdir(join(directory, "postgres", "data"))).toContain("postmaster.pid")
    child.kill("SIGTERM")
    expect((await ended)[0]).toBe(0)
    expect(await readdir(join(directory, "postgres", "data"))).not.toContain("postmaster.pid")
    expect(said()).not.toContain(masterKey)
    await rm(directory, { recursive: true })
  })
})

async function thrownAway(): Promise<string[]> {
  return (await readdir(tmpdir())).filter((name) => name.startsWith("countersign-postgres-"))
}
