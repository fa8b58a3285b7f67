import { expect, test } from "vitest"
import { takeNatives } from "~contents/provider/natives"
import { openWire } from "~contents/provider/wire"
import { openBridge, openPage } from "./fake-page"

function openWired() {
  const { page, clock } = openPage()
  const bridge = openBridge(page)
  return { page, clock, bridge, wire: openWire(takeNatives(page)) }
}

test("an ask carries 128 random bits of its own, and is answered by them", async () => {
  const { bridge, wire } = openWired()
  const first = wire.ask("a", [])
  const second = wire.ask("b", [])
  expect(bridge.asks.map(({ id }) => /^[0-9a-f]{32}$/.test(id))).toEqual([true, true])
  expect(bridge.last("a").id).not.toBe(bridge.last("b").id)
  bridge.answer("b", 2)
  bridge.answer("a", 1)
  expect(await Promise.all([first, second])).toEqual([1, 2])
})

test("a second answer to the same ask changes nothing", async () => {
  const { bridge, wire } = openWired()
  const asked = wire.ask("a", [])
  bridge.answer("a", 1)
  bridge.answer("a", 2)
  bridge.refuse("a", { code: 4001, message: "no", data: { reason: "USER_REJECTED" } })
  expect(await asked).toBe(1)
})

test("a refusal is an error with code, sentence and reason", async () => {
  const { bridge, wire } = openWired()
  const asked = wire.ask("a", [])
  bridge.refuse("a", { code: 4001, message: "Rejected.", data: { reason: "USER_REJECTED" } })
  const error = await asked.catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(Error)
  expect(error).toMatchObject({ code: 4001, message: "Rejected.", data: { reason: "USER_REJECTED" } })
})

test("an ask that nobody takes is refused with 4900, once, and leaves no timer", async () => {
  const { page, clock } = openPage()
  const wire = openWire(takeNatives(page))
  const lost: Error[] = []
  wire.onLost((error) => lost.push(error))
  const asked = wire.ask("a", []).catch((thrown: unknown) => thrown)
  clock.pass(60_000)
  expect(await asked).toMatchObject({ code: 4900, data: { reason: "WALLET_DISCONNECTED" } })
  expect(lost).toHaveLength(1)
  expect(clock.waiting()).toBe(0)
})

test("an ask whose bridge goes away without a word is refused, not left hanging (origins rule 13)", async () => {
  const { page, clock } = openPage()
  const taking = new AbortController()
  const target = page as unknown as EventTarget
  target.addEventListener("countersign:ask", (event) => event.preventDefault(), { signal: taking.signal })
  const asked = openWire(takeNatives(page))
    .ask("a", [])
    .catch((thrown: unknown) => thrown)
  clock.pass(60_000)
  taking.abort()
  clock.pass(60_000)
  expect(await asked).toMatchObject({ code: 4900 })
})

test("an open ask is offered again under the same id, and a new bridge can answer it", async () => {
  const { bridge, clock, wire } = openWired()
  const asked = wire.ask("a", [])
  bridge.asks.length = 0
  clock.pass(10_000)
  expect(bridge.asks).toHaveLength(1)
  bridge.answer("a", "late")
  expect(await asked).toBe("late")
  clock.pass(10_000)
  expect(clock.waiting()).toBe(0)
})

test("what cannot be written as JSON is refused before it leaves the page", async () => {
  const { bridge, wire } = openWired()
  const circle: unknown[] = []
  circle.push(circle)
  const throwing = {
    get x(): never {
      throw new Error("mine")
    },
  }
  for (const params of [circle, [1n], [throwing]]) {
    await expect(wire.ask("a", params)).rejects.toMatchObject({ code: -32602 })
  }
  await expect(wire.ask("m".repeat(65), [])).rejects.toMatchObject({ code: 4200 })
  expect(bridge.asks).toHaveLength(0)
})

test("garbage in the name of the bridge disturbs nothing", async () => {
  const { page, bridge, wire } = openWired()
  const asked = wire.ask("a", [])
  for (const detail of ["{", "null", "7", '"x"', "[]", undefined, 7, { kind: "answer" }]) {
    page.dispatchEvent(new CustomEvent("countersign:tell", { detail }))
  }
  bridge.answer("a", 1)
  expect(await asked).toBe(1)
})

test("a page that replaces what the provider uses does not reach it", async () => {
  const { page, bridge, wire } = openWired()
  const stolen = () => {
    throw new Error("the page's own")
  }
  Object.assign(page, { dispatchEvent: stolen, setTimeout: stolen, CustomEvent: stolen })
  Object.assign(page.JSON, { stringify: stolen, parse: stolen })
  Object.assign(page.crypto, { getRandomValues: stolen })
  const asked = wire.ask("a", [])
  const { id } = bridge.last("a")
  EventTarget.prototype.dispatchEvent.call(
    page,
    new CustomEvent("countersign:tell", { detail: JSON.stringify({ kind: "answer", id, result: 1 }) }),
  )
  expect(await asked).toBe(1)
})
