import { base58, base64 } from "@scure/base"
import { decodeFunctionData, encodeFunctionResult, erc20Abi, getAddress, multicall3Abi } from "viem"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { MULTICALL } from "~background/chains/multicall"
import { manyBalancesData, readManyBalances } from "~background/holdings/many-balances"
import type { Holdings } from "~protocol"
import { ethereumAddress, solanaAddress } from "./support/kms"
import { startSmallNode } from "./support/small-node"
import { openStage, type Stage } from "./support/stage"

const USDC = "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48"
const DAI = "0x6B175474E89094C44Da98b954EedeAC495271d0F"
const MINT = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v"
const word = (value: bigint) => `0x${value.toString(16).padStart(64, "0")}`

describe("the question for many balances", () => {
  test("is the one that the contract takes, for each token", () => {
    const { functionName, args } = decodeFunctionData({
      abi: multicall3Abi,
      data: manyBalancesData(ethereumAddress, [USDC, DAI]),
    })
    expect(functionName).toBe("aggregate3")
    const [calls] = args as [{ target: string; allowFailure: boolean; callData: `0x${string}` }[]]
    expect(calls.map(({ target, allowFailure }) => [target, allowFailure])).toEqual([
      [USDC, true],
      [DAI, true],
    ])
    for (const { callData } of calls) {
      expect(decodeFunctionData({ abi: erc20Abi, data: callData })).toEqual({
        functionName: "balanceOf",
        args: [ethereumAddress],
      })
    }
  })

  const answered = (results: { success: boolean; returnData: `0x${string}` }[]) =>
    encodeFunctionResult({ abi: multicall3Abi, functionName: "aggregate3", result: results })

  test("is answered with what each said, and with nothing for what is no token", () => {
    const answer = answered([
      { success: true, returnData: word(2n ** 256n - 1n) as `0x${string}` },
      { success: false, returnData: word(5n) as `0x${string}` },
      { success: true, returnData: "0x" },
      { success: true, returnData: `${word(1n)}00` as `0x${string}` },
      { success: true, returnData: word(0n) as `0x${string}` },
    ])
    expect(readManyBalances(answer, 5)).toEqual([2n ** 256n - 1n, null, null, null, 0n])
  })

  test("is not believed where the answer is cut off, too long or none", () => {
    const answer = answered([{ success: true, returnData: word(7n) as `0x${string}` }])
    expect(readManyBalances(answer, 1)).toEqual([7n])
    expect(readManyBalances(answer, 2)).toBe(null)
    expect(readManyBalances("0x", 1)).toBe(null)
    expect(readManyBalances("", 1)).toBe(null)
    for (let length = 2; length < answer.length; length += 7) {
      const cut = readManyBalances(answer.slice(0, length), 1)
      expect(cut === null || cut.every((amount) => amount === null)).toBe(true)
    }
    expect(readManyBalances(`0x${"f".repeat(answer.length - 2)}`, 1)).toBe(null)
  })
})

describe("what an account holds", () => {
  let stage: Stage
  beforeEach(async () => {
    stage = await openStage()
    await stage.createWallet()
  })
  afterEach(() => stage.stop())
  const holdings = (family: "ethereum" | "solana", address: string) =>
    stage.said<Holdings>("popup.holdings", { family, address })

  test("is the chain's currency, and tokens that were watched, without those that it has none of", async () => {
    const amounts: Record<string, bigint> = { [USDC]: 1_250_000n, [DAI]: 0n }
    stage.networks.answers.eth_call = ({ to, data }: { to: string; data: string }) => {
      if (data.startsWith("0x70a08231")) return word(amounts[to] ?? 0n)
      if (data === "0x313ce567") return word(6n)
      return `${word(32n)}${word(4n).slice(2)}${Buffer.from("USDC").toString("hex").padEnd(64, "0")}`
    }
    const assets = (await stage.store()).transaction("assets", "readwrite").store
    for (const address of [USDC, DAI]) {
      await assets.put({ chainId: "eip155:31337", address, symbol: "X", decimals: 1 })
    }
    expect(await holdings("ethereum", ethereumAddress)).toEqual({
      family: "ethereum",
      address: ethereumAddress,
      silent: [],
      holdings: [
        expect.objectContaining({ address: null, symbol: "ETH", amount: "1000000000000000000" }),
        expect.objectContaining({
          ...{ address: USDC, symbol: "USDC", decimals: 6, source: "chain", amount: "1250000" },
        }),
      ],
    })
  })

  test("on Solana is the tokens of both programs, each mint once", async () => {
    const account = (amount: bigint) => {
      const bytes = new Uint8Array(165)
      bytes.set(base58.decode(MINT))
      new DataView(bytes.buffer).setBigUint64(64, amount, true)
      return base64.encode(bytes)
    }
    stage.networks.answers.getTokenAccountsByOwner = (_: string, { programId }: { programId: string }) => ({
      value: [2n ** 63n, 5n].map((amount) => ({
        pubkey: solanaAddress,
        account: { owner: programId, data: [account(amount), "base64"] },
      })),
    })
    const mint = new Uint8Array(82)
    mint[44] = 6
    mint[45] = 1
    stage.networks.answers.getMultipleAccounts = {
      value: [
        {
          owner: "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA",
          data: [base64.encode(mint), "base64"],
        },
      ],
    }
    const found = await holdings("solana", solanaAddress)
    expect(found.silent).toEqual([])
    expect(found.holdings.map(({ address, amount, decimals }) => [address, amount, decimals])).toEqual([
      [null, "5000000000", 9],
      [MINT, (2n * (2n ** 63n + 5n)).toString(), 6],
    ])
  })

  test("is told as far as it is known, with the chain that does not answer named", async () => {
    const node = await startSmallNode("eip155:777", { eth_chainId: "0x309" })
    await stage.stop()
    stage = await openStage({ more: [{ ...node.chain, name: "Quiet" }] })
    await stage.createWallet()
    const found = await holdings("ethereum", ethereumAddress)
    expect(found.silent).toEqual(["Quiet"])
    expect(found.holdings.map(({ chain }) => chain.id)).toEqual(["eip155:31337"])
    await node.stop()
  })

  test("is not asked of the networks for an address that is none of the wallet's", async () => {
    const before = stage.networks.asked.length
    await expect(holdings("ethereum", USDC)).rejects.toThrow("ACCOUNT_NOT_MINE")
    await expect(holdings("solana", ethereumAddress)).rejects.toThrow("ACCOUNT_NOT_MINE")
    expect(stage.networks.asked.length).toBe(before)
  })

  test("leaves chains of another kind alone: money and test coins are never in one list", async () => {
    const node = await startSmallNode("eip155:1", { eth_getBalance: "0x1" })
    await stage.stop()
    stage = await openStage({ more: [{ ...node.chain, kind: "main" }] })
    await stage.createWallet()
    await holdings("ethereum", ethereumAddress)
    expect(node.asked).toEqual([])
    await node.stop()
  })
})

test("the contract that asks for many balances is written with its checksum", () => {
  expect(getAddress(MULTICALL)).toBe(MULTICALL)
})
