/** EIP-5792: several calls in one consent, and what became of them. */
import { type Hex, keccak256, parseTransaction } from "viem"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { callsStatusOf } from "~background/methods/wallet-calls-status"
import type { PageTell } from "~protocol"
import { ethereumAddress } from "./support/kms"
import { type SmallNode, startSmallNode } from "./support/small-node"
import {
  connectPage,
  openPage,
  openStage,
  pageSender,
  reasonOf,
  resultOf,
  type Stage,
  shownConsent,
  type TestPage,
} from "./support/stage"

let stage: Stage
let page: TestPage
let node: SmallNode
/** Transaction hash → its receipt, once there is one. */
let receipts: Map<string, object>

beforeEach(async () => {
  stage = await openStage()
  receipts = new Map()
  node = await startSmallNode("eip155:10", {
    eth_getBlockByNumber: { baseFeePerGas: "0x64" },
    eth_maxPriorityFeePerGas: "0x1",
    eth_getTransactionCount: "0x5",
    eth_estimateGas: ({ data }: { data: string }) => (data === "0xbad0" ? undefined : "0x5208"),
    eth_sendRawTransaction: (raw: Hex) => keccak256(raw),
    eth_getTransactionReceipt: (hash: string) => receipts.get(hash) ?? null,
  })
  stage.networks.chains.chains = [...stage.networks.chains.chains, node.chain]
  stage.kill()
  stage.revive()
  await stage.createWallet()
  page = openPage(stage)
  await connectPage(stage, page)
})
afterEach(() => Promise.all([stage.stop(), node.stop()]))

const OTHER = "0x000000000000000000000000000000000000dEaD"
const call = (more: object = {}) => ({ to: OTHER, value: "0x1", ...more })
const request = (more: object = {}) => ({
  version: "2.0.0",
  from: ethereumAddress,
  chainId: "0xa",
  atomicRequired: false,
  calls: [call(), call({ data: "0xbad0" }), call({ data: "0x01" })],
  ...more,
})

const send = (more: object = {}) => page.request("wallet_sendCalls", [request(more)])

async function sent(more: object = {}): Promise<string> {
  const id = page.ask("wallet_sendCalls", [request(more)])
  await stage.decide(await shownConsent(stage))
  return (resultOf(await page.answer(id)) as { id: string }).id
}

function codeOf(tell: PageTell & { kind: "answer" }): number {
  if (!("error" in tell)) throw new Error("it was answered")
  return tell.error.code
}

const taken = () =>
  node.asked.filter(({ method }) => method === "eth_sendRawTransaction").map(({ params }) => params[0] as Hex)

test("calls are shown together, signed before the first is sent, and sent in their order", async () => {
  const id = page.ask("wallet_sendCalls", [request()])
  const view = await shownConsent(stage)
  expect(view.subject).toMatchObject({
    kind: "batch",
    submits: true,
    account: { address: ethereumAddress },
    chain: { id: "eip155:10" },
    calls: [
      { action: "transfer", to: OTHER, wei: "1", gas: "21000" },
      // It makes sense only behind the first, so nobody can tell what it takes.
      { action: "call", data: "0xbad0", gas: "1250000" },
      { action: "call", data: "0x01", gas: "26250" },
    ],
  })
  await stage.decide(view)
  expect(resultOf(await page.answer(id))).toEqual({ id: expect.stringMatching(/^0x[0-9a-f]{64}$/) })
  expect(taken().map((raw) => parseTransaction(raw))).toMatchObject([
    { nonce: 5, chainId: 10 },
    { nonce: 6, data: "0xbad0" },
    { nonce: 7, data: "0x01" },
  ])
  expect(stage.kms.signatures).toEqual(Array.from({ length: 3 }, () => "signTransaction"))
})

test("calls that are declined send nothing", async () => {
  const id = page.ask("wallet_sendCalls", [request()])
  await stage.decide(await shownConsent(stage), "reject")
  expect(codeOf(await page.answer(id))).toBe(4001)
  expect([...taken(), ...stage.kms.signatures]).toEqual([])
})

test("calls of which one cannot be signed send nothing", async () => {
  const id = page.ask("wallet_sendCalls", [request()])
  const view = await shownConsent(stage)
  stage.kms.faults.lies = true
  await stage.decide(view)
  expect(reasonOf(await page.answer(id))).toBe("SIGNATURE_WRONG")
  expect(taken()).toEqual([])
})

test("the first call is refused where it would fail now", async () => {
  expect(reasonOf(await send({ calls: [call({ data: "0xbad0" })] }))).toBe("RPC_REFUSED")
})

test("what the wallet cannot promise is refused with the code of its own", async () => {
  const refusals: [object, number][] = [
    [{ atomicRequired: true }, 5760],
    [{ chainId: "0x3e7" }, 5710],
    [{ capabilities: { paymasterService: { url: "https://x.example" } } }, 5700],
    [{ capabilities: { auxiliaryFunds: { supported: true, optional: false } } }, 5700],
    [{ calls: [call({ capabilities: { paymasterService: {} } })] }, 5700],
    [{ calls: Array.from({ length: 21 }, () => call()) }, 5740],
    [{ from: OTHER }, 4100],
    [{ version: "1.0" }, -32602],
    [{ calls: [] }, -32602],
    [{ calls: [{}] }, -32602],
    [{ calls: [call({ data: "0x1" })] }, -32602],
    [{ calls: [call({ to: "0x000000000000000000000000000000000000DEad" })] }, -32602],
    [{ atomicRequired: undefined }, -32602],
    [{ id: "" }, -32602],
    [{ somethingElse: 1 }, -32602],
  ]
  for (const [more, code] of refusals) expect([more, codeOf(await send(more))]).toEqual([more, code])
  expect(await stage.consents()).toEqual([])
})

test("a capability that is optional, and an account that is not named, are no obstacle", async () => {
  const id = page.ask("wallet_sendCalls", [
    { ...request({ from: undefined }), capabilities: { paymasterService: { optional: true } } },
  ])
  expect((await shownConsent(stage)).subject).toMatchObject({ account: { address: ethereumAddress } })
  expect(page.answers.get(id)).toBeUndefined()
})

test("an id is a site's own: taken for itself, open or sent, and free for another", async () => {
  const first = page.ask("wallet_sendCalls", [request({ id: "mine" })])
  await shownConsent(stage)
  expect(codeOf(await send({ id: "mine" }))).toBe(5720)
  await stage.decide(await shownConsent(stage))
  expect(resultOf(await page.answer(first))).toEqual({ id: "mine" })
  expect(codeOf(await send({ id: "mine" }))).toBe(5720)

  const stranger = openPage(stage, pageSender({ origin: "https://other.example" }))
  await connectPage(stage, stranger)
  expect(codeOf(await stranger.request("wallet_getCallsStatus", ["mine"]))).toBe(5730)
  expect(codeOf(await stranger.request("wallet_showCallsStatus", ["mine"]))).toBe(5730)
  stranger.ask("wallet_sendCalls", [request({ id: "mine" })])
  await shownConsent(stage)
})

test("calls that a page asks for again after a lost connection are the same calls", async () => {
  const id = page.ask("wallet_sendCalls", [request({ id: "mine" })])
  await shownConsent(stage)
  stage.kill()
  stage.revive()
  page.connect()
  await stage.decide(await shownConsent(stage))
  expect(resultOf(await page.answer(id))).toEqual({ id: "mine" })
  expect(taken()).toHaveLength(3)
})

test("what became of calls is told by the receipts of the network", async () => {
  const id = await sent()
  const status = async () => resultOf(await page.request("wallet_getCallsStatus", [id]))
  const receipt = (raw: Hex, status: string) => ({
    transactionHash: keccak256(raw),
    status,
    blockHash: `0x${"1".repeat(64)}`,
    blockNumber: "0x1",
    gasUsed: "0x5208",
    logs: [{ address: OTHER, data: "0x", topics: [], logIndex: "0x0" }],
    effectiveGasPrice: "0x1",
  })
  expect(await status()).toEqual({ version: "2.0.0", id, chainId: "0xa", status: 100, atomic: false })
  const [first = "0x", second = "0x", third = "0x"] = taken()
  for (const raw of [first, second]) receipts.set(keccak256(raw), receipt(raw, "0x1"))
  expect(await status()).toMatchObject({ status: 100, receipts: [{ status: "0x1" }, { status: "0x1" }] })
  receipts.set(keccak256(third), receipt(third, "0x0"))
  expect(await status()).toMatchObject({ status: 600 })
  receipts.set(keccak256(third), receipt(third, "0x1"))
  const { receipts: told } = (await status()) as { receipts: object[] }
  expect(await status()).toMatchObject({ status: 200 })
  expect(told[2]).toEqual({
    transactionHash: keccak256(third),
    status: "0x1",
    blockHash: `0x${"1".repeat(64)}`,
    blockNumber: "0x1",
    gasUsed: "0x5208",
    logs: [{ address: OTHER, data: "0x", topics: [] }],
  })
  expect(resultOf(await page.request("wallet_showCallsStatus", [id]))).toBeNull()
  expect(codeOf(await page.request("wallet_getCallsStatus", ["another"]))).toBe(5730)
})

describe("calls are told to be", () => {
  const receipt = (status: "0x0" | "0x1") => ({
    ...{ logs: [], status, blockHash: "0x", blockNumber: "0x1", gasUsed: "0x1", transactionHash: "0x" },
  })
  const [good, bad] = [receipt("0x1"), receipt("0x0")]
  test.each([
    ["pending, while one may still land", [good, null], ["landed", "sent"], 100],
    ["pending, while another node has not seen the block", [good, null], ["landed", "landed"], 100],
    ["done", [good, good], ["landed", "landed"], 200],
    ["over, where none of them ever landed", [null, null], ["failed", "replaced"], 400],
    ["failed", [bad, null], ["landed", "failed"], 500],
    ["done in part", [good, null], ["landed", "failed"], 600],
    ["done in part", [good, bad], ["landed", "landed"], 600],
  ] as const)("%s", (_what, found, statuses, status) => {
    const bundle = { chainId: "eip155:1", hashes: [], statuses: [...statuses] }
    expect(callsStatusOf("x", bundle, [...found])).toMatchObject({ status, chainId: "0x1" })
  })
})

test("capabilities are told to a connected site, for its account and the chains it may use", async () => {
  const ask = async (...params: unknown[]) => page.request("wallet_getCapabilities", params)
  const unsupported = { atomic: { status: "unsupported" } }
  expect(resultOf(await ask(ethereumAddress))).toEqual({ "0x7a69": unsupported, "0xa": unsupported })
  expect(resultOf(await ask(ethereumAddress.toLowerCase(), ["0xa", "0x3e7"]))).toEqual({ "0xa": unsupported })
  expect(codeOf(await ask(OTHER))).toBe(4100)
  const stranger = openPage(stage, pageSender({ origin: "https://other.example" }))
  expect(codeOf(await stranger.request("wallet_getCapabilities", [ethereumAddress]))).toBe(4100)
})
