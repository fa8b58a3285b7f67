/** The verifier on decisions: one intent, one result, the request that was stamped, and times that do not run back. */
import { randomBytes, randomUUID } from "node:crypto"
import { sql } from "drizzle-orm"
import { afterEach, describe, expect, it } from "vitest"
import { leafOf, readAudit, verifyLog } from "~kms-server/audit"
import {
  add,
  change,
  namesOf,
  namesOfFindings,
  openTestLog,
  rehash,
  requestOf,
  type TestLog,
} from "./log-keeper"
import { makeStamper, twinOf } from "./stampers"

const opened: TestLog[] = []
async function open(options: Parameters<typeof openTestLog>[0] = {}): Promise<TestLog> {
  const log = await openTestLog(options)
  opened.push(log)
  return log
}
afterEach(async () => {
  await Promise.all(opened.splice(0).map((log) => log.close()))
})

describe("a log that was written wrongly is found out", () => {
  const request = () => {
    const made = requestOf()
    return { made, names: { decisionId: made.decisionId, ...namesOf(made), method: "signTransaction" } }
  }
  const intent = { kind: "intent" as const, outcome: "allowed" }
  const result = { kind: "result" as const, outcome: "signed" }

  it("a second result, and a second intent", async () => {
    const log = await open()
    const { decisionId, ...made } = await log.decide()
    const names = { decisionId, ...namesOf({ decisionId, ...made }) }
    await add(log, [{ ...result, ...names }])
    expect((await log.verify()).findings).toMatchObject([{ seq: 2, name: "second-result" }])
    await add(log, [
      { ...intent, ...names },
      { ...result, ...names },
    ])
    expect(await namesOfFindings(log)).toEqual(["second-result", "second-intent"])
  })

  it("a result without an intent before it", async () => {
    const log = await open()
    const { made, names } = request()
    await log.keepEvidence(log.database, [made])
    await add(log, [
      { ...result, ...names },
      { ...intent, ...names },
    ])
    expect((await log.verify()).findings).toMatchObject([{ seq: 0, name: "result-without-intent" }])
  })

  it("a result about another request than its intent", async () => {
    const log = await open()
    const { names } = request()
    const { decisionId } = await log.decide({ ends: "never" })
    await add(log, [{ ...result, ...names, decisionId }])
    expect((await log.verify()).findings).toMatchObject([{ seq: 1, name: "result-differs" }])
  })

  it("an intent without an end, unless it was begun in the last minute (rule 15)", async () => {
    let clock = Date.now() - 61_000
    const log = await open({ clock: () => clock })
    await log.decide({ ends: "never" })
    expect((await log.verify()).findings).toMatchObject([{ seq: 0, name: "intent-without-end" }])
    clock = Date.now()
    await log.decide({ ends: "never" })
    expect(await log.verify()).toMatchObject({ findings: [{ seq: 0 }], atWork: 1 })
  })

  it("times that run back", async () => {
    const log = await open()
    await log.decide()
    const [, last] = await readAudit(log.database)
    if (!last) throw new Error("the entries are gone")
    const leaf = leafOf({ ...last, at: last.at - 5000 })
    await change(log, sql`update log_entries set leaf = ${leaf} where seq = 1`)
    await rehash(log)
    const [finding] = (await log.verify()).findings
    expect(finding).toMatchObject({ seq: 1, name: "time-ran-back" })
    expect(finding?.sentence).toMatch(/\d+ ms before/)
  })

  it("a request that nothing is kept of", async () => {
    const log = await open()
    const { decisionId } = await log.decide()
    await change(log, sql`delete from log_evidence where decision_id = ${decisionId}`)
    expect(await namesOfFindings(log)).toEqual(["evidence-missing"])
    const { names } = request()
    await add(log, [
      { ...intent, ...names, decisionId: "not a uuid" },
      { ...result, ...names, decisionId: "not a uuid" },
    ])
    expect(await namesOfFindings(log)).toEqual(["evidence-missing", "evidence-missing"])
  })

  it("evidence that was changed, cut, moved to another decision, or sealed under another key", async () => {
    const log = await open()
    const [one, other] = [await log.decide(), await log.decide()]
    const [kept] = await log.database.execute<{ sealed: Buffer }>(
      sql`select sealed from log_evidence where decision_id = ${one.decisionId}`,
    )
    const sealed = Buffer.from(kept?.sealed ?? "")
    const keep = (hex: string, id: string) =>
      change(log, sql`update log_evidence set sealed = decode(${hex}, 'hex') where decision_id = ${id}`)
    for (const at of [0, 11, 12, 40, sealed.length - 1]) {
      const changed = Buffer.from(sealed)
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at)
      await keep(changed.toString("hex"), one.decisionId)
      expect((await log.verify()).findings).toMatchObject([{ seq: 0, name: "evidence-changed" }])
    }
    for (const length of [0, 12, 28, sealed.length - 1]) {
      await keep(sealed.subarray(0, length).toString("hex"), one.decisionId)
      expect(await namesOfFindings(log)).toEqual(["evidence-changed"])
    }
    await keep(sealed.toString("hex"), one.decisionId)
    expect(await namesOfFindings(log)).toEqual([])
    await keep(sealed.toString("hex"), other.decisionId)
    expect((await log.verify()).findings).toMatchObject([{ seq: 2, name: "evidence-changed" }])
    const options = { logKey: log.key.vkey, evidenceKey: randomBytes(32) }
    expect((await verifyLog(log.database, options)).findings).toHaveLength(2)
  })

  it("evidence of another request than the entry's", async () => {
    const log = await open()
    const { made, names } = request()
    await log.keepEvidence(log.database, [{ ...made, body: Buffer.from("another") }])
    await add(log, [
      { ...intent, ...names },
      { ...result, ...names },
    ])
    expect(await namesOfFindings(log)).toEqual(["evidence-changed"])
  })

  it.each([
    ["no stamp", "stamp-missing", () => null],
    ["a stamp over another body", "stamp-wrong", () => makeStamper().stamp("another")],
    ["a stamp that is garbage", "stamp-wrong", () => "garbage"],
    ["a stamp of another key", "authenticator-differs", (body: Uint8Array) => makeStamper().stamp(body)],
  ])("a request with %s", async (_name, name, stampOf) => {
    const log = await open()
    const { body } = requestOf()
    await log.decide({ body, stamp: stampOf(body) })
    expect((await log.verify()).findings).toMatchObject([{ seq: 0, name }])
  })

  it("and not a stamp in the other spelling that P-256 allows", async () => {
    const log = await open()
    const stamper = makeStamper("Secp256r1")
    const { body } = requestOf()
    await log.decide({ body, stamper, stamp: twinOf(stamper.stamp(body)) })
    expect((await log.verify()).ok).toBe(true)
  })

  it("keeps a request's evidence once: it cannot be replaced", async () => {
    const log = await open()
    const made = await log.decide()
    await expect(
      log.keepEvidence(log.database, [{ ...made, body: Buffer.from("another") }]),
    ).rejects.toThrow()
    expect((await log.verify()).ok).toBe(true)
  })

  it("names the first thousand findings and counts the others", async () => {
    const log = await open()
    const results = Array.from({ length: 1100 }, () => ({ ...result, decisionId: randomUUID() }))
    await add(log, results)
    const { findings, unlisted, ok } = await log.verify()
    expect([findings.length, unlisted, ok]).toEqual([1000, 100, false])
  })
})
