/** What assets are worth, as feeds on Ethereum say it. */
import { decodeFunctionData, encodeFunctionResult, type Hex, multicall3Abi, parseAbi } from "viem"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import type { Networks } from "~background/chains/networks"
import { openPrices } from "~background/prices"
import { assetFeeds, currencyFeeds, feedOf } from "~background/prices/feeds"
import type { AssetName, Prices } from "~protocol"
import { type SmallNode, startSmallNode } from "./support/small-node"
import { openPage, openStage, pageSender, reasonOf, type Stage } from "./support/stage"

const feedAbi = parseAbi([
  "function latestRoundData() view returns (uint80, int256, uint256, uint256, uint80)",
])
const NOW = Date.UTC(2026, 10, 23, 12)
const HOUR_MS = 3_600_000
const USDC = "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48"

const of = (chain: AssetName["chain"], address: string | null = null): AssetName => ({
  ...{ chain, address, tokenId: null },
})
const ether = of("eip155:1")
const sol = of("solana:mainnet")
const usdc = of("eip155:1", USDC)

/** In dollars; `agoMs`: when it was written; null for a feed that fails. */
type Said = { dollars: number; agoMs?: number } | null

const usual: Record<string, Said> = {
  [assetFeeds.ETH]: { dollars: 2_500 },
  [assetFeeds.SOL]: { dollars: 140.5 },
  [assetFeeds.USDC]: { dollars: 0.9999 },
  [currencyFeeds.EUR]: { dollars: 1.25 },
}

/** The contract that makes many calls, over feeds that say this. */
function answerOf(data: Hex, said: Record<string, Said>, now = NOW): Hex {
  const { args } = decodeFunctionData({ abi: multicall3Abi, data })
  const [calls] = args as [{ target: string; allowFailure: boolean; callData: Hex }[]]
  const results = calls.map(({ target, callData }) => {
    expect(decodeFunctionData({ abi: feedAbi, data: callData }).functionName).toBe("latestRoundData")
    const feed = said[target]
    if (!feed) return { success: false, returnData: "0x" as const }
    const [answer, at] = [
      BigInt(Math.round(feed.dollars * 1e8)),
      BigInt(Math.floor((now - (feed.agoMs ?? 0)) / 1000)),
    ]
    const result = [1n, answer, at, at, 1n] as const
    return { success: true, returnData: encodeFunctionResult({ abi: feedAbi, result }) }
  })
  return encodeFunctionResult({ abi: multicall3Abi, functionName: "aggregate3", result: results })
}

function pricesWhere(said: Record<string, Said> | "silent") {
  const asked: unknown[] = []
  const clock = { now: NOW }
  const ask = async (method: string, params: unknown) => {
    asked.push([method, params])
    if (said === "silent") throw new Error("Nobody answers.")
    const [{ data }] = params as [{ data: Hex }]
    return { kind: "result", result: answerOf(data, said) }
  }
  const networks = { ethereum: async () => ({ ask }) } as unknown as Networks
  const list = {
    find: async (_chain: string, address: string) =>
      address === USDC ? { symbol: "USDC", name: "USD Coin", decimals: 6 } : null,
  }
  const read = openPrices({ networks, list, now: () => clock.now })
  return { read, asked, clock, tell: (more: Record<string, Said>) => Object.assign(said, more) }
}

describe("a price", () => {
  test("is what the feed says, in 10^-8 of a dollar, of each asset that has one", async () => {
    const { read } = pricesWhere(usual)
    const unknown = of("eip155:1", "0x1111111111111111111111111111111111111111")
    expect(await read([ether, sol, usdc, unknown], "USD")).toEqual([
      { asset: ether, price: "250000000000" },
      { asset: sol, price: "14050000000" },
      { asset: usdc, price: "99990000" },
    ])
  })

  test("in another currency is divided by what that is worth, and there is none without it", async () => {
    const { read } = pricesWhere(usual)
    expect(await read([ether], "EUR")).toEqual([{ asset: ether, price: "200000000000" }])
    expect(await read([ether], "CHF")).toEqual([])
  })

  test("that is older than a day and a bit is none; a currency's may be as old as a weekend", async () => {
    const fresh = pricesWhere({ ...usual, [assetFeeds.ETH]: { dollars: 2_500, agoMs: 26 * HOUR_MS } })
    expect(await fresh.read([ether], "USD")).toHaveLength(1)
    const stale = pricesWhere({ ...usual, [assetFeeds.ETH]: { dollars: 2_500, agoMs: 26 * HOUR_MS + 1000 } })
    expect(await stale.read([ether, sol], "USD")).toEqual([{ asset: sol, price: "14050000000" }])
    const weekend = { ...usual, [currencyFeeds.EUR]: { dollars: 1.25, agoMs: 74 * HOUR_MS } }
    expect(await pricesWhere(weekend).read([ether], "EUR")).toHaveLength(1)
    const longer = { ...usual, [currencyFeeds.EUR]: { dollars: 1.25, agoMs: 74 * HOUR_MS + 1000 } }
    expect(await pricesWhere(longer).read([ether], "EUR")).toEqual([])
  })

  test.each([0, -2_500])("of %d dollars is none", async (dollars) => {
    expect(await pricesWhere({ ...usual, [assetFeeds.ETH]: { dollars } }).read([ether], "USD")).toEqual([])
  })

  test("of a feed that fails is none, and the others have theirs", async () => {
    const { read } = pricesWhere({ ...usual, [assetFeeds.ETH]: null })
    expect(await read([ether, sol], "USD")).toEqual([{ asset: sol, price: "14050000000" }])
  })

  test("is none where nobody answers, and nobody is asked again at once", async () => {
    const { read, asked, clock } = pricesWhere("silent")
    expect(await read([ether], "USD")).toEqual([])
    expect(await read([ether], "USD")).toEqual([])
    expect(asked).toHaveLength(1)
    clock.now += 10_001
    await read([ether], "USD")
    expect(asked).toHaveLength(2)
  })
})

describe("who is asked for prices", () => {
  test("is asked for all there are, whatever is held, once a minute", async () => {
    const one = pricesWhere({ ...usual })
    await one.read([ether], "USD")
    const other = pricesWhere({ ...usual })
    await other.read([sol, usdc], "EUR")
    expect(one.asked).toEqual(other.asked)

    one.tell({ [assetFeeds.ETH]: { dollars: 3_000 } })
    one.clock.now += 59_000
    expect(await one.read([ether], "USD")).toEqual([{ asset: ether, price: "250000000000" }])
    expect(one.asked).toHaveLength(1)
    one.clock.now += 2_000
    expect(await one.read([ether], "USD")).toEqual([{ asset: ether, price: "300000000000" }])
    expect(one.asked).toHaveLength(2)
  })

  test("is not asked at all for what has none: local and test networks, unknown tokens, single items", async () => {
    const { read, asked } = pricesWhere(usual)
    const item = { ...usdc, tokenId: "7" }
    const all = [of("eip155:31337"), of("eip155:11155111"), of("solana:devnet"), item]
    expect(await read([...all, of("eip155:1", "0x2222222222222222222222222222222222222222")], "USD")).toEqual(
      [],
    )
    expect(asked).toEqual([])
  })
})

test("a token has the price of its name only by the wallet's own list, and on a network that is worth something", () => {
  expect(feedOf(usdc, "USDC")).toBe("USDC")
  expect(feedOf(usdc, null)).toBe(null)
  expect(feedOf(of("eip155:84532", USDC), "USDC")).toBe(null)
  for (const name of ["constructor", "__proto__", "toString", "usdc"]) expect(feedOf(usdc, name)).toBe(null)
})

describe("the face", () => {
  let stage: Stage
  let node: SmallNode
  beforeEach(async () => {
    node = await startSmallNode("eip155:1", {
      eth_call: ({ data }: { data: Hex }) => answerOf(data, usual, Date.now()),
    })
    stage = await openStage({ more: [node.chain] })
    await stage.createWallet()
  })
  afterEach(async () => {
    await stage.stop()
    await node.stop()
  })
  const prices = (assets: AssetName[]) => stage.said<Prices>("popup.prices", { assets })

  test("gets prices in the currency that was chosen, and none where none was", async () => {
    expect(await prices([ether])).toEqual({
      currency: "USD",
      prices: [{ asset: ether, price: "250000000000" }],
    })
    await stage.said("popup.changeSetting", { currency: "EUR" })
    expect(await prices([ether])).toEqual({
      currency: "EUR",
      prices: [{ asset: ether, price: "200000000000" }],
    })
    await stage.said("popup.changeSetting", { currency: "none" })
    expect(await prices([ether])).toEqual({ currency: "none", prices: [] })
    expect(node.asked).toHaveLength(1)
  })

  test("alone may ask for them, and for no more than it can show", async () => {
    const page = openPage(stage)
    expect(reasonOf(await page.request("prices", { assets: [] }))).toBe("METHOD_UNSUPPORTED")
    expect(await stage.say("popup.prices", { assets: [] }, pageSender())).toMatchObject({
      fault: { code: "MESSAGE_REFUSED" },
    })
    const many = Array.from({ length: 301 }, () => ether)
    expect(await stage.say("popup.prices", { assets: many })).toMatchObject({
      fault: { code: "PARAMS_INVALID" },
    })
  })
})
