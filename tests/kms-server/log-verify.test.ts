/** The verifier: an honest log has no finding, and whatever is changed in one is found, by its name. */
import { randomBytes } from "node:crypto"
import { sql } from "drizzle-orm"
import { afterEach, describe, expect, it } from "vitest"
import { leafOf, readAudit, verifyLog } from "~kms-server/audit"
import {
  add,
  change,
  makeLogKey,
  namesOfFindings,
  openTestLog,
  refusal,
  rehash,
  type TestLog,
} from "./log-keeper"
import { makeStamper } from "./stampers"

const opened: TestLog[] = []
async function open(options: Parameters<typeof openTestLog>[0] = {}): Promise<TestLog> {
  const log = await openTestLog(options)
  opened.push(log)
  return log
}
afterEach(async () => {
  await Promise.all(opened.splice(0).map((log) => log.close()))
})

/** Ten decisions, forty entries in all, and three checkpoints on the way. */
async function openKept(): Promise<TestLog> {
  const log = await open()
  for (let i = 0; i < 10; i++) {
    await log.decide({ stamper: makeStamper(i % 2 ? "Secp256r1" : "Ed25519") })
    await add(log, [refusal(), refusal()])
    if (i % 3 === 2) await log.checkpoint()
  }
  return log
}

describe("an honest log", () => {
  it("has no finding, and the report counts what is in it", async () => {
    const log = await openKept()
    const founding = { method: "createOrganization", stamp: null }
    await log.decide(founding)
    await log.decide({ ends: "never" })
    await add(log, [
      { kind: "intent", decisionId: "seal", outcome: "rotate" },
      { kind: "result", decisionId: "seal", outcome: "rotated" },
    ])
    const progress: number[] = []
    const { database, evidenceKey, key } = log
    const onProgress = ({ checked }: { checked: number }) => void progress.push(checked)
    const report = await verifyLog(database, { logKey: key.vkey, evidenceKey, onProgress })
    expect(report).toMatchObject({
      ok: true,
      findings: [],
      size: 45,
      rootHash: Buffer.from((await log.checkpoint()).rootHash).toString("hex"),
      intents: 13,
      results: 12,
      refusals: 20,
      atWork: 1,
      checkpoints: 3,
      stamps: 11,
      unstamped: 1,
      withoutRequest: 1,
    })
    expect(progress).toEqual([45])
  })

  it("has no finding when it is empty", async () => {
    const log = await open()
    await log.checkpoint()
    expect(await log.verify()).toMatchObject({ ok: true, size: 0, checkpoints: 1, lastAt: 0 })
  })

  it("has no finding while it grows, over several batches", async () => {
    const log = await open()
    for (let i = 0; i < 12; i++) await add(log, Array.from({ length: 200 }, refusal))
    let isGrowing = true
    const growth = (async () => {
      while (isGrowing) {
        await log.decide()
        await log.checkpoint()
      }
    })()
    for (let i = 0; i < 5; i++) expect((await log.verify()).findings).toEqual([])
    isGrowing = false
    await growth
    expect((await log.verify()).size).toBeGreaterThan(2400)
  })

  it("shows nothing of a message or a stamp to who has only the disk", async () => {
    const log = await open()
    const secret = "attack at dawn, and bring the treasure"
    const body = Buffer.from(JSON.stringify({ message: secret }))
    const { stamp } = await log.decide({ body })
    const tables = ["log_entries", "log_nodes", "log_head", "log_checkpoints", "log_evidence"]
    for (const table of tables) {
      const rows = await log.database.execute(
        sql.raw(`select encode(sealed.row::bytea, 'escape') as text from
        (select convert_to(t::text, 'UTF8') as row from ${table} t) sealed`),
      )
      const text = JSON.stringify([...rows])
      for (const part of [secret, Buffer.from(secret).toString("hex"), String(stamp).slice(0, 40)]) {
        expect(text).not.toContain(part)
      }
    }
  })
})

describe("what is changed in a log is found", () => {
  it("an entry's text", async () => {
    const log = await openKept()
    await change(log, sql`update log_entries set leaf = replace(leaf, 'signed', 'denied') where seq = 1`)
    expect(await namesOfFindings(log)).toEqual(
      expect.arrayContaining(["entry-changed", "checkpoint-contradicted", "node-changed", "edge-changed"]),
    )
  })

  it("an entry's text, with every stored hash made to fit", async () => {
    const log = await openKept()
    await change(log, sql`update log_entries set leaf = replace(leaf, 'signed', 'denied') where seq = 1`)
    await rehash(log)
    expect(await namesOfFindings(log)).toEqual(Array(3).fill("checkpoint-contradicted"))
  })

  it("an entry's stored hash", async () => {
    const log = await openKept()
    await change(log, sql`update log_entries set leaf_hash = decode(${"00".repeat(32)}, 'hex') where seq = 7`)
    expect((await log.verify()).findings).toMatchObject([{ seq: 7, name: "entry-changed" }])
  })

  it("the order of two entries", async () => {
    const log = await openKept()
    const [one, other] = (await readAudit(log.database)).slice(4, 6).map(leafOf)
    await change(log, sql`update log_entries set leaf = ${other ?? ""} where seq = 4`)
    await change(log, sql`update log_entries set leaf = ${one ?? ""} where seq = 5`)
    const names = await namesOfFindings(log)
    expect(names.filter((name) => name === "entry-misplaced")).toHaveLength(2)
    expect(names).toContain("checkpoint-contradicted")
  })

  it("an entry that was taken out", async () => {
    const log = await openKept()
    await change(log, sql`delete from log_entries where seq = 6`)
    const { findings, rootHash } = await log.verify()
    expect(findings).toMatchObject([{ seq: 6, name: "entry-missing" }])
    expect(rootHash).toBeNull()
  })

  it("a tail that was taken off, and the head put back with it", async () => {
    const log = await openKept()
    await change(log, sql`delete from log_entries where seq >= 30`)
    await rehash(log)
    expect((await log.verify()).findings).toMatchObject([{ seq: 30, name: "tail-missing" }])
  })

  it("a tail that was taken off, with the head left", async () => {
    const log = await openKept()
    await change(log, sql`delete from log_entries where seq >= 39`)
    expect(await namesOfFindings(log)).toEqual(["tail-missing", "edge-changed"])
  })

  it("a head that leaves entries out, or counts what never was", async () => {
    const log = await openKept()
    await change(log, sql`update log_head set size = size - 1`)
    expect(await namesOfFindings(log)).toContain("tail-unclaimed")
    await change(log, sql`update log_head set size = 9007199254740991`)
    expect((await log.verify()).findings[0]).toMatchObject({ seq: 40, name: "tail-missing" })
  })

  it("the edge of the head", async () => {
    const log = await openKept()
    await change(
      log,
      sql`update log_head set edge = ${JSON.stringify(["00".repeat(32), "11".repeat(32)])}::jsonb`,
    )
    expect(await namesOfFindings(log)).toEqual(["edge-changed"])
  })

  it("a node inside the tree, or one that is gone", async () => {
    const log = await openKept()
    await change(
      log,
      sql`update log_nodes set hash = decode(${"00".repeat(32)}, 'hex') where level = 4 and place = 0`,
    )
    await change(log, sql`delete from log_nodes where level = 4 and place = 1`)
    expect(await namesOfFindings(log)).toEqual(["node-changed", "node-changed"])
  })

  it("a forged checkpoint: of another key, another log, another size, or with a letter changed", async () => {
    const log = await openKept()
    const [stored] = await log.database.execute<{ size: string; text: string }>(
      sql`select size, text from log_checkpoints order by size desc`,
    )
    if (!stored) throw new Error("there is no checkpoint")
    const tree = { size: Number(stored.size), rootHash: (await log.checkpoint()).rootHash }
    const [origin = "", , root = ""] = stored.text.split("\n")
    const forged = [
      await makeLogKey(origin).signCheckpoint(tree),
      await makeLogKey("another").signCheckpoint(tree),
      stored.text.replace(`\n${tree.size}\n`, `\n${tree.size - 1}\n`),
      stored.text.replace(root, `${root.startsWith("A") ? "B" : "A"}${root.slice(1)}`),
      stored.text.replace("\n\n", "\nextension\n\n"),
      stored.text.trimEnd(),
      "",
    ]
    for (const text of forged) {
      await change(log, sql`update log_checkpoints set text = ${text} where size = ${stored.size}`)
      expect(await namesOfFindings(log)).toEqual(["checkpoint-forged"])
    }
    await change(log, sql`update log_checkpoints set text = ${stored.text} where size = ${stored.size}`)
    expect(await namesOfFindings(log)).toEqual([])
  })

  it("a checkpoint that the log's own key signed over another tree", async () => {
    const log = await openKept()
    const text = await log.key.signCheckpoint({ size: 5, rootHash: randomBytes(32) })
    await change(log, sql`insert into log_checkpoints (size, at, text) values (5, 0, ${text})`)
    expect(await namesOfFindings(log)).toEqual(["checkpoint-contradicted"])
  })

  it("what an entry is filed under", async () => {
    const log = await openKept()
    await change(log, sql`update log_entries set digest = null where seq = 0`)
    await change(log, sql`update log_entries set decision_id = 'another' where seq = 2`)
    expect(await namesOfFindings(log)).toEqual(["column-changed", "column-changed"])
  })

  it("a text that is no entry, from a log of its own hashes", async () => {
    const log = await open()
    await log.decide()
    for (const leaf of ["", "{}", "null", "[[[[", '{"seq":0}']) {
      await change(log, sql`update log_entries set leaf = ${leaf} where seq = 0`)
      await rehash(log)
      expect(await namesOfFindings(log)).toEqual(["entry-unreadable", "result-without-intent"])
    }
  })
})
