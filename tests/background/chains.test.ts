/** Chains: those that come with the wallet, those that sites bring, and which one a site is on. */
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { knownChains } from "~background/chains/known"
import { openRegistry } from "~background/chains/registry"
import { Chain, localEthereum, localSolana } from "~protocol"
import { ethereumAddress } from "./support/kms"
import { ethereumAt, startNode, type TestNode } from "./support/nodes"
import {
  connectPage,
  eventually,
  openPage,
  openStage,
  pageSender,
  reasonOf,
  resultOf,
  type Stage,
  shownConsent,
  type TestPage,
} from "./support/stage"

let node: TestNode
let stage: Stage
let page: TestPage
beforeEach(async () => {
  node = await startNode(({ method }) => (method === "eth_chainId" ? "0x1e61" : "0x63"))
  stage = await openStage({ more: [ethereumAt(5555, [node.url])] })
  await stage.createWallet()
  page = openPage(stage)
  await connectPage(stage, page)
  page.events.length = 0
})
afterEach(() => Promise.all([stage.stop(), node.stop()]))

const brought = (more: Record<string, unknown> = {}) => ({
  chainId: "0x1e61",
  chainName: "Brought",
  nativeCurrency: { name: "Token", symbol: "TOK", decimals: 18 },
  rpcUrls: [node.url],
  blockExplorerUrls: ["https://explorer.example/"],
  ...more,
})

async function add(asker: TestPage, request: unknown = brought()): Promise<void> {
  const id = asker.ask("wallet_addEthereumChain", [request])
  await stage.decide(await shownConsent(stage))
  expect(resultOf(await asker.answer(id))).toBeNull()
}

const chainOf = async (asker: TestPage) => resultOf(await asker.request("eth_chainId"))

describe("a chain that comes with the wallet", () => {
  test("is whole: encrypted or local, with a name and number of its own", () => {
    for (const chain of knownChains.chains) {
      expect(() => Chain.parse(chain)).not.toThrow()
      for (const url of chain.rpcUrls) {
        expect(new URL(url).protocol).toBe(chain.kind === "local" ? "http:" : "https:")
      }
    }
    const of = (pick: (chain: Chain) => string) => new Set(knownChains.chains.map(pick)).size
    expect(of(({ id }) => id)).toBe(15)
    expect(of(({ name }) => name)).toBe(15)
    expect(knownChains.defaults).toEqual({ ethereum: localEthereum.id, solana: localSolana.id })
  })

  test("goes by the name that its genesis gives it, too", async () => {
    const registry = openRegistry(stage.store, knownChains)
    for (const [alias, id] of [
      ["solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp", "solana:mainnet"],
      ["solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1", "solana:devnet"],
      ["solana:4uhcVJyU9pJkvQyS88uRDiswHXSCkY3z", "solana:testnet"],
    ]) {
      expect(await registry.find(alias ?? "", "https://dapp.example")).toMatchObject({ id })
    }
    expect(await registry.find("constructor", null)).toBeNull()
  })
})

describe("the default chain", () => {
  test("is where a site is that chose none, also for the next worker", async () => {
    const registry = openRegistry(stage.store, stage.networks.chains)
    expect(await registry.defaultOf("ethereum")).toBe(localEthereum.id)
    const more = { ...knownChains, chains: [...stage.networks.chains.chains, ethereumAt(5555, [node.url])] }
    expect(await openRegistry(stage.store, more).setDefault("eip155:5555")).toBe(true)
    expect(await registry.defaultOf("ethereum")).toBe(localEthereum.id)
    stage.revive()
    page.connect()
    expect(await chainOf(page)).toBe("0x15b3")
    expect(await openRegistry(stage.store, knownChains).defaultOf("ethereum")).toBe(localEthereum.id)
    expect(await openRegistry(stage.store, knownChains).defaultOf("solana")).toBe(localSolana.id)
  })

  test("is never one that a site brought, or one that nobody knows", async () => {
    await add(page)
    const registry = openRegistry(stage.store, stage.networks.chains)
    expect(await registry.setDefault("eip155:7777")).toBe(false)
    expect(await registry.setDefault("eip155:1234")).toBe(false)
    expect(await registry.defaultOf("ethereum")).toBe(localEthereum.id)
  })
})

describe("a site that switches", () => {
  test("is on the other chain at once, without a window, and every page of it hears so", async () => {
    const second = openPage(stage)
    const other = openPage(stage, pageSender({ origin: "https://other.example" }))
    await connectPage(stage, other)
    other.events.length = 0
    expect(resultOf(await page.request("wallet_switchEthereumChain", [{ chainId: "0x15b3" }]))).toBeNull()
    expect(await chainOf(page)).toBe("0x15b3")
    expect(await chainOf(second)).toBe("0x15b3")
    expect(page.events).toEqual([{ name: "chain", chainId: "0x15b3" }])
    expect(second.events).toEqual(page.events)
    expect(other.events).toEqual([])
    expect(await chainOf(other)).toBe("0x7a69")
    expect(stage.windows.opened()).toBe(2)
  })

  test("to where it is hears nothing", async () => {
    expect(resultOf(await page.request("wallet_switchEthereumChain", [{ chainId: "0x7a69" }]))).toBeNull()
    expect(page.events).toEqual([])
  })

  test("to a chain that the wallet does not know is told to add it", async () => {
    expect(await page.request("wallet_switchEthereumChain", [{ chainId: "0x999" }])).toMatchObject({
      error: { code: 4902, data: { reason: "CHAIN_UNADDED", chain: "eip155:2457" } },
    })
  })

  test("without being connected is refused", async () => {
    const stranger = openPage(stage, pageSender({ origin: "https://stranger.example" }))
    for (const method of ["wallet_switchEthereumChain", "wallet_addEthereumChain"]) {
      expect(reasonOf(await stranger.request(method, [{ chainId: "0x15b3" }]))).toBe("ORIGIN_NOT_CONNECTED")
    }
  })

  test("leaves what it asked for before on the chain that it was for", async () => {
    const transfer = { from: ethereumAddress, to: ethereumAddress, value: "0x1" }
    const id = page.ask("eth_sendTransaction", [transfer])
    const view = await shownConsent(stage)
    resultOf(await page.request("wallet_switchEthereumChain", [{ chainId: "0x15b3" }]))
    await stage.decide(view)
    resultOf(await page.answer(id))
    expect(stage.networks.ethereumTaken).toHaveLength(1)
    expect(node.methods()).not.toContain("eth_sendRawTransaction")
  })

  test.each([
    [[]],
    [[{}]],
    [[{ chainId: 1 }]],
    [[{ chainId: "0x01" }]],
    [[{ chainId: "1" }]],
    [[{ chainId: "0x1", rpcUrls: [] }]],
  ])("with %j is refused as misshapen", async (params) => {
    expect(reasonOf(await page.request("wallet_switchEthereumChain", params))).toBe("PARAMS_INVALID")
  })
})

describe("a chain that a site brings", () => {
  test("is shown with its address, and once agreed to the site is on it", async () => {
    const id = page.ask("wallet_addEthereumChain", [brought()])
    const view = await shownConsent(stage)
    expect(view.subject).toEqual({
      kind: "chain",
      chain: { id: "eip155:7777", name: "Brought", symbol: "TOK", decimals: 18 },
      rpcUrls: [node.url],
      explorerUrl: "https://explorer.example",
    })
    await stage.decide(view)
    expect(resultOf(await page.answer(id))).toBeNull()
    expect(page.events).toEqual([{ name: "chain", chainId: "0x1e61" }])
    expect(await chainOf(page)).toBe("0x1e61")
    expect(resultOf(await page.request("eth_gasPrice"))).toBe("0x63")
  })

  test("keeps those of its addresses that answer as this chain, and goes on with the next where one is silent", async () => {
    const [other, silent, second] = await Promise.all([
      startNode(() => "0x1"),
      startNode(() => null),
      startNode(({ method }) => (method === "eth_chainId" ? "0x1e61" : "0x64")),
    ])
    const rpcUrls = [other, silent, node, second, node].map(({ url }) => url)
    const id = page.ask("wallet_addEthereumChain", [brought({ rpcUrls })])
    const view = await shownConsent(stage)
    expect(view.subject).toMatchObject({ rpcUrls: [node.url, second.url] })
    await stage.decide(view)
    resultOf(await page.answer(id))
    expect(resultOf(await page.request("eth_gasPrice"))).toBe("0x63")
    await node.stop()
    expect(resultOf(await page.request("eth_gasPrice"))).toBe("0x64")
    await Promise.all([other, silent, second].map((each) => each.stop()))
  })

  test("is asked at five of its addresses and no more", async () => {
    const nodes = await Promise.all(Array.from({ length: 7 }, () => startNode(() => "0x1")))
    const rpcUrls = nodes.map(({ url }) => url)
    expect(reasonOf(await page.request("wallet_addEthereumChain", [brought({ rpcUrls })]))).toBe(
      "PARAMS_INVALID",
    )
    expect(nodes.map(({ asked }) => asked.length)).toEqual([1, 1, 1, 1, 1, 0, 0])
    await Promise.all(nodes.map((each) => each.stop()))
  })

  test("is not there where the person said no", async () => {
    const id = page.ask("wallet_addEthereumChain", [brought()])
    await stage.decide(await shownConsent(stage), "reject")
    expect(await page.answer(id)).toMatchObject({ error: { code: 4001 } })
    expect(reasonOf(await page.request("wallet_switchEthereumChain", [{ chainId: "0x1e61" }]))).toBe(
      "CHAIN_UNADDED",
    )
  })

  test("is asked for once: the second time the site is switched to it", async () => {
    await add(page)
    resultOf(await page.request("wallet_switchEthereumChain", [{ chainId: "0x7a69" }]))
    const opened = stage.windows.opened()
    expect(resultOf(await page.request("wallet_addEthereumChain", [brought()]))).toBeNull()
    expect(await chainOf(page)).toBe("0x1e61")
    expect(stage.windows.opened()).toBe(opened)
  })

  test("is not there for another site, which brings its own and is asked at its own", async () => {
    await add(page)
    const other = openPage(stage, pageSender({ origin: "https://other.example" }))
    await connectPage(stage, other)
    expect(reasonOf(await other.request("wallet_switchEthereumChain", [{ chainId: "0x1e61" }]))).toBe(
      "CHAIN_UNADDED",
    )
    const own = await startNode(({ method }) => (method === "eth_chainId" ? "0x1e61" : "0xff"))
    await add(other, brought({ rpcUrls: [own.url], chainName: "Other" }))
    expect(resultOf(await other.request("eth_gasPrice"))).toBe("0xff")
    expect(resultOf(await page.request("eth_gasPrice"))).toBe("0x63")
    await own.stop()
  })

  test("takes a transaction of one site at the address that this site brought", async () => {
    await add(page)
    const other = openPage(stage, pageSender({ origin: "https://other.example" }))
    await connectPage(stage, other)
    const own = await startNode(({ method }) => (method === "eth_getBlockByNumber" ? {} : "0x1e61"))
    await add(other, brought({ rpcUrls: [own.url], chainName: "Other" }))
    node.asked.length = 0
    const transfer = { from: ethereumAddress, to: ethereumAddress, value: "0x1", gas: "0x5208" }
    const id = other.ask("eth_sendTransaction", [transfer])
    await stage.decide(await shownConsent(stage))
    resultOf(await other.answer(id))
    expect(own.methods()).toContain("eth_sendRawTransaction")
    expect(node.asked).toEqual([])
    await own.stop()
  })

  test("that the wallet knows is switched to, and the site's address for it is never asked", async () => {
    const evil = await startNode(() => "0x15b3")
    const request = brought({ chainId: "0x15b3", rpcUrls: [evil.url] })
    expect(resultOf(await page.request("wallet_addEthereumChain", [request]))).toBeNull()
    expect(await chainOf(page)).toBe("0x15b3")
    expect(resultOf(await page.request("eth_gasPrice"))).toBe("0x63")
    expect(resultOf(await page.request("wallet_addEthereumChain", [{ chainId: "0x7a69" }]))).toBeNull()
    expect(resultOf(await page.request("wallet_addEthereumChain", [{ chainId: "0x7a69" }]))).toBeNull()
    expect(page.events).toEqual(["0x15b3", "0x7a69"].map((chainId) => ({ name: "chain", chainId })))
    expect(evil.asked).toEqual([])
    expect(stage.windows.opened()).toBe(1)
    await evil.stop()
  })

  test("whose address answers with another number, or not at all, is refused before anybody is asked", async () => {
    for (const answer of ["0x1", "7777", null, {}, `0x${"f".repeat(80)}`]) {
      node.serve = () => answer
      expect(await page.request("wallet_addEthereumChain", [brought()])).toMatchObject({
        error: { code: -32602, data: { where: expect.stringContaining("params.0.rpcUrls") } },
      })
    }
    const dead = brought({ rpcUrls: ["http://127.0.0.1:9/"] })
    expect(reasonOf(await page.request("wallet_addEthereumChain", [dead]))).toBe("PARAMS_INVALID")
    expect(stage.windows.opened()).toBe(1)
  })

  test.each([
    ["chainId", { chainId: "0x0" }],
    ["chainId", { chainId: "0x10000000000000" }],
    ["chainName", { chainName: undefined }],
    ["chainName", { chainName: "a\u0000b" }],
    ["chainName", { chainName: "x".repeat(65) }],
    ["chainName", { chainName: "Base\u202e\u200b" }],
    ["chainName: it is the name of another chain", { chainName: "  LOCAL-ethereum Mainnet " }],
    ["nativeCurrency", { nativeCurrency: undefined }],
    ["nativeCurrency.symbol", { nativeCurrency: { symbol: "far too long", decimals: 18 } }],
    ["nativeCurrency.symbol", { nativeCurrency: { symbol: "E\u202eH", decimals: 18 } }],
    ["nativeCurrency.decimals", { nativeCurrency: { symbol: "TOK", decimals: 8 } }],
    ["rpcUrls", { rpcUrls: [] }],
    ["rpcUrls", { rpcUrls: ["http://rpc.example"] }],
    ["rpcUrls", { rpcUrls: ["http://192.168.0.1:8545"] }],
    ["rpcUrls", { rpcUrls: ["http://localhost.evil.example"] }],
    ["rpcUrls", { rpcUrls: ["https://user:secret@rpc.example"] }],
    ["rpcUrls", { rpcUrls: ["ftp://rpc.example", "javascript:alert(1)", "file:///etc/passwd", "wss://a"] }],
    ["rpcUrls", { rpcUrls: Array.from({ length: 17 }, () => "https://rpc.example") }],
    ["rpcUrls.0", { rpcUrls: [`https://rpc.example/${"x".repeat(512)}`] }],
    ["params.0", { admin: true }],
  ])("is refused for its %s: %j", async (where, more) => {
    expect(await page.request("wallet_addEthereumChain", [brought(more)])).toMatchObject({
      error: { code: -32602, data: { where: expect.stringContaining(where) } },
    })
    expect(stage.windows.opened()).toBe(1)
    expect(node.asked).toEqual([])
  })

  test("leads to no explorer that is not encrypted", async () => {
    page.ask("wallet_addEthereumChain", [
      brought({ blockExplorerUrls: ["javascript:alert(1)", "http://a.example"] }),
    ])
    expect((await shownConsent(stage)).subject).toMatchObject({ explorerUrl: null })
  })

  test("puts the site on it once, whenever the worker dies in between", async () => {
    const id = page.ask("wallet_addEthereumChain", [brought()])
    const view = await shownConsent(stage)
    for (let uses = 0; !page.answers.has(id) && uses < 40; uses++) {
      stage.killAtUse(uses)
      await stage.decide(view)
      await eventually(() => page.answers.has(id) || !stage.isAlive())
      stage.revive()
      page.connect()
    }
    expect(resultOf(await page.answer(id))).toBeNull()
    expect(page.answers.get(id)).toHaveLength(1)
    expect(await chainOf(page)).toBe("0x1e61")
  }, 30_000)
})
