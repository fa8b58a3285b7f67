/** The tokens that come with the wallet are what the published list says of them, each in its place. */
import { createRequire } from "node:module"
import { gzipSync } from "node:zlib"
import { expect, test } from "vitest"
import { openAssetList, TOKEN_FILE } from "~background/insights/asset-list"
import { licences, tokenList } from "~scripts"

type Token = { chainId: number; address: string; decimals: number; symbol: string }

const published: { tokens: Token[] } = createRequire(import.meta.url)(
  "@uniswap/default-token-list/build/uniswap-default.tokenlist.json",
)
const chains = [1, 10, 137, 8453, 42161]
const ofSolana = published.tokens.filter(({ chainId }) => chainId === 501000101)
const text = tokenList()
const listIn = (shipped: (path: string) => Promise<string>) => openAssetList({ shipped })
const list = listIn(async (path) => (path === TOKEN_FILE ? text : ""))

test.each(chains)(
  "of the chain %i every token is listed as it is published, and no other",
  async (chainId) => {
    const tokens = published.tokens.filter((token) => token.chainId === chainId)
    expect(tokens.length).toBeGreaterThan(30)
    const listed = await list.listOf(`eip155:${chainId}`)
    expect(listed).toEqual(tokens.map(({ address, symbol, decimals }) => ({ address, symbol, decimals })))
    for (const { address, symbol, decimals } of tokens) {
      for (const spelled of [address, address.toLowerCase()]) {
        expect(await list.find(`eip155:${chainId}`, spelled)).toEqual({ symbol, decimals })
      }
    }
  },
)

test("of Solana a few mints are listed as they are published, wrapped SOL by a name of its own", async () => {
  const listed = await list.listOf("solana:mainnet")
  expect(listed.map(({ symbol }) => symbol)).toEqual(
    expect.arrayContaining(["USDC", "USDT", "WSOL", "JUP", "BONK"]),
  )
  for (const { address, symbol, decimals } of listed) {
    const token = ofSolana.find((one) => one.address === address)
    expect(decimals).toBe(token?.decimals)
    expect(symbol).toBe(token?.symbol === "SOL" ? "WSOL" : token?.symbol)
    expect(await list.find("solana:mainnet", address.toLowerCase())).toBeNull()
  }
})

test("is known by symbols as a person reads them, on the chain where they are", async () => {
  for (const symbol of ["USDC", "usdc", "U S D C", "U.S.D.C.", "ＵＳＤＣ"]) {
    expect(await list.hasSymbol("eip155:1", symbol)).toBe(true)
  }
  expect(await list.hasSymbol("eip155:1", "USDCX")).toBe(false)
  expect(await list.hasSymbol("eip155:11155111", "USDC")).toBe(false)
  expect(await list.listOf("eip155:11155111")).toEqual([])
})

test("is read once, and again where it could not be read", async () => {
  const reads: string[] = []
  const failing = listIn(async (path) => {
    reads.push(path)
    if (reads.length === 1) throw new Error("not there")
    return text
  })
  expect(await failing.listOf("eip155:1")).toEqual([])
  expect(await failing.listOf("eip155:1")).not.toEqual([])
  await failing.hasSymbol("eip155:1", "USDC")
  expect(reads).toHaveLength(2)
})

test("is small, and comes with the licences of what it is made from", () => {
  expect(gzipSync(text, { level: 9 }).length).toBeLessThan(25_000)
  expect(licences()).toContain("GNU GENERAL PUBLIC LICENSE")
  expect(licences()).toContain("DON'T BE A DICK PUBLIC LICENSE")
})
