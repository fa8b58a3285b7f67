/** The launcher: who gets what, what each part can reach, what happens when one dies, and how all of it ends. */
import { type ChildProcess, spawn } from "node:child_process"
import { randomBytes } from "node:crypto"
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { pino } from "pino"
import { afterEach, describe, expect, it } from "vitest"
import { evidenceKeyOf, measurementOf, openIdentity, readBundles, serveKms } from "~kms-server/launcher"
import { freshDatabase } from "../support/database"
import { type Box, insertWallets, newDataDirectory, serveBox, serveConfig, standInTerms } from "./stand-ins"

const boxes: Box[] = []

afterEach(async () => {
  for (const box of boxes.splice(0)) await box.stop()
})

async function serve(more: Parameters<typeof serveBox>[1] = {}): Promise<Box> {
  const box = await serveBox(await freshDatabase(), more)
  boxes.push(box)
  return box
}

/** Whether a process is there that is more than a name. */
function isAlive(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ")
  } catch {
    return false
  }
}

async function until(holds: () => boolean | Promise<boolean>, withinMs = 10_000): Promise<void> {
  const deadline = Date.now() + withinMs
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error("it did not come to that in time")
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}

const signs = async (box: Box) => (await box.ask("sign").catch(() => null))?.status === 200

describe("what is started", () => {
  it("is what was measured, and the certifier is told by the launcher (rule 17)", async () => {
    const box = await serve()
    const { answer } = await box.ask("vouched")
    const { measurements } = await box.operators.status()
    const expected = (["policy", "signer", "certifier", "api"] as const).map((name) => [
      name,
      Buffer.from(measurementOf(box.config.bundles[name])).toString("hex"),
    ])
    expect((answer as { measurements: unknown }).measurements).toEqual({
      launcher: "0".repeat(96),
      ...Object.fromEntries(expected),
    })
    expect(measurements).toEqual((answer as { measurements: unknown }).measurements)
  })

  it("has no measurements in debug mode (rule 17)", async () => {
    const box = await serve({ debugEnclaves: true })
    expect((await box.ask("vouched")).answer).toMatchObject({ measurements: null })
  })

  it("is vouched for by the live key that it made itself", async () => {
    const box = await serve()
    const { answer } = await box.ask("liveKey")
    expect(answer).toMatch(/^[0-9a-f]{64}$/)
    expect((await box.ask("vouched")).answer).toMatchObject({ liveKey: answer })
  })

  it("is said to be missing, with what to do, where it was not built", () => {
    expect(() => readBundles(newDataDirectory())).toThrow(/policy\.mjs.*npm run build/)
  })
})

describe("the signer", () => {
  it("carries out the policy engine's orders and no forged one", async () => {
    const box = await serve()
    expect(await box.ask("sign")).toMatchObject({ status: 200 })
    expect(await box.ask("forge")).toEqual({ status: 500, answer: { code: "ORDER_REFUSED" } })
  })

  it("reads no file, sees no port and has nothing in its environment (rule 21)", async () => {
    const secret = `leak-${randomBytes(8).toString("hex")}`
    process.env.KMS_TEST_SECRET = secret
    const box = await serve()
    delete process.env.KMS_TEST_SECRET
    const port = Number(new URL(box.config.databaseUrl ?? "").port)
    const files = ["/etc/passwd", "/proc/self/status", "/proc/self/environ", process.execPath, "package.json"]
    const { answer } = await box.ask("reach", { files, ports: [port] })
    const { parts } = await box.operators.status()
    const isWrapped = parts.find(({ name }) => name === "signer")?.isolation === "namespaces"
    expect(answer).toMatchObject({ read: [], open: isWrapped ? [] : [port] })
    expect((answer as { environment: string[] }).environment.filter((name) => name !== "PWD")).toEqual([])
  })

  it("has its keys from nowhere that another process can look: no argument, no environment, no file", async () => {
    const masterKey = Uint8Array.from(randomBytes(32))
    const box = await serve({ masterKeys: [masterKey] })
    const hex = Buffer.from(masterKey)
    const { parts } = await box.operators.status()
    for (const { pid } of parts) {
      for (const place of ["cmdline", "environ"]) {
        const text = readFileSync(`/proc/${pid}/${place}`)
        expect(text.includes(hex)).toBe(false)
        expect(text.toString()).not.toContain(hex.toString("hex"))
      }
    }
    const kept = readdirSync(box.config.dataDirectory, { recursive: true, encoding: "utf8" })
    for (const name of kept) {
      const path = join(box.config.dataDirectory, name)
      if (statSync(path).isFile()) expect(readFileSync(path).includes(hex)).toBe(false)
    }
  })

  it("can be started sealed, and is unsealed by the operator alone", async () => {
    const box = await serve({ masterKeys: [] })
    expect(await box.ask("sign")).toEqual({ status: 503, answer: { code: "KMS_SEALED" } })
    const masterKeys = [Uint8Array.from(randomBytes(32))]
    expect(await box.operators.unseal({ masterKeys })).toEqual({ ok: true })
    expect(await box.ask("sign")).toMatchObject({ status: 200 })
  })

  it("is unsealed still after it died", async () => {
    const box = await serve({ masterKeys: [] })
    await box.operators.unseal({ masterKeys: [Uint8Array.from(randomBytes(32))] })
    process.kill(await box.pidOf("signer"), "SIGKILL")
    await until(() => signs(box))
  })
})

describe("a part that dies", () => {
  it("is refused for, not waited for without end, and service returns by itself", async () => {
    const box = await serve()
    for (const part of ["signer", "policy-0", "certifier", "api-0"]) {
      process.kill(await box.pidOf(part), "SIGKILL")
      const began = performance.now()
      const asked = await box.ask("sign").catch(() => ({ status: 503 }))
      expect([200, 503]).toContain(asked.status)
      expect(performance.now() - began).toBeLessThan(5000)
      await until(() => signs(box))
    }
    const { parts } = await box.operators.status()
    expect(parts.map(({ restarts }) => restarts)).toEqual([1, 1, 1, 1])
    // A certifier that has just begun again is told of the engine's key a moment after it answers.
    const isVouched = async () => {
      const [vouched, liveKey] = [(await box.ask("vouched")).answer, (await box.ask("liveKey")).answer]
      return JSON.stringify((vouched as { liveKey?: unknown } | null)?.liveKey) === JSON.stringify(liveKey)
    }
    await until(isVouched)
  })

  it("by its own doing is started again too", async () => {
    const box = await serve()
    const before = (await box.ask("pid")).answer
    expect(await box.ask("die")).toMatchObject({ status: 503 })
    await until(() => signs(box))
    expect((await box.ask("pid")).answer).not.toBe(before)
  })

  it("over and over ends the whole, with its name", async () => {
    const box = await serve({ endurance: { deaths: 3, withinMs: 60_000 } })
    let pid = 0
    for (let death = 1; death <= 3; death++) {
      // Until its death is noticed, the launcher still names the one before, and then none.
      const gone = [0, pid]
      await until(async () => {
        pid = await box.pidOf("signer")
        return !gone.includes(pid)
      })
      process.kill(pid, "SIGKILL")
      if (death < 3) await until(() => signs(box))
    }
    expect((await box.failed).message).toMatch(
      /^The signer died 3 times in short order; the last one was ended by/,
    )
  })

  it("before it ever ran is an error at once, and leaves nothing behind", async () => {
    const config = await serveConfig(await freshDatabase(), { settings: "never starts" })
    await expect(serveKms(config)).rejects.toMatchObject({ code: "INTERNAL" })
    expect(existsSync(join(config.dataDirectory, "run"))).toBe(false)
  })
})

describe("the end", () => {
  it("comes after what was under way is finished, and takes every process", async () => {
    const box = await serveBox(await freshDatabase())
    const { parts } = await box.operators.status()
    const underWay = box.ask("wait", 400)
    await new Promise((resolve) => setTimeout(resolve, 100))
    await box.stop()
    expect(await underWay).toEqual({ status: 200, answer: "waited" })
    for (const { pid } of parts) expect(isAlive(pid ?? 0)).toBe(false)
    await expect(box.ask("sign")).rejects.toThrow()
    expect(existsSync(join(box.config.dataDirectory, "run"))).toBe(false)
  })

  it("of a launcher that is killed is the end of every part", async () => {
    const config = await serveConfig(await freshDatabase())
    const { child, pids } = await launchApart(config.databaseUrl ?? "", config.dataDirectory)
    expect(pids).toHaveLength(4)
    expect(pids.every(isAlive)).toBe(true)
    child.kill("SIGKILL")
    await until(() => !pids.some(isAlive), 5000)
  })
})

/** A launcher in a process of its own, so that it can be killed. */
async function launchApart(databaseUrl: string, dataDirectory: string) {
  const args = ["--import", "tsx", "tests/kms-server/programs/box.ts", databaseUrl, dataDirectory]
  const child: ChildProcess = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] })
  const line = await new Promise<string>((resolve) =>
    child.stdout?.once("data", (chunk) => resolve(String(chunk))),
  )
  return { child, pids: JSON.parse(line) as number[] }
}

describe("several of them", () => {
  it("are asked in turn, and one that is gone is passed over", async () => {
    const box = await serve({ policies: 2, apis: 2 })
    expect(new Set(box.ports).size).toBe(2)
    for (const n of [0, 1]) {
      const answers = await Promise.all(Array.from({ length: 8 }, () => box.ask("pid", null, n)))
      expect(new Set(answers.map(({ answer }) => answer)).size).toBe(2)
    }
    process.kill(await box.pidOf("policy-1"), "SIGSTOP")
    process.kill(await box.pidOf("policy-1"), "SIGKILL")
    const answers = await Promise.all(Array.from({ length: 8 }, () => box.ask("sign")))
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200))
  })

  it("are each vouched for by their own key", async () => {
    const box = await serve({ policies: 2 })
    const vouched = await Promise.all(Array.from({ length: 8 }, () => box.ask("vouched")))
    expect(new Set(vouched.map(({ answer }) => (answer as { liveKey: string }).liveKey)).size).toBe(2)
  })
})

describe("a data directory", () => {
  it("serves one KMS at a time", async () => {
    const box = await serve()
    await expect(serveKms(box.config)).rejects.toThrow(
      `A KMS is already running on ${box.config.dataDirectory}.`,
    )
    expect(await box.ask("sign")).toMatchObject({ status: 200 })
  })

  it("keeps its identity, readable by its owner only, and makes it once", () => {
    const directory = newDataDirectory()
    const made = openIdentity(directory)
    expect(made).toHaveLength(32)
    expect(openIdentity(directory)).toEqual(made)
    expect(statSync(join(directory, "identity.key")).mode & 0o777).toBe(0o600)
    expect(readdirSync(directory)).toEqual(["identity.key"])
    expect(Buffer.compare(evidenceKeyOf(made), made)).not.toBe(0)
    writeFileSync(join(directory, "identity.key"), "abc")
    expect(() => openIdentity(directory)).toThrow("64 hex digits")
  })

  it("whose socket was left behind by a killed launcher is taken over", async () => {
    const databaseUrl = await freshDatabase()
    const config = await serveConfig(databaseUrl)
    const { child } = await launchApart(databaseUrl, config.dataDirectory)
    const gone = new Promise((resolve) => child.once("exit", resolve))
    child.kill("SIGKILL")
    await gone
    const box = await serveBox(databaseUrl, config)
    boxes.push(box)
    expect(await box.ask("sign")).toMatchObject({ status: 200 })
    expect(statSync(join(config.dataDirectory, "operators.sock")).mode & 0o777).toBe(0o600)
  })
})

describe("a database", () => {
  it("of another installation is refused", async () => {
    const databaseUrl = await freshDatabase()
    await (await serveBox(databaseUrl)).stop()
    await expect(serveBox(databaseUrl, { identityKey: new Uint8Array(32).fill(8) })).rejects.toThrow(
      "an installation with another identity key",
    )
    await (await serveBox(databaseUrl)).stop()
  })

  it("in the data directory is started with the KMS, and again when it is killed, where it was", async () => {
    const lines: string[] = []
    const box = await serveBox("", {
      databaseUrl: null,
      logger: pino({}, { write: (line: string) => void lines.push(line) }),
    })
    try {
      const { url } = await box.operators.database()
      const pidFile = join(box.config.dataDirectory, "postgres", "data", "postmaster.pid")
      process.kill(Number(readFileSync(pidFile, "utf8").split("\n")[0]), "SIGKILL")
      await until(() => lines.some((line) => line.includes("PostgreSQL ended")))
      await until(
        async () =>
          (
            await box.operators
              .unseal({ masterKeys: box.config.masterKeys as Uint8Array[] })
              .catch(() => null)
          )?.ok === true,
        20_000,
      )
      expect((await box.operators.database()).url).toBe(url)
    } finally {
      await box.stop()
      rmSync(box.config.dataDirectory, { recursive: true, force: true })
    }
  }, 40_000)

  it("whose wallets need another master key is refused, and so is an unsealing with the wrong one", async () => {
    const [right, wrong] = [randomBytes(32), randomBytes(32)].map((key) => Uint8Array.from(key))
    const databaseUrl = await freshDatabase()
    if (!right || !wrong) throw new Error("no keys")
    const first = await serveBox(databaseUrl, { masterKeys: [right] })
    await insertWallets(databaseUrl, standInTerms.keyVersionOf(right), 1)
    await first.stop()
    await expect(serveBox(databaseUrl, { masterKeys: [wrong] })).rejects.toThrow("was not given")
    const box = await serveBox(databaseUrl, { masterKeys: [] })
    boxes.push(box)
    expect(await box.operators.unseal({ masterKeys: [wrong] })).toMatchObject({ ok: false })
    expect(await box.ask("sign")).toEqual({ status: 503, answer: { code: "KMS_SEALED" } })
    expect(await box.operators.unseal({ masterKeys: [wrong, right] })).toEqual({ ok: true })
  })
})
