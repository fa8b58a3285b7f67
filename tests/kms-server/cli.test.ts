/** The operators' command line: each command as an operator gives it, what it says, and the code it ends with. */
import { type ChildProcess, spawn } from "node:child_process"
import { randomBytes, randomUUID } from "node:crypto"
import { appendFileSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import postgres from "postgres"
import { afterEach, describe, expect, it } from "vitest"
import { readAudit } from "~kms-server/audit"
import { runCli } from "~kms-server/cli"
import { rotateMasterKey } from "~kms-server/launcher"
import { openDatabase } from "~kms-server/store"
import { freshDatabase } from "../support/database"
import { insertWallets, newDataDirectory, standInFolder, standInRoom, standInTerms } from "./stand-ins"

const children: ChildProcess[] = []

afterEach(async () => {
  for (const child of children.splice(0)) {
    const ended = new Promise((resolve) => child.once("exit", resolve))
    if (child.exitCode === null && child.kill("SIGTERM")) await ended
  }
})

type Said = { code: number; out: string; err: string }

async function run(args: string[], environment: Record<string, string> = {}): Promise<Said> {
  let [out, err] = ["", ""]
  const streams = {
    out: (text: string) => {
      out += text
    },
    err: (text: string) => {
      err += text
    },
  }
  const code = await runCli(args, environment, streams, standInRoom)
  return { code, out, err }
}

async function json(args: string[], environment: Record<string, string> = {}) {
  const { code, out } = await run([...args, "--json"], environment)
  return { code, said: JSON.parse(out) }
}

const newKey = () => randomBytes(32).toString("hex")
const versionOf = (hex: string) => standInTerms.keyVersionOf(Buffer.from(hex, "hex"))

/** `kms-server serve` in a process of its own, listening when this resolves. */
async function startServe(environment: Record<string, string>, args: string[] = []) {
  const programs = await standInFolder()
  const entry = ["--import", "tsx", "tests/kms-server/programs/cli.ts", "serve"]
  const child = spawn(process.execPath, [...entry, "--port", "0", "--programs", programs, ...args], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  })
  children.push(child)
  let said = ""
  child.stdout.on("data", (chunk) => {
    said += chunk
  })
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve))
  await expect.poll(() => said, { timeout: 20_000 }).toContain('"msg":"listening"')
  const [, port] = /"ports":\[([0-9]+)/.exec(said) ?? []
  const ask = (name: string) => fetch(`http://127.0.0.1:${port}/${name}`, { method: "POST", body: "null" })
  return { child, ended, ask, said: () => said }
}

describe("the command line", () => {
  it.each([
    "--help",
    ...["serve", "status", "unseal", "rotate-master-key", "migrate", "backup", "restore", "verify-log"],
    ...["org", "org list", "org show", "org disable", "org enable"],
  ])("explains itself: %s", async (command) => {
    const { code, out } = await run([...command.split(" "), "--help"])
    expect(code).toBe(0)
    expect(out).toContain("Usage: kms-server")
  })

  it("says what it does not know, and ends with 2", async () => {
    for (const args of [["frob"], ["serve", "--frob"], ["backup"], ["org", "show"]]) {
      const { code, err } = await run(args)
      expect(code).toBe(2)
      expect(err).toContain("error:")
    }
  })

  it("takes no key as an argument", async () => {
    const { out } = await run(["unseal", "--help"])
    expect(out).not.toMatch(/--(master-)?key[ =<]/)
  })

  it("says in one sentence what is missing, in JSON where that was asked for", async () => {
    const data = newDataDirectory()
    for (const command of ["status", "unseal"]) {
      const { code, out, err } = await run([command, "--data", data])
      expect([code, out]).toEqual([1, ""])
      expect(err).toMatch(/^No KMS is running on .*\n$/)
      expect(await json([command, "--data", data])).toMatchObject({ code: 1, said: { error: err.trim() } })
    }
    const nowhere = { DATABASE_URL: "postgres://127.0.0.1:1/nothing" }
    const { code, err } = await run(["org", "list"], nowhere)
    expect(code).toBe(1)
    expect(err).toContain("ECONNREFUSED")
    expect(await run(["serve"], { KMS_MASTER_KEY: "abc" })).toMatchObject({
      code: 1,
      err: "The master key is 64 hex digits.\n",
    })
    expect((await run(["serve"])).err).toContain("openssl rand -hex 32")
    expect((await run(["serve", "--sealed", "--port", "x", "--data", data])).err).toContain("The port is")
    expect((await run(["serve", "--sealed", "--apis", "0", "--data", data])).err).toContain(
      "The number of processes",
    )
  })
})

describe("serving", () => {
  it("starts sealed, answers 503, is unsealed through its socket, and drains when it is told to stop", async () => {
    const data = newDataDirectory()
    const environment = { DATABASE_URL: await freshDatabase(), KMS_DATA_DIR: data }
    const { child, ended, ask, said } = await startServe(environment, ["--sealed"])
    expect((await ask("sign")).status).toBe(503)
    expect((await json(["status"], environment)).said).toMatchObject({ sealed: true, keyVersions: [] })
    const key = newKey()
    const file = join(newDataDirectory(), "key")
    writeFileSync(file, `${key}\n`)
    expect(await run(["unseal", "--key-file", file], environment)).toMatchObject({
      code: 0,
      out: `The KMS is unsealed (key ${versionOf(key)}).\n`,
    })
    expect((await ask("sign")).status).toBe(200)
    const { out } = await run(["status"], environment)
    expect(out).toContain("signer     running")
    child.kill("SIGTERM")
    expect(await ended).toBe(0)
    expect(said()).toContain("draining")
    expect(said()).not.toContain(key)
  })

  it("gives an operator's commands the database that it started itself", async () => {
    const data = newDataDirectory()
    const environment = { KMS_DATA_DIR: data, KMS_MASTER_KEY: newKey() }
    const { child, ended } = await startServe(environment)
    expect(await json(["org", "list"], environment)).toEqual({ code: 0, said: { organizations: [] } })
    expect(await run(["restore", "nothing"], environment)).toMatchObject({ code: 1 })
    child.kill("SIGTERM")
    expect(await ended).toBe(0)
    // And starts it for as long as a command takes where nothing runs.
    expect(await json(["migrate"], environment)).toEqual({ code: 0, said: { applied: [] } })
    rmSync(data, { recursive: true })
  })

  it("ends with 1 and the reason when a part cannot live", async () => {
    const environment = {
      DATABASE_URL: await freshDatabase(),
      KMS_DATA_DIR: newDataDirectory(),
      KMS_MASTER_KEY: newKey(),
    }
    const { ended, said } = await startServe(environment)
    for (let death = 0; death < 5; death++) {
      const { said: status } = await json(["status"], environment)
      const signer = status.parts.find(({ name }: { name: string }) => name === "signer")
      process.kill(signer.pid, "SIGKILL")
      if (death < 4) {
        await expect
          .poll(async () => (await json(["status"], environment)).said.parts[0].restarts, { timeout: 10_000 })
          .toBe(death + 1)
      }
    }
    expect(await ended).toBe(1)
    expect(said()).toContain("The signer died 5 times")
  })
})

describe("migrating", () => {
  it("applies what is missing once, and has nothing to do the next time", async () => {
    const environment = { DATABASE_URL: await freshDatabase() }
    expect((await json(["migrate"], environment)).said.applied).toContain("0000_first")
    expect(await run(["migrate"], environment)).toMatchObject({
      code: 0,
      out: "The tables are up to date.\n",
    })
  })
})

describe("organizations", () => {
  it("are listed, shown, disabled and enabled again", async () => {
    const environment = { DATABASE_URL: await freshDatabase() }
    await run(["migrate"], environment)
    const id = await insertWallets(environment.DATABASE_URL, 1, 2)
    const { said } = await json(["org", "list"], environment)
    expect(said.organizations).toMatchObject([{ organizationId: id, wallets: 2, users: 0, disabledAt: null }])
    expect((await run(["org", "disable", id], environment)).code).toBe(0)
    expect((await json(["org", "show", id], environment)).said.disabledAt).toBeGreaterThan(1e12)
    expect((await run(["org", "show", id], environment)).out).toContain("disabled")
    expect((await run(["org", "enable", id], environment)).code).toBe(0)
    expect((await json(["org", "show", id], environment)).said.disabledAt).toBeNull()
  })

  it("are disabled and enabled in the audit log too, which holds afterwards", async () => {
    const environment = { DATABASE_URL: await freshDatabase(), KMS_IDENTITY_KEY: newKey() }
    await run(["migrate"], environment)
    const id = await insertWallets(environment.DATABASE_URL, 1, 2)
    expect((await run(["org", "disable", id], environment)).code).toBe(0)
    expect((await run(["org", "enable", id], environment)).code).toBe(0)
    expect((await run(["org", "disable", randomUUID()], environment)).code).toBe(1)
    const database = await openDatabase(environment.DATABASE_URL)
    const entries = await readAudit(database).finally(() => database.close())
    expect(entries.map(({ kind, method, outcome }) => [kind, method, outcome])).toEqual([
      ["intent", "disableOrganization", "allowed by operator"],
      ["result", "disableOrganization", "disabled"],
      ["intent", "enableOrganization", "allowed by operator"],
      ["result", "enableOrganization", "enabled"],
    ])
    for (const { organizationId, authenticator, digest } of entries) {
      expect([organizationId, authenticator, digest]).toEqual([id, null, null])
    }
    const { code, said } = await json(["verify-log"], environment)
    expect(code).toBe(0)
    expect(said).toMatchObject({ ok: true, intents: 2, results: 2, withoutRequest: 2, findings: [] })
  })

  it("are neither disabled nor said to be, where the audit log takes no entry", async () => {
    const environment = { DATABASE_URL: await freshDatabase() }
    await run(["migrate"], environment)
    const id = await insertWallets(environment.DATABASE_URL, 1, 2)
    const client = postgres(environment.DATABASE_URL, { max: 1, onnotice: () => {} })
    await client`alter table log_entries add constraint full_disk check (seq < 0)`
    expect((await run(["org", "disable", id], environment)).code).toBe(1)
    await client.end()
    expect((await json(["org", "show", id], environment)).said.disabledAt).toBeNull()
  })

  it("that are not there, or have no id's shape, are said to be so", async () => {
    const environment = { DATABASE_URL: await freshDatabase() }
    const id = randomUUID()
    for (const command of ["show", "disable"]) {
      expect((await run(["org", command, id], environment)).err).toBe(`There is no organization ${id}.\n`)
      expect((await run(["org", command, "' or 1=1"], environment)).err).toContain("a UUID")
    }
  })
})

/** Every row of every table, for comparing two databases. */
async function contentsOf(url: string) {
  const client = postgres(url, { max: 1, onnotice: () => {} })
  const tables = await client<{ name: string }[]>`
    select tablename as name from pg_tables where schemaname = 'public' order by 1`
  const contents = []
  for (const { name } of tables)
    contents.push([name, await client`select * from ${client(name)} as t order by t::text`])
  await client.end()
  return contents
}

describe("a backup", () => {
  async function filled(): Promise<string> {
    const url = await freshDatabase()
    await run(["migrate"], { DATABASE_URL: url })
    const id = await insertWallets(url, 4_000_000_000, 1200)
    const client = postgres(url, { max: 1 })
    const awkward = "quote ' \" backslash \\ {a,b} null \u2028 \u2029 \n \t é 👻"
    await client`update organizations set name = ${awkward}, tags = ${client.json([awkward, ""])} where id = ${id}`
    await client`insert into log_entries (seq, leaf, leaf_hash, decision_id) values (0, ${awkward}, ${randomBytes(32)}, 'd')`
    await client`insert into spends (holder, asset, at, decision_id, amount)
      values (${awkward}, 'sol', 1, ${randomUUID()}, ${"9".repeat(78)})`
    await client.end()
    return url
  }

  it("holds everything, and restores it into an empty database exactly", async () => {
    const from = await filled()
    const file = join(newDataDirectory(), "backup")
    const { code, said } = await json(["backup", file], { DATABASE_URL: from })
    expect([code, said.rows]).toEqual([0, 2403])
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const to = await freshDatabase()
    expect(await json(["restore", file], { DATABASE_URL: to })).toMatchObject({
      code: 0,
      said: { rows: 2403 },
    })
    expect(await contentsOf(to)).toEqual(await contentsOf(from))
    expect(await run(["restore", file], { DATABASE_URL: to })).toMatchObject({
      code: 1,
      err: "The database is not empty. A backup is restored only into an empty one.\n",
    })
  })

  it("that was cut short, changed or is something else restores nothing", async () => {
    const file = join(newDataDirectory(), "backup")
    await run(["backup", file], { DATABASE_URL: await filled() })
    const whole = readFileSync(file)
    const to = await freshDatabase()
    await run(["migrate"], { DATABASE_URL: to })
    const empty = await contentsOf(to)
    const flipped = Buffer.from(whole)
    const at = Math.floor(whole.length / 2)
    flipped[at] = (flipped[at] ?? 0) ^ 1
    const lines = whole.toString().split("\n")
    const fewer = lines.toSpliced(10, 1).join("\n")
    for (const broken of [
      whole.subarray(0, at),
      flipped,
      fewer,
      "",
      "{}\n",
      '{"countersign":"backup","version":2}\n',
    ]) {
      writeFileSync(file, broken)
      const { code, err } = await run(["restore", file], { DATABASE_URL: to })
      expect(code).toBe(1)
      expect(err).toMatch(/not whole|no backup|another version/)
    }
    appendFileSync(file, "more")
    expect((await run(["restore", file], { DATABASE_URL: to })).code).toBe(1)
    expect(await contentsOf(to)).toEqual(empty)
  })

  it("is one moment, whatever is written meanwhile", async () => {
    const url = await filled()
    const client = postgres(url, { max: 1 })
    let isDone = false
    // Adds a wallet and an account in one transaction, over and over: any moment has as many of one as of the other.
    const writing = (async () => {
      for (; !isDone; ) {
        const id = randomUUID()
        await client.begin(async (session) => {
          await session`insert into wallets (id, organization_id, name, tags, kind, sealed, key_version, created_at)
            select ${id}, id, 'w', '[]', 'mnemonic', 's', 1, 1 from organizations`
          await session`insert into accounts
            (wallet_id, derivation_path, curve, address_format, address, public_key, key_version, sealed_key)
            values (${id}, 'm', 'Ed25519', 'Solana', 'a', 'k', 1, 's')`
        })
      }
    })()
    const file = join(newDataDirectory(), "backup")
    expect((await run(["backup", file], { DATABASE_URL: url })).code).toBe(0)
    isDone = true
    await writing
    await client.end()
    const to = await freshDatabase()
    expect((await run(["restore", file], { DATABASE_URL: to })).code).toBe(0)
    const restored = postgres(to, { max: 1 })
    const [counts] =
      await restored`select (select count(*) from wallets) as w, (select count(*) from accounts) as a`
    await restored.end()
    expect(counts?.w).toBe(counts?.a)
  })

  it("replaces no file, and leaves none behind where it failed", async () => {
    const file = join(newDataDirectory(), "backup")
    expect((await run(["backup", file], { DATABASE_URL: "postgres://127.0.0.1:1/none" })).code).toBe(1)
    expect(existsSync(file) || existsSync(`${file}.part`)).toBe(false)
    writeFileSync(file, "mine")
    const { code, err } = await run(["backup", file], { DATABASE_URL: await filled() })
    expect([code, err]).toEqual([1, `There is a file ${file} already.\n`])
    expect(readFileSync(file, "utf8")).toBe("mine")
  })
})

describe("a rotation of the master key", () => {
  async function statesOf(url: string) {
    const client = postgres(url, { max: 1 })
    const rows = await client<
      { key_version: string; sealed: string }[]
    >`select key_version, sealed from wallets`
    const [accounts] = await client`select count(*)::int as n from accounts`
    await client.end()
    return {
      rows: rows.map(({ key_version, sealed }) => [Number(key_version), sealed]),
      accounts: accounts?.n,
    }
  }

  async function withWallets(key: string, count: number): Promise<string> {
    const url = await freshDatabase()
    await run(["migrate"], { DATABASE_URL: url })
    await insertWallets(url, versionOf(key), count)
    return url
  }

  it("seals every wallet anew, once, and its accounts are derived again", async () => {
    const [old, next] = [newKey(), newKey()]
    const url = await withWallets(old, 300)
    const environment = {
      DATABASE_URL: url,
      KMS_DATA_DIR: newDataDirectory(),
      KMS_MASTER_KEY: `${next}\n${old}`,
    }
    expect(await json(["rotate-master-key"], environment)).toEqual({ code: 0, said: { resealed: 300 } })
    const { rows, accounts } = await statesOf(url)
    expect(
      rows.every(([version, sealed]) => version === versionOf(next) && /^seal-\d+\+$/.test(String(sealed))),
    ).toBe(true)
    expect(accounts).toBe(0)
    expect(await json(["rotate-master-key"], environment)).toEqual({ code: 0, said: { resealed: 0 } })
  })

  it("goes through the KMS that is running, which is given both keys and then the new one alone", async () => {
    const [old, next] = [newKey(), newKey()]
    const url = await withWallets(old, 200)
    const environment = { DATABASE_URL: url, KMS_DATA_DIR: newDataDirectory() }
    const { ask } = await startServe({ ...environment, KMS_MASTER_KEY: old })
    expect((await run(["unseal"], { ...environment, KMS_MASTER_KEY: next })).err).toContain("was not given")
    expect((await run(["unseal"], { ...environment, KMS_MASTER_KEY: `${next} ${old}` })).code).toBe(0)
    expect(await json(["rotate-master-key"], environment)).toEqual({ code: 0, said: { resealed: 200 } })
    expect((await run(["unseal"], { ...environment, KMS_MASTER_KEY: next })).code).toBe(0)
    expect((await ask("sign")).status).toBe(200)
  })

  it("that was killed in the middle goes on where it was", async () => {
    const [old, next] = [newKey(), newKey()]
    const url = await withWallets(old, 1500)
    const environment = {
      DATABASE_URL: url,
      KMS_DATA_DIR: newDataDirectory(),
      KMS_MASTER_KEY: `${next} ${old}`,
    }
    const { child, ended } = await startServe(environment)
    const lost = json(["rotate-master-key"], environment).catch(() => ({ code: 1 }))
    await expect
      .poll(
        async () => (await statesOf(url)).rows.filter(([version]) => version === versionOf(next)).length,
        {
          interval: 5,
          timeout: 10_000,
        },
      )
      .toBeGreaterThan(0)
    child.kill("SIGKILL")
    await ended
    expect((await lost).code).toBe(1)
    const half = (await statesOf(url)).rows.filter(([version]) => version === versionOf(next)).length
    expect(half).toBeLessThan(1500)
    expect(await json(["rotate-master-key"], environment)).toEqual({
      code: 0,
      said: { resealed: 1500 - half },
    })
    const { rows } = await statesOf(url)
    expect(
      rows.every(([version, sealed]) => version === versionOf(next) && String(sealed).endsWith("+")),
    ).toBe(true)
    expect(rows.some(([, sealed]) => String(sealed).endsWith("++"))).toBe(false)
  })

  it("without the old key stops with the reason, and loses nothing", async () => {
    const url = await withWallets(newKey(), 3)
    const before = await statesOf(url)
    const { code, err } = await run(["rotate-master-key"], {
      ...{ DATABASE_URL: url, KMS_DATA_DIR: newDataDirectory(), KMS_MASTER_KEY: newKey() },
    })
    expect(code).toBe(1)
    expect(err).toContain("its seal")
    expect(await statesOf(url)).toEqual(before)
  })

  it("leaves a wallet that changed hands meanwhile for its next round", async () => {
    const [old, next] = [newKey(), newKey()]
    const url = await withWallets(old, 1)
    const session = await openDatabase(url)
    const other = postgres(url, { max: 1 })
    let asked = 0
    const keys = [next, old].map((hex) => Uint8Array.from(Buffer.from(hex, "hex")))
    const orderKey = Uint8Array.from(randomBytes(32))
    const signer = standInRoom.openSigner({ masterKeys: keys, orderKey })
    const done = await rotateMasterKey({
      ...{ session, orderKey, terms: standInRoom, report: () => undefined },
      signer: {
        ...signer,
        async carryOut(order) {
          if (++asked === 1) await other`update wallets set sealed = 'seal-moved'`
          return signer.carryOut(order)
        },
      },
    })
    await other.end()
    await session.close()
    expect([done, asked]).toEqual([1, 2])
    expect((await statesOf(url)).rows).toEqual([[versionOf(next), "seal-moved+"]])
  })
})
