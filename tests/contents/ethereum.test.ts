import { expect, test } from "vitest"
import { openEthereum } from "~contents/provider/ethereum"
import { takeNatives } from "~contents/provider/natives"
import { openWire } from "~contents/provider/wire"
import { openBridge, openPage, settled } from "./fake-page"

const ALICE = `0x${"a1".repeat(20)}`
const BOB = `0x${"b0".repeat(20)}`

function open() {
  const { page, clock } = openPage()
  const bridge = openBridge(page)
  const natives = takeNatives(page)
  const { provider, refresh } = openEthereum(natives, openWire(natives), () => {})
  const heard: unknown[][] = []
  for (const name of ["accountsChanged", "chainChanged", "connect", "disconnect"]) {
    provider.on(name, (value) => heard.push([name, value]))
  }
  return { bridge, clock, heard, provider, refresh }
}

test("any method goes to the background with its parameters, unchanged", async () => {
  const { bridge, provider } = open()
  const answer = provider.request({ method: "made_up", params: [{ a: 1 }, "b"] })
  expect(bridge.asks).toMatchObject([{ method: "made_up", params: [{ a: 1 }, "b"] }])
  bridge.answer("made_up", { c: 2 })
  expect(await answer).toEqual({ c: 2 })
})

test("a request that is none is refused and never leaves the page", async () => {
  const { bridge, provider } = open()
  for (const asked of [
    undefined,
    null,
    "eth_accounts",
    {},
    { method: "" },
    { method: 1 },
    { method: "a", params: "b" },
  ]) {
    const request = provider.request(asked as { method: string })
    await expect(request).rejects.toMatchObject({ code: -32602 })
  }
  expect(bridge.asks).toHaveLength(0)
})

test("connecting tells of the accounts and of the chain, once each", async () => {
  const { bridge, heard, provider } = open()
  const accounts = provider.request({ method: "eth_requestAccounts" })
  bridge.answer("eth_requestAccounts", [ALICE])
  expect(await accounts).toEqual([ALICE])
  bridge.event({ name: "accounts", family: "ethereum", accounts: [ALICE] })
  bridge.answer("eth_chainId", "0x7a69")
  await settled()
  expect(heard).toEqual([
    ["accountsChanged", [ALICE]],
    ["connect", { chainId: "0x7a69" }],
  ])
})

test("learning at the start that the site is connected is no change", async () => {
  const { bridge, heard, provider } = open()
  const accounts = provider.request({ method: "eth_accounts" })
  bridge.answer("eth_accounts", [ALICE])
  await accounts
  expect(heard).toEqual([])
  bridge.event({ name: "accounts", family: "ethereum", accounts: [] })
  expect(heard).toEqual([["accountsChanged", []]])
})

test("another account and another chain are told of; accounts of Solana are not", async () => {
  const { bridge, heard, provider } = open()
  const chain = provider.request({ method: "eth_chainId" })
  bridge.answer("eth_chainId", "0x1")
  await chain
  bridge.event({ name: "accounts", family: "solana", accounts: ["1".repeat(32)] })
  bridge.event({ name: "accounts", family: "ethereum", accounts: [BOB] })
  bridge.event({ name: "chain", chainId: "0x2" })
  bridge.event({ name: "chain", chainId: "0x2" })
  expect(heard).toEqual([
    ["connect", { chainId: "0x1" }],
    ["accountsChanged", [BOB]],
    ["chainChanged", "0x2"],
  ])
})

test("a wallet that went away disconnects once with 4900, and connects again when it is back", async () => {
  const { bridge, heard, provider } = open()
  const gone = { code: 4900, message: "gone", data: { reason: "WALLET_DISCONNECTED" } } as const
  for (const method of ["a", "b"]) {
    const asked = provider.request({ method })
    bridge.refuse(method, gone)
    await expect(asked).rejects.toMatchObject({ code: 4900 })
  }
  expect(provider.isConnected()).toBe(false)
  expect(heard).toHaveLength(1)
  expect(heard[0]).toMatchObject(["disconnect", { code: 4900 }])
  const chain = provider.request({ method: "eth_chainId" })
  bridge.answer("eth_chainId", "0x1")
  await chain
  expect(provider.isConnected()).toBe(true)
  expect(heard[1]).toEqual(["connect", { chainId: "0x1" }])
})

test("a person's refusal leaves the provider connected", async () => {
  const { bridge, heard, provider } = open()
  const asked = provider.request({ method: "eth_requestAccounts" })
  bridge.refuse("eth_requestAccounts", { code: 4001, message: "no", data: { reason: "USER_REJECTED" } })
  await expect(asked).rejects.toMatchObject({ code: 4001 })
  expect(provider.isConnected()).toBe(true)
  expect(heard).toEqual([])
})

test("coming back to the tab catches up with missed changes, and wakes nobody for a site never connected", async () => {
  const { bridge, heard, provider, refresh } = open()
  await refresh()
  expect(bridge.asks).toHaveLength(0)
  const accounts = provider.request({ method: "eth_accounts" })
  bridge.answer("eth_accounts", [ALICE])
  await accounts
  const refreshed = refresh()
  bridge.answer("eth_accounts", [])
  await refreshed
  expect(heard).toEqual([["accountsChanged", []]])
})

test("a listener that was taken away hears nothing, and one that throws costs the others nothing", async () => {
  const { bridge, clock, heard, provider } = open()
  const silent: unknown[] = []
  const listener = (value: unknown) => void silent.push(value)
  provider.on("chainChanged", listener).removeListener("chainChanged", listener)
  provider.on("accountsChanged", () => {
    throw new Error("the page's own")
  })
  provider.on("accountsChanged", (value) => heard.push(["second", value]))
  bridge.event({ name: "chain", chainId: "0x1" })
  bridge.event({ name: "chain", chainId: "0x2" })
  bridge.event({ name: "accounts", family: "ethereum", accounts: [ALICE] })
  expect(silent).toEqual([])
  expect(heard.at(-1)).toEqual(["second", [ALICE]])
  expect(() => clock.pass(1)).toThrow("the page's own")
})
