import { expect, test } from "vitest"
import { openEthereum } from "~contents/provider/ethereum"
import { takeNatives } from "~contents/provider/natives"
import { openSubscriptions } from "~contents/provider/subscriptions"
import { openWire } from "~contents/provider/wire"
import { openBridge, openPage, settled } from "./fake-page"

const ID = `0x${"ab".repeat(16)}`

function open() {
  const { page, clock } = openPage()
  const bridge = openBridge(page)
  const natives = takeNatives(page)
  const wire = openWire(natives)
  const { provider } = openEthereum(natives, wire, openSubscriptions(natives, wire))
  const heard: unknown[] = []
  provider.on("message", (message) => heard.push(message))
  const listens = () => bridge.asks.filter(({ method }) => method === "countersign_listen").length
  return { bridge, clock, heard, listens, provider }
}

async function subscribe({ bridge, provider }: ReturnType<typeof open>) {
  const asked = provider.request({ method: "eth_subscribe", params: ["newHeads"] })
  bridge.answer("eth_subscribe", ID)
  await asked
  bridge.answer("eth_chainId", "0x1")
  await settled()
}

test("what a subscription brings reaches the page as a message, as it is", () => {
  const { bridge, heard } = open()
  const message = { type: "eth_subscription", data: { subscription: ID, result: { number: "0x1" } } }
  bridge.event({ name: "message", message })
  expect(heard).toEqual([message])
})

test("a page without a subscription never says that it listens", async () => {
  const opened = open()
  const accounts = opened.provider.request({ method: "eth_accounts" })
  opened.bridge.answer("eth_accounts", [])
  await accounts
  opened.clock.pass(120_000)
  expect(opened.listens()).toBe(0)
})

test("a page with subscriptions says now and then that it listens, until it has none", async () => {
  const opened = open()
  await subscribe(opened)
  await subscribe(opened)
  for (let n = 1; n <= 3; n++) {
    opened.clock.pass(15_000)
    expect(opened.listens()).toBe(n)
    opened.bridge.answer("countersign_listen", n === 3 ? [] : [ID])
    await settled()
  }
  opened.clock.pass(120_000)
  expect(opened.listens()).toBe(3)
})

test("a page goes on saying so when it could not be heard, and stops when the wallet is gone", async () => {
  const opened = open()
  await subscribe(opened)
  opened.clock.pass(15_000)
  opened.bridge.refuse("countersign_listen", { code: -32603, message: "x", data: { reason: "INTERNAL" } })
  await settled()
  opened.clock.pass(15_000)
  expect(opened.listens()).toBe(2)
  opened.bridge.refuse("countersign_listen", {
    code: 4900,
    message: "gone",
    data: { reason: "WALLET_DISCONNECTED" },
  })
  await settled()
  opened.clock.pass(120_000)
  expect(opened.listens()).toBe(2)
})
