/** The audit log as it is written: what an entry is, its times, its order under load, and what it refuses. */
import { createHash, randomUUID } from "node:crypto"
import { sql } from "drizzle-orm"
import fc from "fast-check"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type AuditEntry, leafOf, type NewEntry, openAuditLog, readAudit, readLeaf } from "~kms-server/audit"
import { openDatabase } from "~kms-server/store"
import { openTestLog, type TestLog } from "./log-keeper"

const RUNS = 100 * Number(process.env.COUNTERSIGN_RUNS ?? 1)
const refusal = (outcome = "GARBAGE"): NewEntry => ({ kind: "refusal", decisionId: randomUUID(), outcome })

let log: TestLog
beforeAll(async () => {
  log = await openTestLog()
})
afterAll(() => log.close())

const append = (to: TestLog, entries: NewEntry[]) =>
  to.database.transaction((session) => to.append(session, entries))

describe("an entry", () => {
  it("is hashed as its exact text, which whoever has the entry can make again", async () => {
    const { body } = await log.decide()
    const digest = createHash("sha256").update(body).digest("hex")
    const [intent, result] = await log.find({ digest })
    if (!intent || !result) throw new Error("the entries are gone")
    expect([intent.kind, result.kind]).toEqual(["intent", "result"])
    const { leafHash } = await log.inclusion({ index: intent.seq, size: result.seq + 1 })
    const text = Buffer.from(leafOf(JSON.parse(JSON.stringify(intent))))
    expect(Buffer.from(leafHash)).toEqual(createHash("sha256").update(Buffer.of(0)).update(text).digest())
  })

  it.each([
    ["a zero byte, which PostgreSQL does not store", "a\u0000b", "a?b"],
    ["a character that the bound cuts in two", `${"m".repeat(127)}👻`, `${"m".repeat(127)}?`],
    ["a quote, a backslash and a brace", `\\"},{`, `\\"},{`],
    ["a hundred thousand letters", "m".repeat(100_000), "m".repeat(128)],
  ])("holds a method with %s, bounded", async (_name, method, kept) => {
    await append(log, [
      { ...refusal(), method, organizationId: method, digest: method, authenticator: method },
    ])
    expect((await readAudit(log.database)).at(-1)).toMatchObject({
      method: kept,
      digest: kept,
      outcome: "GARBAGE",
    })
  })

  it("comes back from its text, and from no other text", () => {
    const text = fc.string({ unit: "grapheme-ascii", maxLength: 128 })
    const amount = fc.bigInt({ min: 0n, max: 10n ** 77n }).map(String)
    const limit = fc.record({ windowMs: fc.nat(), limit: amount })
    const spend = fc.record({ holder: text, asset: text, amount, limits: fc.array(limit, { maxLength: 3 }) })
    const entry: fc.Arbitrary<AuditEntry> = fc.record({
      seq: fc.maxSafeNat(),
      at: fc.maxSafeNat(),
      kind: fc.constantFrom("intent" as const, "result" as const, "refusal" as const),
      decisionId: text,
      organizationId: fc.option(text),
      authenticator: fc.option(text),
      method: fc.option(text),
      digest: fc.option(text),
      outcome: text,
      spends: fc.array(spend, { maxLength: 3 }),
      released: fc.boolean(),
    })
    const isText = (value: AuditEntry) => {
      expect(readLeaf(leafOf(value))).toEqual(value)
      expect(readLeaf(` ${leafOf(value)}`)).toBeNull()
      expect(readLeaf(leafOf(value).replace("{", `{"seq":0,`))).toBeNull()
    }
    fc.assert(fc.property(entry, isText), { numRuns: RUNS })
    fc.assert(
      fc.property(fc.string(), (garbage) => readLeaf(garbage) === null),
      { numRuns: RUNS },
    )
  })

  it("is refused where it would have to cut an amount, a holder or a list of spends", async () => {
    const spend = { holder: "grant", asset: "solana/slip44:501", amount: "1", limits: [] }
    const before = (await readAudit(log.database)).length
    for (const spends of [
      [{ ...spend, amount: "-1" }],
      [{ ...spend, amount: "01" }],
      [{ ...spend, holder: "h".repeat(257) }],
      [{ ...spend, asset: "naïve" }],
      Array.from({ length: 65 }, () => spend),
    ]) {
      const intent = { ...refusal(), kind: "intent" as const, spends }
      await expect(append(log, [intent])).rejects.toMatchObject({ code: "TRANSACTION_UNREADABLE" })
    }
    expect(await readAudit(log.database)).toHaveLength(before)
  })

  it("is found by its digest, and by nothing that is no digest", async () => {
    expect(await log.find({ digest: "0".repeat(64) })).toEqual([])
    for (const digest of ["", "0".repeat(63), "%", `${"0".repeat(63)}G`, "0".repeat(65)]) {
      await expect(log.find({ digest })).rejects.toMatchObject({ code: "BODY_MALFORMED" })
    }
  })

  it("is there when, and only when, its transaction commits", async () => {
    const before = await readAudit(log.database)
    const undone = log.database.transaction(async (session) => {
      await log.append(session, [refusal("UNDONE")])
      throw new Error("changed its mind")
    })
    await expect(undone).rejects.toThrow("changed its mind")
    expect(await readAudit(log.database)).toEqual(before)
    await append(log, [])
    expect(await readAudit(log.database)).toEqual(before)
  })
})

describe("trusted time", () => {
  it("never runs back behind the last entry, whatever the clock does, nor after a restart", async () => {
    let clock = 1_000_000
    const first = await openTestLog({ clock: () => clock })
    expect(await append(first, [refusal()])).toBe(1_000_000)
    clock = 400_000
    expect(first.now()).toBe(1_000_000)
    expect(await append(first, [refusal(), refusal()])).toBe(1_000_000)
    const second = await openTestLog({ url: first.url, clock: () => 5 })
    expect(second.now()).toBe(1_000_000)
    expect(await second.lastAt(second.database)).toBe(1_000_000)
    clock = 2_000_000
    await append(first, [refusal()])
    expect(await append(second, [refusal()])).toBe(2_000_000)
    expect(second.now()).toBe(2_000_000)
    const times = (await readAudit(first.database)).map(({ at }) => at)
    expect(times).toEqual([1_000_000, 1_000_000, 1_000_000, 2_000_000, 2_000_000])
    await Promise.all([first.close(), second.close()])
  })

  it("is not moved by a clock that leaps ahead while nothing is written", async () => {
    let clock = 1_000_000
    const leaping = await openTestLog({ clock: () => clock })
    clock = 9_000_000_000
    expect(leaping.now()).toBe(9_000_000_000)
    clock = 1_000_001
    expect(leaping.now()).toBe(1_000_001)
    await leaping.close()
  })
})

describe("writers at once", () => {
  it("leave no gap, keep their own order, and one root", async () => {
    const logs = [log, await openTestLog({ url: log.url, key: log.key, evidenceKey: log.evidenceKey })]
    const before = (await readAudit(log.database)).length
    const writers = [0, 1, 2, 3].map(async (writer) => {
      for (let i = 0; i < 12; i++) {
        const to = logs[writer % 2] ?? log
        await append(
          to,
          Array.from({ length: 1 + ((i * 7) % 20) }, (_, j) => refusal(`w${writer} ${i} ${j}`)),
        )
      }
    })
    const checkpoints = logs.map(async ({ checkpoint }) => {
      for (let i = 0; i < 10; i++) await checkpoint()
    })
    await Promise.all([...writers, ...checkpoints])
    const entries = await readAudit(log.database)
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, i) => i))
    const written = 4 * Array.from({ length: 12 }, (_, i) => 1 + ((i * 7) % 20)).reduce((a, b) => a + b)
    expect(entries).toHaveLength(before + written)
    for (const writer of [0, 1, 2, 3]) {
      const own = entries.map(({ outcome }) => outcome).filter((outcome) => outcome.startsWith(`w${writer} `))
      const numbers = own.map((outcome) => outcome.split(" ").slice(1).map(Number))
      expect(numbers).toEqual([...numbers].sort(([a = 0, b = 0], [c = 0, d = 0]) => a - c || b - d))
    }
    const [one, other] = await Promise.all(logs.map(({ checkpoint }) => checkpoint()))
    expect(one).toEqual(other)
    expect((await log.verify()).findings).toEqual([])
    await logs[1]?.close()
  })
})

describe("a log that cannot be written", () => {
  it("refuses to open where its entries outlived its head, or its head them", async () => {
    const broken = await openTestLog()
    await append(broken, [refusal(), refusal()])
    const { key, evidenceKey } = broken
    const open = () => openAuditLog(broken.database, { clock: Date.now, certifier: key, evidenceKey })
    await open()
    await broken.database.execute(sql`delete from log_entries where seq = 1`)
    await expect(open()).rejects.toThrow("the audit log and its head disagree")
    await broken.database.execute(sql`delete from log_head`)
    await expect(open()).rejects.toThrow("the audit log and its head disagree")
    await broken.close()
  })

  it("lets nothing of the transaction through, and goes on once it can be written", async () => {
    const { database } = log
    await database.execute(
      sql`alter table log_entries add constraint full_disk check (leaf not like '%TOO MUCH%')`,
    )
    const deed = (outcome: string) =>
      database.transaction(async (session) => {
        await session.execute(sql`create table if not exists deeds (name text)`)
        await log.append(session, [refusal(outcome)])
      })
    await expect(deed("TOO MUCH")).rejects.toThrow()
    expect(await database.execute(sql`select to_regclass('deeds') as deeds`)).toMatchObject([{ deeds: null }])
    await database.execute(sql`alter table log_entries drop constraint full_disk`)
    await deed("TOO MUCH")
    expect((await log.verify()).ok).toBe(true)
  })

  it("takes no evidence key of another length", async () => {
    const database = await openDatabase(log.url)
    const options = { clock: Date.now, certifier: log.key, evidenceKey: new Uint8Array(16) }
    await expect(openAuditLog(database, options)).rejects.toThrow("32 bytes")
    await database.close()
  })
})
