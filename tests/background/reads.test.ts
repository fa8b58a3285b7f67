/** What pages read of a chain: which methods are passed on, how, and what comes back. */
import { readFileSync } from "node:fs"
import { keccak_256 } from "@noble/hashes/sha3.js"
import { bytesToHex } from "@noble/hashes/utils.js"
import { BrowserProvider, Contract } from "ethers"
import { createPublicClient, custom, encodeErrorResult, parseAbi } from "viem"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { paramsOf } from "~background/methods/passed-reads"
import { READS_PER_SITE } from "~background/methods/read-limit"
import { CLIENT_VERSION } from "~background/methods/web3"
import { type PassedRead, passedReads } from "~protocol"
import { ethereumAt, refuse, silent, startNode, type TestNode, withStatus } from "./support/nodes"
import {
  connectPage,
  eventually,
  openGate,
  openPage,
  openStage,
  pageSender,
  reasonOf,
  resultOf,
  type Stage,
  type TestPage,
} from "./support/stage"

let node: TestNode
let stage: Stage
let page: TestPage
beforeEach(async () => {
  node = await startNode()
  stage = await openStage({ more: [ethereumAt(7777, [node.url])] })
  await stage.createWallet()
  page = openPage(stage)
  await connectPage(stage, page)
  resultOf(await page.request("wallet_switchEthereumChain", [{ chainId: "0x1e61" }]))
})
afterEach(() => Promise.all([stage.stop(), node.stop()]))

const ADDRESS = `0x${"11".repeat(20)}`
const HASH = `0x${"22".repeat(32)}`

const asks: { readonly [M in PassedRead]: unknown[] } = {
  eth_blockNumber: [],
  eth_gasPrice: [],
  eth_maxPriorityFeePerGas: [],
  eth_blobBaseFee: [],
  eth_syncing: [],
  net_listening: [],
  net_peerCount: [],
  eth_feeHistory: [4, "latest", [25, 75]],
  eth_call: [{ to: ADDRESS, data: "0x01" }, { blockHash: HASH }, { [ADDRESS]: { balance: "0x1" } }],
  eth_estimateGas: [{ from: ADDRESS, to: ADDRESS, value: "0x0" }],
  eth_createAccessList: [{ to: ADDRESS }, "pending"],
  eth_getBalance: [ADDRESS, "latest"],
  eth_getCode: [ADDRESS, "0x10"],
  eth_getTransactionCount: [ADDRESS, "pending"],
  eth_getStorageAt: [ADDRESS, "0x0", "latest"],
  eth_getProof: [ADDRESS, ["0x0"], "latest"],
  eth_getBlockByHash: [HASH, true],
  eth_getBlockByNumber: ["finalized", false],
  eth_getBlockReceipts: ["0x1"],
  eth_getBlockTransactionCountByHash: [HASH],
  eth_getBlockTransactionCountByNumber: ["safe"],
  eth_getTransactionByHash: [HASH],
  eth_getTransactionByBlockHashAndIndex: [HASH, "0x0"],
  eth_getTransactionByBlockNumberAndIndex: ["earliest", "0x0"],
  eth_getTransactionReceipt: [HASH],
  eth_getUncleByBlockHashAndIndex: [HASH, "0x0"],
  eth_getUncleByBlockNumberAndIndex: ["0x1", "0x0"],
  eth_getUncleCountByBlockHash: [HASH],
  eth_getUncleCountByBlockNumber: ["0x1"],
  eth_getLogs: [{ fromBlock: "0x1", address: [ADDRESS], topics: [HASH, null, [HASH]] }],
}

describe("a read", () => {
  test("of each kind goes to the chain of the site as it was asked, and comes back as it was answered", async () => {
    for (const [method, params] of Object.entries(asks)) {
      node.serve = () => ({ method, oddities: [null, "0x00", { deep: true }] })
      const answer = resultOf(await page.request(method, params.length === 0 ? undefined : params))
      expect(answer).toEqual({ method, oddities: [null, "0x00", { deep: true }] })
      expect(node.asked.at(-1)).toMatchObject({ method, params })
    }
    expect(Object.keys(asks)).toEqual(Object.keys(passedReads))
    expect(stage.windows.opened()).toBe(1)
  })

  test("needs no connection: a stranger's goes to the wallet's own chain", async () => {
    const stranger = openPage(stage, pageSender({ origin: "https://stranger.example" }))
    stage.networks.asked.length = 0
    expect(resultOf(await stranger.request("eth_blockNumber"))).toBe("0x2a")
    expect(stage.networks.asked).toEqual(["eth_blockNumber"])
  })

  test("that names no block is of the latest, and nothing is put in the place of what else is left out", () => {
    expect(paramsOf([ADDRESS, null], 1)).toEqual([ADDRESS, "latest"])
    expect(paramsOf([{ to: ADDRESS }], 1)).toEqual([{ to: ADDRESS }, "latest"])
    expect(paramsOf([{ to: ADDRESS }, null, { a: 1 }], 1)).toEqual([{ to: ADDRESS }, "latest", { a: 1 }])
    expect(paramsOf([HASH, null])).toEqual([HASH])
    expect(paramsOf(undefined)).toEqual([])
    expect(paramsOf({})).toEqual([])
  })

  test.each([
    ["eth_getBalance", ["0x12", "latest"], "params.0"],
    ["eth_getBalance", [ADDRESS, "newest"], "params.1"],
    ["eth_getBalance", [ADDRESS, "latest", 1], "params"],
    ["eth_getBlockByHash", ["0x1", false], "params.0"],
    ["eth_blockNumber", [1], "params"],
    ["eth_call", [{ to: ADDRESS, privateKey: HASH }], "params.0"],
    ["eth_getLogs", [{ address: Array.from({ length: 1001 }, () => ADDRESS) }], "params.0.address"],
    ["eth_getLogs", [{ topics: [HASH, HASH, HASH, HASH, HASH] }], "params.0.topics"],
    ["eth_call", [{ to: ADDRESS, data: `0x${"00".repeat(300_000)}` }], "more than 524288 characters"],
  ])(
    "%s that is misshapen is refused with the place of the mistake and reaches no node",
    async (method, params, where) => {
      node.asked.length = 0
      const tell = await page.request(method, params)
      expect(tell).toMatchObject({
        error: { code: -32602, data: { reason: "PARAMS_INVALID", method, where } },
      })
      expect(node.asked).toEqual([])
    },
  )

  test("that is on no list is not passed on", async () => {
    node.asked.length = 0
    for (const method of [
      "debug_traceTransaction",
      "personal_unlockAccount",
      "admin_addPeer",
      "eth_sendUserOperation",
      "eth_newPendingTransactionFilter",
      "eth_protocolVersion",
      "anvil_setBalance",
      "engine_newPayloadV4",
      "constructor",
      "__proto__",
    ]) {
      expect(await page.request(method, [])).toMatchObject({
        error: { code: 4200, data: { reason: "METHOD_UNSUPPORTED", method } },
      })
    }
    expect(node.asked).toEqual([])
  })

  test("of a network that is dead ends with a coded error", async () => {
    node.serve = withStatus(503)
    expect(await page.request("eth_gasPrice")).toMatchObject({
      error: { code: 4901, data: { reason: "RPC_UNREACHABLE", chain: "Test 7777" } },
    })
  })

  test("of a network that never answers ends with a coded error", async () => {
    node.serve = silent
    const startedAt = performance.now()
    const id = page.ask("eth_gasPrice")
    while (!page.answers.has(id)) await new Promise((resume) => setTimeout(resume, 50))
    expect(page.answers.get(id)).toMatchObject([{ error: { code: 4901 } }])
    expect(performance.now() - startedAt).toBeLessThan(10_000)
  }, 15_000)
})

test("a flood of reads is refused beyond a number, with the code to wait at, and harms no other site", async () => {
  const { closed, open } = openGate()
  node.serve = () => closed.then(() => "0x1")
  const frames = [1, 2, 3].map((n) => openPage(stage, pageSender({ origin: `https://f${n}.dapp.example` })))
  Object.assign(stage.networks.faults, { hold: "eth_gasPrice", held: closed })
  const ids = [page, ...frames].map((frame) =>
    Array.from({ length: 60 }, () => ({ frame, id: frame.ask("eth_gasPrice") })),
  )
  const refused = () => ids.flat().filter(({ frame, id }) => frame.answers.has(id))
  await eventually(() => refused().length === 240 - READS_PER_SITE)
  for (const { frame, id } of refused()) {
    expect(await frame.answer(id)).toMatchObject({ error: { code: -32005, data: { retryAfterMs: 1_000 } } })
  }
  const other = openPage(stage, pageSender({ origin: "https://other.example" }))
  expect(resultOf(await other.request("eth_blockNumber"))).toBe("0x2a")
  open()
  await eventually(() => refused().length === 240)
  expect(resultOf(await page.request("eth_gasPrice"))).toBe("0x1")
})

describe("what a contract reverted with", () => {
  const abi = parseAbi([
    "error TooLittle(uint256 had, uint256 wanted)",
    "function take() view returns (uint256)",
  ])
  const data = encodeErrorResult({ abi, errorName: "TooLittle", args: [1n, 2n] })
  const provider = {
    async request({ method, params }: { method: string; params?: unknown }): Promise<unknown> {
      const tell = await page.request(method, params)
      if ("error" in tell) throw Object.assign(new Error(tell.error.message), tell.error)
      return tell.result
    },
  }
  beforeEach(() => {
    node.serve = refuse({ code: 3, message: "execution reverted", data })
  })

  test("reaches the page with the node's own code, words and data", async () => {
    expect(await page.request("eth_call", [{ to: ADDRESS, data: "0x" }, "latest"])).toMatchObject({
      error: {
        code: -32603,
        message: "Test 7777 answered with an error: execution reverted",
        data: { reason: "RPC_ERROR", chain: "Test 7777", code: 3, message: "execution reverted", data },
      },
    })
  })

  test("is understood by viem", async () => {
    const client = createPublicClient({ transport: custom(provider) })
    const read = client.readContract({ abi, address: ADDRESS as `0x${string}`, functionName: "take" })
    await expect(read).rejects.toMatchObject({ cause: { data: { errorName: "TooLittle", args: [1n, 2n] } } })
  })

  test("is understood by ethers", async () => {
    const ethers = new BrowserProvider(provider, 7777)
    const contract = new Contract(
      ADDRESS,
      ["error TooLittle(uint256,uint256)", "function take() view returns (uint256)"],
      ethers,
    )
    await expect(contract.getFunction("take")()).rejects.toMatchObject({
      code: "CALL_EXCEPTION",
      revert: { name: "TooLittle" },
    })
    ethers.destroy()
  })
})

describe("a transaction that a page has signed by itself", () => {
  test("is carried to the chain of the site, and answered with its hash", async () => {
    node.serve = () => "0x0000000000000000000000000000000000000000000000000000000000000000"
    expect(resultOf(await page.request("eth_sendRawTransaction", ["0x02c0"]))).toBe(
      `0x${bytesToHex(keccak_256(Uint8Array.of(2, 0xc0)))}`,
    )
    expect(node.asked.at(-1)).toMatchObject({ method: "eth_sendRawTransaction", params: ["0x02c0"] })
    expect(stage.kms.signatures).toEqual([])
  })

  test("that the node refuses is refused in the node's words", async () => {
    node.serve = ({ method }) =>
      method === "eth_sendRawTransaction" ? refuse({ code: -32000, message: "nonce too low" })() : null
    const tell = await page.request("eth_sendRawTransaction", ["0x02c0"])
    expect(reasonOf(tell)).toBe("RPC_REFUSED")
    expect(tell).toMatchObject({ error: { code: -32003, message: expect.stringContaining("nonce too low") } })
  })
})

describe("what the wallet answers by itself", () => {
  test("is its name and version", async () => {
    expect(resultOf(await page.request("web3_clientVersion"))).toBe(CLIENT_VERSION)
    const { version } = JSON.parse(readFileSync("package.json", "utf8"))
    expect(CLIENT_VERSION).toBe(`Countersign/${version}`)
  })

  test("is the hash that Ethereum uses", async () => {
    expect(resultOf(await page.request("web3_sha3", ["0x"]))).toBe(
      "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470",
    )
  })

  test("is the chain of the site, in both spellings", async () => {
    node.asked.length = 0
    expect(resultOf(await page.request("net_version"))).toBe("7777")
    expect(resultOf(await page.request("eth_chainId"))).toBe("0x1e61")
    expect(node.asked).toEqual([])
  })
})
