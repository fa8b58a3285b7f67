/** Processes that are killed while they write the log: it is whole, and holds all that was promised of it. */
import { type ChildProcess, spawn } from "node:child_process"
import { generateKeyPairSync, randomBytes } from "node:crypto"
import { once } from "node:events"
import { afterEach, expect, it } from "vitest"
import { provesGrowth, readAudit } from "~kms-server/audit"
import { makeLogKey, openTestLog } from "./log-keeper"

const ROUNDS = 2 * Number(process.env.COUNTERSIGN_RUNS ?? 1)
const { privateKey } = generateKeyPairSync("ed25519")
const seed = privateKey.export({ format: "der", type: "pkcs8" }).toString("base64")
const evidenceKey = randomBytes(32)

const children: ChildProcess[] = []
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL")
})

type Seen = { size: number; root: string }

/** A writer, killed a moment after its third checkpoint; what it had shown by then. */
async function writeAndDie(url: string): Promise<Seen[]> {
  const told = JSON.stringify({ url, seed, evidenceKey: evidenceKey.toString("base64") })
  const child = spawn(process.execPath, ["--import", "tsx", "tests/kms-server/log-writer.ts", told], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  children.push(child)
  let heard = ""
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    heard += text
    // Lines may come together: there may never be exactly three.
    if (heard.split("\n").length >= 4) setTimeout(() => child.kill("SIGKILL"), 100 * Math.random())
  })
  await once(child, "close")
  const lines = heard.split("\n").slice(0, -1)
  return lines.map((line) => JSON.parse(line))
}

it("two writers killed at work, again and again, leave a whole log with every checkpoint they gave out", async () => {
  const log = await openTestLog({ key: makeLogKey(undefined, privateKey), evidenceKey })
  for (let round = 0; round < ROUNDS; round++) {
    const seen = (await Promise.all([writeAndDie(log.url), writeAndDie(log.url)])).flat()
    expect(seen.length).toBeGreaterThanOrEqual(6)
    const { size, rootHash } = await log.checkpoint()
    for (const one of seen) {
      const { path } = await log.consistency({ from: one.size, to: size })
      expect(provesGrowth({ from: one.size, to: size, path }, Buffer.from(one.root, "hex"), rootHash)).toBe(
        true,
      )
    }
    expect((await log.verify()).findings).toEqual([])
  }
  const entries = await readAudit(log.database)
  expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, i) => i))
  await log.close()
}, 120_000)
