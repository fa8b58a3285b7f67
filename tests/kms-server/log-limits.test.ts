/** The verifier on limits: every window of every holder, replayed from what the log says. */
import { afterEach, describe, expect, it } from "vitest"
import type { CountedSpend } from "~kms-server/audit"
import { namesOfFindings, openTestLog, type TestLog } from "./log-keeper"

const opened: TestLog[] = []
async function open(options: Parameters<typeof openTestLog>[0] = {}): Promise<TestLog> {
  const log = await openTestLog(options)
  opened.push(log)
  return log
}
afterEach(async () => {
  await Promise.all(opened.splice(0).map((log) => log.close()))
})

describe("limits, replayed", () => {
  const DAY = 86_400_000
  const START = 1_700_000_000_000
  const spend = (amount: number, limit = 100, windowMs = DAY): CountedSpend[] => [
    {
      holder: "grant",
      asset: "solana/slip44:501",
      amount: String(amount),
      limits: [{ windowMs, limit: String(limit) }],
    },
  ]

  async function openAt(): Promise<{ log: TestLog; at(ms: number): void }> {
    let clock = START
    const log = await open({ clock: () => clock })
    const at = (ms: number) => {
      clock = START + ms
    }
    return { log, at }
  }

  it("are kept where every window stays at or under its limit", async () => {
    const { log, at } = await openAt()
    await log.decide({ spends: spend(60) })
    await log.decide({ spends: spend(40) })
    at(DAY)
    await log.decide({ spends: spend(100) })
    expect(await log.verify()).toMatchObject({ ok: true, limits: 3 })
  })

  it("are broken by one more than the limit, and the finding names the holder, the sum and the limit", async () => {
    const { log, at } = await openAt()
    await log.decide({ spends: spend(60) })
    at(DAY - 1)
    await log.decide({ spends: spend(41) })
    const sentence = `grant spent 101 of solana/slip44:501 in ${DAY} ms, with a limit of 100.`
    expect((await log.verify()).findings).toEqual([{ seq: 2, name: "limit-exceeded", sentence }])
  })

  it("count no more what was released, from its release on", async () => {
    const { log } = await openAt()
    await log.decide({ spends: spend(60), ends: "released" })
    await log.decide({ spends: spend(100) })
    expect((await log.verify()).ok).toBe(true)
    await log.decide({ spends: spend(1) })
    expect(await namesOfFindings(log)).toEqual(["limit-exceeded"])
  })

  it("count what was reserved and never ended", async () => {
    const { log } = await openAt()
    await log.decide({ spends: spend(60), ends: "never" })
    await log.decide({ spends: spend(41) })
    expect(await namesOfFindings(log)).toContain("limit-exceeded")
  })

  it("are held for each holder, asset, window and limit by itself", async () => {
    const { log, at } = await openAt()
    const [one] = spend(90)
    if (!one) throw new Error("there is no spend")
    const hour = { windowMs: 3_600_000, limit: "90" }
    await log.decide({
      spends: [
        { ...one, limits: [...one.limits, hour] },
        { ...one, holder: "user" },
      ],
    })
    await log.decide({ spends: [{ ...one, asset: "usd" }] })
    expect((await log.verify()).ok).toBe(true)
    at(3_599_999)
    await log.decide({ spends: [{ ...one, amount: "1", limits: [...one.limits, hour] }] })
    const { findings } = await log.verify()
    expect(findings).toMatchObject([{ name: "limit-exceeded" }])
    expect(findings[0]?.sentence).toContain("in 3600000 ms")
  })

  it("hold for one request alone where the window is no time at all", async () => {
    const { log } = await openAt()
    await log.decide({ spends: spend(100, 100, 0) })
    await log.decide({ spends: spend(100, 100, 0) })
    expect((await log.verify()).ok).toBe(true)
    await log.decide({ spends: spend(101, 100, 0) })
    expect(await namesOfFindings(log)).toEqual(["limit-exceeded"])
  })

  it("count an amount of one request that is spread over several spends", async () => {
    const { log } = await openAt()
    await log.decide({ spends: [...spend(60), ...spend(41)] })
    expect(await namesOfFindings(log)).toEqual(["limit-exceeded", "limit-exceeded"])
  })
})
