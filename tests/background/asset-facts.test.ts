/** What an asset is called: by the wallet's list only where its own contract agrees, and by its own word never too much. */
import { base64 } from "@scure/base"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { openNetworks } from "~background/chains/networks"
import type { Registry } from "~background/chains/registry"
import { openFactsReader, tokensAmong } from "~background/insights/asset-facts"
import { openAssetList } from "~background/insights/asset-list"
import type { Chain } from "~protocol"
import { refuse, silent, startNode, type TestNode } from "./support/nodes"
import { startTriedNode, TOKEN, type TriedNode } from "./support/tried-node"

const MINT = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v"
const OTHER_MINT = "DezXAZ8z7PnrnRJjz3wXBoRgixCa6xjnB7YaB1pPB263"
const LIST = `eip155:1\n${TOKEN} 6 TKN\nsolana:mainnet\n${MINT} 6 USDC\n`

let node: TriedNode
let solana: TestNode
/** Mint → its decimals; anything else is no mint. */
let mints: Map<string, number>

beforeEach(async () => {
  mints = new Map([[MINT, 6]])
  node = await startTriedNode()
  solana = await startNode(({ params }) => ({
    value: (params[0] as string[]).map((address) => mintOf(mints.get(address))),
  }))
})
afterEach(() => Promise.all([node.stop(), solana.stop()]))

function mintOf(decimals: number | undefined) {
  if (decimals === undefined) return null
  const bytes = new Uint8Array(82)
  bytes.set([decimals, 1], 44)
  return { owner: "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA", data: [base64.encode(bytes), "base64"] }
}

function readerOf({ kind = "main", timeoutMs = 500 }: { kind?: Chain["kind"]; timeoutMs?: number } = {}) {
  const currency = { symbol: "ETH", decimals: 18 }
  const chain = { name: "n", kind, explorerUrl: null, currency }
  const known: Chain[] = [
    { ...chain, id: "eip155:1", family: "ethereum", rpcUrls: [node.url] },
    { ...chain, id: "solana:mainnet", family: "solana", rpcUrls: [solana.url] },
  ]
  const registry: Pick<Registry, "find"> = { find: async (id) => known.find((one) => one.id === id) ?? null }
  const networks = openNetworks(registry)
  const list = openAssetList({ shipped: async () => LIST })
  const { factsOf } = openFactsReader({ networks, registry, list, timeoutMs })
  const of = async (chainId: string, address: string | null, tokenId: string | null = null) => {
    const asset = { chain: chainId, address, tokenId }
    const [facts] = await factsOf([asset], undefined)
    expect(facts?.asset).toEqual(asset)
    return { symbol: facts?.symbol, decimals: facts?.decimals, source: facts?.source }
  }
  return { of, networks }
}

const unknown = { symbol: null, decimals: null, source: "unknown" }

describe("an asset on Ethereum", () => {
  test("that is listed, and says so itself, is called by the list", async () => {
    expect(await readerOf().of("eip155:1", TOKEN)).toEqual({ symbol: "TKN", decimals: 6, source: "listed" })
  })

  test("that is listed and says otherwise is called by its own word", async () => {
    node.symbol = "NOT"
    expect(await readerOf().of("eip155:1", TOKEN)).toEqual({ symbol: "NOT", decimals: 6, source: "chain" })
  })

  test.each(["ETH", "eth", "E T H", "ＥＴＨ"])("that calls itself %s has no name", async (symbol) => {
    node.symbol = symbol
    expect(await readerOf().of("eip155:1", TOKEN)).toEqual({ symbol: null, decimals: 6, source: "chain" })
  })

  test("is called by the list where the network says nothing, or not in time", async () => {
    node.instead.set("eth_call", silent)
    const listed = { symbol: "TKN", decimals: 6, source: "listed" }
    expect(await readerOf({ timeoutMs: 50 }).of("eip155:1", TOKEN)).toEqual(listed)
  })

  test("that answers as no token does, or is on no chain that is known, is unknown", async () => {
    node.instead.set("eth_call", refuse({ code: 3, message: "execution reverted" }))
    const { of } = readerOf()
    expect(await of("eip155:1", `0x${"77".repeat(20)}`)).toEqual(unknown)
    expect(await of("eip155:999", TOKEN)).toEqual(unknown)
  })

  test("with a number of its own has no decimals", async () => {
    expect(await readerOf().of("eip155:1", TOKEN, "7")).toMatchObject({ symbol: null, decimals: 0 })
  })

  test("is asked for once", async () => {
    const { of } = readerOf()
    await of("eip155:1", TOKEN)
    const asked = node.asked.length
    await of("eip155:1", TOKEN)
    expect(node.asked.length).toBe(asked)
  })
})

describe("the chain's own currency", () => {
  test("is known, but of a chain that a site brought it is the site's word", async () => {
    const currency = { symbol: "ETH", decimals: 18 }
    expect(await readerOf().of("eip155:1", null)).toEqual({ ...currency, source: "listed" })
    expect(await readerOf({ kind: "added" }).of("eip155:1", null)).toEqual({ ...currency, source: "unknown" })
  })
})

describe("an asset on Solana", () => {
  test("that is listed, with the mint's own decimals, is called by the list", async () => {
    expect(await readerOf().of("solana:mainnet", MINT)).toEqual({
      symbol: "USDC",
      decimals: 6,
      source: "listed",
    })
  })

  test("whose mint has other decimals is not", async () => {
    mints.set(MINT, 9)
    expect(await readerOf().of("solana:mainnet", MINT)).toEqual({
      symbol: null,
      decimals: 9,
      source: "chain",
    })
  })

  test("that is not listed has decimals and no name; what is no mint has neither", async () => {
    mints.set(OTHER_MINT, 5)
    const { of } = readerOf()
    expect(await of("solana:mainnet", OTHER_MINT)).toEqual({ symbol: null, decimals: 5, source: "chain" })
    expect(await of("solana:mainnet", "11111111111111111111111111111111")).toEqual(unknown)
  })
})

test("recipients that are tokens are told from those that are not, on either chain", async () => {
  const { networks } = readerOf()
  const friend = `0x${"77".repeat(20)}`
  const hands = { networks, origin: undefined }
  expect(await tokensAmong([TOKEN, friend], "eip155:1", hands)).toEqual([TOKEN])
  expect(await tokensAmong([MINT, OTHER_MINT], "solana:mainnet", hands)).toEqual([MINT])
})
