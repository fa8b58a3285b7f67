import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { senderOf } from "~kms-server/api/addresses"
import { openBodies } from "~kms-server/api/body"
import { openGate } from "~kms-server/api/rates"
import { appOver, BODY, call, RPC } from "./stand-in-policy"

const runs = 300 * Number(process.env.COUNTERSIGN_RUNS ?? 1)
const from = (socket: string | undefined, forwarded: string | null = null, proxies = 0) =>
  senderOf({ socket, forwarded, proxies })

describe("who a request is counted under", () => {
  it("is the address of the socket, whatever a header says", () => {
    expect(from("203.0.113.7", "1.2.3.4")).toBe("203.0.113.7")
  })

  it("is one IPv4 address in either clothing", () => {
    expect(from("::ffff:203.0.113.7")).toBe("203.0.113.7")
    expect(from("::FFFF:203.0.113.7")).toBe("203.0.113.7")
  })

  it("is a whole IPv6 /64, however it is written", () => {
    const sames = [
      "2001:db8::1",
      "2001:0db8:0:0:ffff::2",
      "2001:DB8:0::9:8:7:6",
      "2001:db8::1.2.3.4",
      "2001:db8::1%eth0",
    ]
    expect(new Set(sames.map((one) => from(one)))).toEqual(new Set(["2001:db8:0:0::/64"]))
    expect(from("2001:db8:0:1::1")).toBe("2001:db8:0:1::/64")
    expect(from("::1")).toBe("0:0:0:0::/64")
  })

  it("is what the trusted proxy wrote last, never what the sender wrote before it", () => {
    expect(from("10.0.0.1", "6.6.6.6, 203.0.113.7", 1)).toBe("203.0.113.7")
    expect(from("10.0.0.1", "6.6.6.6, 203.0.113.7, 10.0.0.2", 2)).toBe("203.0.113.7")
    expect(from("10.0.0.1", "203.0.113.7:4711", 1)).toBe("203.0.113.7")
    expect(from("10.0.0.1", "[2001:db8::5]:4711", 1)).toBe("2001:db8:0:0::/64")
  })

  it("falls back on the socket where the header names no address", () => {
    for (const forwarded of [null, "", "unknown", "nonsense, _hidden", "1.2.3.4.5"]) {
      expect(from("10.0.0.1", forwarded, 1)).toBe("10.0.0.1")
    }
    expect(from("10.0.0.1", "203.0.113.7", 2)).toBe("10.0.0.1")
  })

  it("is one sender for all whose socket is gone", () => {
    expect(from(undefined)).toBe("unknown")
  })

  it("is an address or a prefix for any header at all", () => {
    void fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.ipV6(), fc.ipV4(), fc.ipV4Extended()),
        fc.nat(3),
        (forwarded, proxies) => {
          expect(from("10.0.0.1", forwarded, proxies)).toMatch(
            /^([0-9.]{7,15}|([0-9a-f]{1,4}:){3}[0-9a-f]{1,4}::\/64)$/,
          )
        },
      ),
      { numRuns: runs },
    )
  })
})

describe("the gate of the API", () => {
  it("forgets the sender that was idle longest, and holds a bounded number", () => {
    const gate = openGate({ request: { perSecond: 1, burst: 1 } }, 2)
    expect([gate.take("request", "a", 0), gate.take("request", "b", 0)]).toEqual([0, 0])
    expect(gate.take("request", "a", 0)).toBe(1000)
    expect(gate.take("request", "c", 0)).toBe(0)
    expect(gate.take("request", "b", 0)).toBe(0)
  })

  it("gives nothing for a clock that goes back, and locks nobody out when it does", () => {
    const gate = openGate({ request: { perSecond: 1, burst: 1 } })
    expect(gate.take("request", "a", 5000)).toBe(0)
    expect(gate.take("request", "a", 0)).toBe(1000)
    expect(gate.take("request", "a", 1000)).toBe(0)
  })
})

describe("the memory for bodies", () => {
  const large = () => new Request("http://kms", { method: "POST", body: new Uint8Array(100_000) })
  const small = () =>
    new Request("http://kms", { method: "POST", body: "{}", headers: { "content-length": "2" } })
  const lengthOf = async (body: Uint8Array) => body.length

  it("is bounded over all large bodies at once, and small ones are always taken", async () => {
    const bodies = openBodies(250_000)
    let finish = () => {}
    const held = new Promise<void>((resolve) => {
      finish = resolve
    })
    const waiting = [large(), large()].map((request) => bodies.take(request, () => held))
    await new Promise((resolve) => setTimeout(resolve, 50))
    await expect(bodies.take(large(), lengthOf)).rejects.toMatchObject({ code: "UNAVAILABLE" })
    expect(await bodies.take(small(), lengthOf)).toBe(2)
    finish()
    await Promise.all(waiting)
    expect(await bodies.take(large(), lengthOf)).toBe(100_000)
  })

  it("is given back where what the body was handed to fails", async () => {
    const bodies = openBodies(150_000)
    for (let times = 0; times < 5; times += 1) {
      const failing = bodies.take(large(), async () => Promise.reject(new Error("no")))
      await expect(failing).rejects.toThrow("no")
    }
    expect(await bodies.take(large(), lengthOf)).toBe(100_000)
  })
})

describe("the API under a rate limit", () => {
  const one = { perSecond: 1, burst: 2 }
  const sockets = (remoteAddress?: string) => ({ incoming: { socket: { remoteAddress } } })

  function limited(rates: object, more: object = {}) {
    let now = 0
    const over = appOver({}, { rates, clock: () => now, ...more })
    const ask = (address?: string, request = call(), path = RPC) =>
      over.app.request(path, request, sockets(address))
    return {
      ...over,
      ask,
      move: (ms: number) => {
        now += ms
      },
    }
  }

  it("answers 429 with the time to wait, and lets the sender in again after it", async () => {
    const { ask, move, asked } = limited({ request: one })
    expect([(await ask("10.1.1.1")).status, (await ask("10.1.1.1")).status]).toEqual([200, 200])
    const refused = await ask("10.1.1.1")
    expect(refused.status).toBe(429)
    expect(refused.headers.get("retry-after")).toBe("1")
    expect(await refused.json()).toMatchObject({
      type: "rate-limited",
      title: "Too many requests",
      retryAfterMs: 1000,
    })
    expect(asked.length).toBe(2)
    move(999)
    expect((await ask("10.1.1.1")).status).toBe(429)
    move(1)
    expect((await ask("10.1.1.1")).status).toBe(200)
  })

  it("counts one sender by itself", async () => {
    const { ask } = limited({ request: one })
    for (let times = 0; times < 3; times += 1) await ask("10.1.1.1")
    expect((await ask("10.1.1.1")).status).toBe(429)
    expect((await ask("10.1.1.2")).status).toBe(200)
  })

  it("is not fooled by a forwarded address that no proxy wrote", async () => {
    const { ask } = limited({ request: one })
    const forged = (n: number) => call(BODY, { "x-forwarded-for": `10.9.9.${n}` })
    const statuses = []
    for (let n = 0; n < 3; n += 1) statuses.push((await ask("10.1.1.1", forged(n))).status)
    expect(statuses).toEqual([200, 200, 429])
  })

  it("counts behind a proxy by whom the proxy names", async () => {
    const { ask } = limited({ request: one }, { trustProxy: 1 })
    const named = (n: number) => call(BODY, { "x-forwarded-for": `6.6.6.6, 10.9.9.${n}` })
    for (let n = 0; n < 9; n += 1) expect((await ask("10.1.1.1", named(n))).status).toBe(200)
  })

  it("is stricter with calls that nobody stamped", async () => {
    const { ask } = limited({ request: { perSecond: 0, burst: 0 }, unstamped: one })
    const bare = { method: "POST", body: BODY }
    const statuses = []
    for (let n = 0; n < 3; n += 1) statuses.push((await ask("10.1.1.1", bare)).status)
    expect(statuses).toEqual([200, 200, 429])
    expect((await ask("10.1.1.1")).status).toBe(200)
  })

  it("counts requests whose socket is gone together", async () => {
    const { ask } = limited({ request: one })
    const statuses = []
    for (let n = 0; n < 3; n += 1) statuses.push((await ask(undefined)).status)
    expect(statuses).toEqual([200, 200, 429])
  })

  it("never limits the probes of the operator", async () => {
    const { ask } = limited({ request: one })
    for (let n = 0; n < 9; n += 1) expect((await ask("10.1.1.1", {}, "/readyz")).status).toBe(200)
  })

  it("has no limit where the rate is 0", async () => {
    const { ask } = limited({ request: { perSecond: 0, burst: 0 } })
    for (let n = 0; n < 3000; n += 1) expect((await ask("10.1.1.1")).status).toBe(200)
  })
})
