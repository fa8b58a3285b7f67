import fc from "fast-check"
import { expect, test } from "vitest"
import { ASK_LIMIT_BYTES, OPEN_LIMIT, openRelay, type Port } from "~contents/provider/relay"
import type { PageTell } from "~protocol"
import { openClock } from "./fake-page"

type FakePort = Port & { sent: { id: string }[]; say(frame: PageTell): void; die(): void; broken: boolean }

function openPort(): FakePort {
  const hearers: ((frame: unknown) => void)[] = []
  const losers: (() => void)[] = []
  const port: FakePort = {
    sent: [],
    broken: false,
    postMessage(frame) {
      if (port.broken) throw new Error("Attempting to use a disconnected port object")
      port.sent.push(frame as { id: string })
    },
    disconnect: () => undefined,
    onMessage: { addListener: (hear) => void hearers.push(hear) },
    onDisconnect: { addListener: (lose) => void losers.push(lose) },
    say: (frame) => {
      for (const hear of hearers) hear(frame)
    },
    die: () => {
      for (const lose of losers) lose()
    },
  }
  return port
}

function open() {
  const clock = openClock()
  const ports: FakePort[] = []
  const told: PageTell[] = []
  const backs: boolean[] = []
  const world = { alive: true, shown: true }
  const relay = openRelay({
    connect(isBack) {
      backs.push(isBack)
      if (!world.alive) throw new Error("Extension context invalidated.")
      const port = openPort()
      ports.push(port)
      return port
    },
    isShown: () => world.shown,
    tell: (frame) => void told.push(frame),
    after: clock.after,
  })
  const port = () => {
    const last = ports.at(-1)
    if (!last) throw new Error("No port")
    return last
  }
  return { clock, ports, port, relay, told, world, backs }
}

const idOf = (at: number) => at.toString(16).padStart(32, "0")
const askOf = (at: number, more: object = {}) => JSON.stringify({ id: idOf(at), method: "m", ...more })
const answerTo = (at: number): PageTell => ({ kind: "answer", id: idOf(at), result: at })

test("no port is opened before the first ask, and one is enough", () => {
  const { ports, port, relay, told } = open()
  expect(ports).toHaveLength(0)
  expect(relay.hear(askOf(1, { params: [1] }))).toBe(true)
  relay.hear(askOf(2))
  expect(ports).toHaveLength(1)
  expect(port().sent).toEqual([
    { id: idOf(1), method: "m", params: [1] },
    { id: idOf(2), method: "m" },
  ])
  port().say(answerTo(1))
  expect(told).toEqual([answerTo(1)])
})

test("an ask heard again while it is open is sent once", () => {
  const { port, relay } = open()
  relay.hear(askOf(1))
  expect(relay.hear(askOf(1))).toBe(true)
  expect(port().sent).toHaveLength(1)
})

test("an answer is passed on once", () => {
  const { port, relay, told } = open()
  relay.hear(askOf(1))
  port().say(answerTo(1))
  port().say(answerTo(1))
  port().say(answerTo(7))
  expect(told).toHaveLength(1)
})

test("a lost port is opened again for what is unanswered, under the same ids", () => {
  const { clock, ports, port, relay } = open()
  relay.hear(askOf(1))
  relay.hear(askOf(2))
  port().say(answerTo(1))
  port().die()
  expect(ports).toHaveLength(1)
  clock.pass(50)
  expect(ports).toHaveLength(2)
  expect(port().sent.map(({ id }) => id)).toEqual([idOf(2)])
})

test("with nothing unanswered a lost port stays lost until the next ask", () => {
  const { clock, ports, port, relay } = open()
  relay.hear(askOf(1))
  port().say(answerTo(1))
  port().die()
  clock.pass(60_000)
  expect(ports).toHaveLength(1)
  relay.hear(askOf(2))
  expect(ports).toHaveLength(2)
})

test("the pauses before a new port grow from 50 ms to 2 s, and shrink once a word was heard", () => {
  const { clock, ports, port, relay } = open()
  relay.hear(askOf(1))
  const pauses: number[] = []
  for (let at = 0; at < 8; at++) {
    const before = ports.length
    port().die()
    let waited = 0
    for (; ports.length === before; waited += 50) clock.pass(50)
    pauses.push(waited)
  }
  expect(pauses).toEqual([50, 100, 200, 400, 800, 1600, 2000, 2000])
  port().say({ kind: "event", event: { name: "chain", chainId: "0x1" } })
  port().die()
  clock.pass(50)
  expect(ports).toHaveLength(10)
})

test("asks that come during a pause wait for it, and are all sent then", () => {
  const { clock, ports, port, relay } = open()
  relay.hear(askOf(1))
  port().die()
  relay.hear(askOf(2))
  expect(ports).toHaveLength(1)
  clock.pass(50)
  expect(port().sent.map(({ id }) => id)).toEqual([idOf(1), idOf(2)])
})

test("after an update or removal every open ask gets 4900 once, later ones at once, and no timer is left", () => {
  const { clock, port, relay, told, world } = open()
  relay.hear(askOf(1))
  relay.hear(askOf(2))
  world.alive = false
  port().die()
  clock.pass(60_000)
  relay.hear(askOf(3))
  expect(told.map((tell) => tell.kind === "answer" && [tell.id, "error" in tell && tell.error.code])).toEqual(
    [
      [idOf(1), 4900],
      [idOf(2), 4900],
      [idOf(3), 4900],
    ],
  )
  expect(clock.waiting()).toBe(0)
  relay.restore()
  relay.show()
  expect(told).toHaveLength(3)
})

test("a background that never takes a port is given up after about two minutes", () => {
  const { clock, ports, relay, told } = open()
  relay.hear(askOf(1))
  for (let at = 0; at < 200 && told.length === 0; at++) {
    ports.at(-1)?.die()
    clock.pass(2000)
  }
  expect(told).toMatchObject([{ id: idOf(1), error: { code: 4900 } }])
  expect(ports.length).toBeLessThan(70)
  expect(clock.waiting()).toBe(0)
})

test("back from the back/forward cache the dead port is dropped and the open ask is sent again", () => {
  const { ports, port, relay, told } = open()
  relay.hear(askOf(1))
  const dead = port()
  relay.restore()
  expect(ports).toHaveLength(2)
  expect(port().sent.map(({ id }) => id)).toEqual([idOf(1)])
  dead.die()
  dead.say(answerTo(1))
  expect(ports).toHaveLength(2)
  expect(told).toEqual([])
  port().say(answerTo(1))
  expect(told).toEqual([answerTo(1)])
})

test("a port that breaks while it is written to loses nothing", () => {
  const { clock, port, relay, told } = open()
  relay.hear(askOf(1))
  port().broken = true
  relay.hear(askOf(2))
  clock.pass(50)
  expect(port().sent.map(({ id }) => id)).toEqual([idOf(1), idOf(2)])
  port().say(answerTo(2))
  expect(told).toEqual([answerTo(2)])
})

test("a prerendered page asks nobody until it is shown", () => {
  const { ports, port, relay, world } = open()
  world.shown = false
  expect(relay.hear(askOf(1))).toBe(true)
  expect(ports).toHaveLength(0)
  world.shown = true
  relay.show()
  expect(port().sent).toHaveLength(1)
})

test("no more than a bounded number of asks is open, and the refusal says so", () => {
  const { port, relay, told } = open()
  for (let at = 0; at <= OPEN_LIMIT; at++) relay.hear(askOf(at))
  expect(port().sent).toHaveLength(OPEN_LIMIT)
  expect(told).toMatchObject([{ id: idOf(OPEN_LIMIT), error: { code: -32002, data: { limit: OPEN_LIMIT } } }])
  port().say(answerTo(0))
  relay.hear(askOf(OPEN_LIMIT + 1))
  expect(port().sent).toHaveLength(OPEN_LIMIT + 1)
})

test("an ask that is too large is refused and not sent", () => {
  const { ports, relay, told } = open()
  relay.hear(askOf(1, { params: "x".repeat(ASK_LIMIT_BYTES) }))
  expect(ports).toHaveLength(0)
  expect(told).toMatchObject([{ error: { code: -32602, data: { reason: "BODY_TOO_LARGE" } } }])
})

test("what is no ask is not taken", () => {
  const { ports, relay, told } = open()
  const texts = [
    "",
    "{",
    "null",
    "7",
    "[]",
    "{}",
    JSON.stringify({ id: "short", method: "m" }),
    7,
    null,
    undefined,
  ]
  for (const text of [
    ...texts,
    JSON.stringify({ id: idOf(1) }),
    JSON.stringify({ id: idOf(1).toUpperCase().replace("1", "A"), method: "m" }),
  ]) {
    expect(relay.hear(text)).toBe(false)
  }
  expect([ports.length, told.length]).toEqual([0, 0])
})

test("fields that an ask should not have are not passed on", () => {
  const { port, relay } = open()
  relay.hear(askOf(1, { origin: "https://other.example", tabId: 7 }))
  expect(port().sent).toEqual([{ id: idOf(1), method: "m" }])
})

test("answers its page at most once, and once everything is quiet exactly once, whatever happens (origins rule 13)", () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant("ask" as const), at: fc.nat(8) }),
    fc.record({ do: fc.constant("answer" as const), at: fc.nat(8) }),
    fc.record({ do: fc.constant("die" as const) }),
    fc.record({ do: fc.constant("break" as const) }),
    fc.record({ do: fc.constant("restore" as const) }),
    fc.record({ do: fc.constant("remove" as const) }),
    fc.record({ do: fc.constant("pass" as const), ms: fc.nat(3000) }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const { clock, ports, relay, told, world } = open()
      const asked = new Set<number>()
      for (const each of steps) {
        const last = ports.at(-1)
        if (each.do === "ask" && !asked.has(each.at)) {
          asked.add(each.at)
          relay.hear(askOf(each.at))
        }
        if (each.do === "answer" && !last?.broken) last?.say(answerTo(each.at))
        if (each.do === "die") last?.die()
        if (each.do === "break" && last) last.broken = true
        if (each.do === "restore") relay.restore()
        if (each.do === "remove") world.alive = false
        if (each.do === "pass") clock.pass(each.ms)
      }
      // At last the background is there for good, or gone for good, and answers all it hears.
      ports.at(-1)?.die()
      clock.pass(5000)
      for (const at of asked) ports.at(-1)?.say(answerTo(at))
      const ids = told.map((tell) => (tell.kind === "answer" ? tell.id : ""))
      expect(ids.toSorted()).toEqual([...asked].map(idOf).toSorted())
    }),
    { numRuns: 500 },
  )
})

test("a page that has spoken to the wallet comes back for news when it has no port, and no other page does", () => {
  const silent = open()
  silent.relay.news()
  expect(silent.ports).toHaveLength(0)

  const { port, ports, relay, told, backs } = open()
  relay.hear(askOf(1))
  port().say(answerTo(1))
  relay.news()
  expect(ports).toHaveLength(1)
  port().die()
  expect(ports).toHaveLength(1)
  relay.news()
  expect(backs).toEqual([false, true])
  port().say({ kind: "event", event: { name: "chain", chainId: "0x1" } })
  expect(told).toHaveLength(2)
})
