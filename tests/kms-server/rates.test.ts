import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { openRates } from "~kms-server/policy/rates"

const runs = 200 * Number(process.env.COUNTERSIGN_RUNS ?? 1)
const slow = { key: { perSecond: 2, burst: 3 } }

function takeTimes(rates: ReturnType<typeof openRates>, name: string, times: number, now: number): number {
  return Array.from({ length: times }, () => rates.take(name, now)).filter(({ ok }) => ok).length
}

describe("the rates of callers", () => {
  it("lets a burst through, then says how long to wait", () => {
    const rates = openRates(slow)
    expect(takeTimes(rates, "key a", 3, 0)).toBe(3)
    expect(rates.take("key a", 0)).toEqual({ ok: false, retryAfterMs: 500 })
    expect(rates.take("key a", 499)).toEqual({ ok: false, retryAfterMs: 1 })
    expect(rates.take("key a", 500)).toEqual({ ok: true })
  })

  it("takes nothing from a caller for asking too early", () => {
    const rates = openRates(slow)
    takeTimes(rates, "key a", 3, 0)
    for (let now = 0; now < 500; now += 1) expect(rates.take("key a", now).ok).toBe(false)
    expect(rates.take("key a", 500).ok).toBe(true)
  })

  it("never saves up more than a burst", () => {
    const rates = openRates(slow)
    takeTimes(rates, "key a", 3, 0)
    expect(takeTimes(rates, "key a", 100, 1e12)).toBe(3)
  })

  it("counts each name by itself", () => {
    const rates = openRates(slow)
    takeTimes(rates, "key a", 3, 0)
    expect(rates.take("key a", 0).ok).toBe(false)
    expect(rates.take("key b", 0).ok).toBe(true)
    expect(rates.take("organization a", 0).ok).toBe(true)
  })

  it("is stricter with what nobody stamped, and as strict with a kind it does not know", () => {
    const limits = { unstamped: { perSecond: 1, burst: 1 }, key: { perSecond: 9, burst: 9 } }
    const rates = openRates(limits)
    expect(takeTimes(rates, "key a", 5, 0)).toBe(5)
    expect(takeTimes(rates, "unstamped", 5, 0)).toBe(1)
    expect(takeTimes(rates, "key unstamped", 5, 0)).toBe(1)
    expect(takeTimes(rates, "whatever", 5, 0)).toBe(1)
  })

  it("is off where the rate is 0", () => {
    const rates = openRates({ key: { perSecond: 0, burst: 0 } })
    expect(takeTimes(rates, "key a", 10_000, 0)).toBe(10_000)
  })

  it("gives nothing for a clock that goes back, and locks nobody out when it does", () => {
    const rates = openRates(slow)
    takeTimes(rates, "key a", 3, 1_000_000)
    expect(rates.take("key a", 0).ok).toBe(false)
    expect(rates.take("key a", 500).ok).toBe(true)
  })

  it("remembers a bounded number of names, and forgets the one that was idle longest", () => {
    const rates = openRates(slow, 2)
    takeTimes(rates, "key a", 3, 0)
    takeTimes(rates, "key b", 3, 0)
    expect(rates.take("key a", 0).ok).toBe(false)
    rates.take("key c", 0)
    expect(rates.take("key a", 0).ok).toBe(false)
    expect(rates.take("key b", 0).ok).toBe(true)
  })

  it("never lets more through than the burst and the rate allow, whatever the times of asking", () => {
    const steps = fc.array(fc.nat(2000), { minLength: 1, maxLength: 200 })
    const limit = fc.record({
      perSecond: fc.integer({ min: 1, max: 50 }),
      burst: fc.integer({ min: 1, max: 20 }),
    })
    void fc.assert(
      fc.property(limit, steps, (key, gaps) => {
        const rates = openRates({ key })
        let now = 0
        let through = 0
        for (const gap of gaps) {
          now += gap
          const taken = rates.take("key a", now)
          if (taken.ok) {
            through += 1
            continue
          }
          if (taken.retryAfterMs > 1) expect(rates.take("key a", now + taken.retryAfterMs - 1).ok).toBe(false)
          now += taken.retryAfterMs
          expect(rates.take("key a", now).ok).toBe(true)
          through += 1
        }
        expect(through).toBeLessThanOrEqual(key.burst + (now / 1000) * key.perSecond + 1e-6)
      }),
      { numRuns: runs },
    )
  })
})
