/** Checkpoints: what is signed, how often, and that nothing signed is ever contradicted. */
import { sql } from "drizzle-orm"
import { afterEach, describe, expect, it } from "vitest"
import { openTestLog, type TestLog } from "./log-keeper"

const opened: TestLog[] = []
async function open(options: Parameters<typeof openTestLog>[0] = {}): Promise<TestLog> {
  const log = await openTestLog(options)
  opened.push(log)
  return log
}
afterEach(async () => {
  await Promise.all(opened.splice(0).map((log) => log.close()))
})

describe("a checkpoint (rule 16: C2SP)", () => {
  it("is of the empty log at first, and of every committed entry after", async () => {
    const log = await open()
    const [name] = log.key.vkey.split("+")
    expect((await log.checkpoint()).text).toMatch(
      `${name}\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n— ${name} `,
    )
    await log.decide()
    expect((await log.checkpoint()).size).toBe(2)
  })

  it("covers no entry that is not committed", async () => {
    const log = await open()
    await log.decide()
    await log.database.transaction(async (session) => {
      await log.append(session, [{ kind: "refusal", decisionId: "d", outcome: "NOT YET" }])
      expect((await log.checkpoint()).size).toBe(2)
    })
    expect((await log.checkpoint()).size).toBe(3)
  })

  it("is signed once while the log has not grown, and once over all processes and restarts", async () => {
    const log = await open()
    const other = await open(log)
    await log.decide()
    const asked = Array.from({ length: 20 }, (_, i) => (i % 2 ? log : other).checkpoint())
    const texts = new Set((await Promise.all(asked)).map(({ text }) => text))
    expect(texts.size).toBe(1)
    expect(log.key.signed.length).toBeLessThanOrEqual(2)
    const restarted = await open(log)
    const signed = log.key.signed.length
    await restarted.checkpoint()
    expect(log.key.signed).toHaveLength(signed)
  })

  it("is never signed with two roots for one size, nor for a log that shrank or was rewritten", async () => {
    const log = await open()
    await log.decide()
    await log.decide()
    await log.checkpoint()
    const [earlier] = await log.database.execute<{ edge: string[] }>(sql`select edge from log_head`)
    const signed = log.key.signed.length
    const restarted = await open(log)
    const refuse = async (sentence: string) => {
      for (const one of [log, restarted]) await expect(one.checkpoint()).rejects.toThrow(sentence)
      expect(log.key.signed).toHaveLength(signed)
    }
    const forged = JSON.stringify(["00".repeat(32)])
    await log.database.execute(sql`update log_head set edge = ${forged}::jsonb`)
    await refuse("does not contain its last checkpoint")
    await log.database.execute(sql`update log_head set size = 2`)
    await refuse("shorter than its last checkpoint")
    await log.database.execute(
      sql`update log_head set size = 4, edge = ${JSON.stringify(earlier?.edge)}::jsonb`,
    )
    expect((await log.checkpoint()).size).toBe(4)
  })

  it("is not signed for a longer log that begins differently", async () => {
    const log = await open()
    await log.decide()
    await log.checkpoint()
    const other = await open()
    for (let i = 0; i < 3; i++) await other.decide()
    const [head] = await other.database.execute<{ edge: string[] }>(sql`select edge from log_head`)
    for (let i = 0; i < 2; i++) await log.decide()
    await log.database.execute(sql`update log_head set edge = ${JSON.stringify(head?.edge)}::jsonb`)
    await expect(log.checkpoint()).rejects.toThrow("does not contain its last checkpoint")
  })

  it("is asked for again after the certifier failed", async () => {
    const key = (await open()).key
    let broken = true
    const signCheckpoint: typeof key.signCheckpoint = async (tree) => {
      if (broken) throw new Error("the certifier is gone")
      return key.signCheckpoint(tree)
    }
    const log = await open({ key: { ...key, signCheckpoint } })
    await log.decide()
    await expect(log.checkpoint()).rejects.toThrow("the certifier is gone")
    broken = false
    expect((await log.checkpoint()).size).toBe(2)
  })
})
