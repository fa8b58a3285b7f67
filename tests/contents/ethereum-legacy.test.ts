/** What sites from before EIP-1193 call, and the listeners of EIP-1193 in all their names. */
import { expect, test } from "vitest"
import { openEthereum } from "~contents/provider/ethereum"
import { takeNatives } from "~contents/provider/natives"
import { openWire } from "~contents/provider/wire"
import { openBridge, openPage, settled } from "./fake-page"

const ALICE = `0x${"a1".repeat(20)}`

function open() {
  const { page } = openPage()
  const bridge = openBridge(page)
  const natives = takeNatives(page)
  return { bridge, ...openEthereum(natives, openWire(natives), () => {}) }
}

const gone = { code: 4200, message: "no", data: { reason: "METHOD_UNSUPPORTED" } } as const

test("accounts are told in small letters, wherever they come from", async () => {
  const { bridge, provider } = open()
  const heard: unknown[] = []
  provider.on("accountsChanged", (accounts) => heard.push(accounts))
  const mixed = ALICE.toUpperCase().replace("0X", "0x")
  const asked = provider.request({ method: "eth_requestAccounts" })
  bridge.answer("eth_requestAccounts", [mixed])
  expect(await asked).toEqual([ALICE])
  bridge.event({ name: "accounts", family: "ethereum", accounts: [mixed] })
  expect(heard).toEqual([[ALICE]])
})

test("enable asks to connect", async () => {
  const { bridge, provider } = open()
  const accounts = provider.enable()
  bridge.answer("eth_requestAccounts", [ALICE])
  expect(await accounts).toEqual([ALICE])
})

test("the chain and the account can be read once the page was told of them", async () => {
  const { bridge, provider } = open()
  expect([provider.chainId, provider.networkVersion, provider.selectedAddress]).toEqual([null, null, null])
  expect(bridge.asks).toEqual([])
  bridge.event({ name: "chain", chainId: "0x7a69" })
  bridge.event({ name: "accounts", family: "ethereum", accounts: [ALICE] })
  expect([provider.chainId, provider.networkVersion, provider.selectedAddress]).toEqual([
    "0x7a69",
    "31337",
    ALICE,
  ])
  bridge.event({ name: "accounts", family: "ethereum", accounts: [] })
  expect(provider.selectedAddress).toBeNull()
})

test("send with a method answers like a node", async () => {
  const { bridge, provider } = open()
  const sent = provider.send("eth_blockNumber", [])
  bridge.answer("eth_blockNumber", "0x2a")
  expect(await sent).toEqual({ id: undefined, jsonrpc: "2.0", result: "0x2a" })
  const refused = provider.send("eth_sign")
  bridge.refuse("eth_sign", gone)
  await expect(refused).rejects.toMatchObject({ code: 4200 })
})

test("sendAsync, and send with a callback, call back once with a response or an error", async () => {
  const { bridge, provider } = open()
  for (const name of ["send", "sendAsync"] as const) {
    const heard: unknown[][] = []
    provider[name]({ id: 7, method: "a", params: [1] }, (...values) => heard.push(values))
    bridge.answer("a", "b")
    await settled()
    expect(bridge.last("a").params).toEqual([1])
    expect(heard).toEqual([[null, { id: 7, jsonrpc: "2.0", result: "b" }]])
    provider[name]({ id: 8, method: "c" }, (...values) => heard.push(values))
    bridge.refuse("c", gone)
    await settled()
    expect(heard[1]).toMatchObject([{ code: 4200 }, { id: 8, error: { code: 4200 } }])
  }
})

test("several at once are answered at once, in their order", async () => {
  const { bridge, provider } = open()
  const heard: unknown[][] = []
  provider.sendAsync([{ id: 1, method: "a" }, { id: 2, method: "b" }, { id: 3 } as never], (...values) =>
    heard.push(values),
  )
  bridge.answer("b", 2)
  bridge.answer("a", 1)
  await settled()
  expect(heard).toMatchObject([
    [
      null,
      [
        { id: 1, result: 1 },
        { id: 2, result: 2 },
        { id: 3, error: { code: -32602 } },
      ],
    ],
  ])
})

test("what cannot wait is answered from what is known, and nothing else is", () => {
  const { bridge, provider } = open()
  bridge.event({ name: "chain", chainId: "0x1" })
  bridge.event({ name: "accounts", family: "ethereum", accounts: [ALICE] })
  const now = (method: string) => provider.send({ id: 1, method }).result
  expect(["eth_accounts", "eth_coinbase", "net_version", "eth_chainId"].map(now)).toEqual([
    [ALICE],
    ALICE,
    "1",
    "0x1",
  ])
  expect(() => now("eth_blockNumber")).toThrow("eth_blockNumber without a callback")
  expect(bridge.asks).toEqual([])
})

test("a site may set names of its own on the provider, as old ones do", () => {
  const { provider } = open()
  expect(() => Object.assign(provider, { autoRefreshOnNetworkChange: false })).not.toThrow()
})

test("a listener is heard as often as it was meant to, whatever it was added and taken away with", () => {
  const { bridge, provider } = open()
  const heard: string[] = []
  const listener = (name: string) => () => void heard.push(name)
  const [once, taken, added] = [listener("once"), listener("taken"), listener("added")]
  provider.once("accountsChanged", once).once("accountsChanged", taken).addListener("accountsChanged", added)
  provider.off("accountsChanged", taken)
  bridge.event({ name: "accounts", family: "ethereum", accounts: [ALICE] })
  bridge.event({ name: "accounts", family: "ethereum", accounts: [] })
  expect(heard).toEqual(["once", "added", "added"])
  provider.removeAllListeners("chainChanged")
  bridge.event({ name: "accounts", family: "ethereum", accounts: [ALICE] })
  expect(heard).toHaveLength(4)
  provider.removeAllListeners()
  bridge.event({ name: "accounts", family: "ethereum", accounts: [] })
  expect(heard).toHaveLength(4)
})

test("a listener that adds and takes away others while it hears disturbs nobody", () => {
  const { bridge, provider } = open()
  const heard: string[] = []
  const second = () => void heard.push("second")
  provider.once("accountsChanged", () => {
    heard.push("first")
    provider.off("accountsChanged", second)
    provider.on("accountsChanged", () => void heard.push("third"))
  })
  provider.on("accountsChanged", second)
  bridge.event({ name: "accounts", family: "ethereum", accounts: [ALICE] })
  expect(heard).toEqual(["first", "second"])
  bridge.event({ name: "accounts", family: "ethereum", accounts: [] })
  expect(heard).toEqual(["first", "second", "third"])
})
