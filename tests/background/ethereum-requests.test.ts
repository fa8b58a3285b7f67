/** What sites ask of the Ethereum account, from the page's port to its one answer: typed data, transactions, sign-ins. */
import {
  type Hex,
  keccak256,
  parseTransaction,
  recoverTransactionAddress,
  recoverTypedDataAddress,
} from "viem"
import { afterEach, beforeEach, expect, test } from "vitest"
import { openEthereum } from "~background/chains/ethereum"
import { ethSendTransaction } from "~background/methods/eth-send-transaction"
import { type ConsentView, localEthereum, type PageTell } from "~protocol"
import { ethereumAddress } from "./support/kms"
import { type SmallNode, startSmallNode } from "./support/small-node"
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

let stage: Stage
let page: TestPage
let nodes: SmallNode[]

beforeEach(async () => {
  stage = await openStage()
  await stage.createWallet()
  nodes = []
  page = openPage(stage)
  await connectPage(stage, page)
})
afterEach(() => Promise.all([stage.stop(), ...nodes.map((node) => node.stop())]))

const OTHER = "0x000000000000000000000000000000000000dEaD"
const KEY = `0x${"ab".repeat(32)}`

/** A chain more, which this wallet knows from now on. */
async function addChain(id: string, answers: Record<string, unknown> = {}): Promise<SmallNode> {
  const node = await startSmallNode(id, {
    eth_getTransactionCount: "0x5",
    eth_estimateGas: "0x5208",
    eth_sendRawTransaction: (raw: Hex) => keccak256(raw),
    ...answers,
  })
  nodes.push(node)
  stage.networks.chains.chains = [...stage.networks.chains.chains, node.chain]
  stage.kill()
  stage.revive()
  page.connect()
  return node
}

/** Asks, lets the person approve, and gives what was shown and what was answered. */
async function approved(
  method: string,
  params: unknown,
): Promise<[ConsentView, PageTell & { kind: "answer" }]> {
  const id = page.ask(method, params)
  const view = await shownConsent(stage)
  await stage.decide(view)
  return [view, await page.answer(id)]
}

function codeOf(tell: PageTell & { kind: "answer" }): number {
  if (!("error" in tell)) throw new Error("it was answered")
  return tell.error.code
}

const typedData = (chainId: unknown) => ({
  types: {
    EIP712Domain: [
      { name: "name", type: "string" },
      { name: "chainId", type: "uint256" },
    ],
    Mail: [
      { name: "to", type: "Person" },
      { name: "contents", type: "string" },
    ],
    Person: [{ name: "wallet", type: "address" }],
  } as const,
  primaryType: "Mail" as const,
  domain: { name: "Ether Mail", chainId },
  message: { to: { wallet: OTHER }, contents: "Hello, Bob!" } as const,
})

for (const method of ["eth_signTypedData_v3", "eth_signTypedData_v4"]) {
  for (const form of ["text", "an object"]) {
    test(`${method}, given as ${form}, is shown member by member and signed as its hash`, async () => {
      const data = typedData(31337)
      const given = form === "text" ? JSON.stringify(data) : data
      const [view, answer] = await approved(method, [ethereumAddress.toLowerCase(), given])
      expect(view.subject).toEqual({
        kind: "typedData",
        account: { family: "ethereum", address: ethereumAddress },
        chain: { id: "eip155:31337", name: "Local Ethereum", symbol: "ETH", decimals: 18 },
        primaryType: "Mail",
        domain: [
          { name: "name", type: "string", value: "Ether Mail" },
          { name: "chainId", type: "uint256", value: "31337" },
        ],
        message: [
          { name: "to", type: "Person", value: [{ name: "wallet", type: "address", value: OTHER }] },
          { name: "contents", type: "string", value: "Hello, Bob!" },
        ],
      })
      const domain = { name: "Ether Mail", chainId: 31337n }
      const signature = resultOf(answer) as Hex
      expect(await recoverTypedDataAddress({ ...data, domain, signature })).toBe(ethereumAddress)
    })
  }
}

test("typed data for another chain that the wallet knows is signed, and the person is told which", async () => {
  await addChain("eip155:10")
  const [view, answer] = await approved("eth_signTypedData_v4", [
    ethereumAddress,
    JSON.stringify(typedData("10")),
  ])
  expect(view.subject).toMatchObject({ chain: { id: "eip155:10" } })
  expect(resultOf(answer)).toMatch(/^0x[0-9a-f]{130}$/)
})

test("typed data for a chain that the wallet does not know, or for none of its accounts, is refused", async () => {
  const sign = (from: string, data: unknown) =>
    page.request("eth_signTypedData_v4", [from, JSON.stringify(data)])
  expect(codeOf(await sign(ethereumAddress, typedData(999)))).toBe(4901)
  expect(codeOf(await sign(ethereumAddress, typedData(`0x${"f".repeat(64)}`)))).toBe(4901)
  expect(reasonOf(await sign(OTHER, typedData(31337)))).toBe("ACCOUNT_NOT_CONNECTED")
  expect(codeOf(await sign(ethereumAddress, { ...typedData(31337), primaryType: "None" }))).toBe(-32602)
  expect(codeOf(await page.request("eth_signTypedData_v4", [ethereumAddress, "{"]))).toBe(-32602)
  expect(codeOf(await page.request("eth_signTypedData_v4", [ethereumAddress]))).toBe(-32602)
  expect(await stage.consents()).toEqual([])
})

test("a signature over other typed data than was approved is discarded", async () => {
  stage.kms.faults.lies = true
  const [, answer] = await approved("eth_signTypedData_v4", [ethereumAddress, typedData(31337)])
  expect(reasonOf(answer)).toBe("SIGNATURE_WRONG")
})

test("typed data that was approved is signed once, whenever the worker dies", async () => {
  for (const uses of [1, 4, 8, 12]) {
    const before = stage.kms.signatures.length
    const id = page.ask("eth_signTypedData_v4", [ethereumAddress, typedData(31337)])
    const view = await shownConsent(stage)
    stage.killAtUse(uses)
    await stage.decide(view)
    stage.kill()
    stage.revive()
    page.connect()
    const [again] = await stage.consents()
    if (again) await stage.decide(again)
    expect(resultOf(await page.answer(id))).toMatch(/^0x[0-9a-f]{130}$/)
    expect(page.answers.get(id)).toHaveLength(1)
    expect(stage.kms.signatures.length - before).toBe(1)
  }
})

test("what other wallets sign blindly is refused with the reason and what to use instead", async () => {
  for (const method of ["eth_sign", "eth_signTypedData", "eth_decrypt", "eth_getEncryptionPublicKey"]) {
    const refused = await page.request(method, [ethereumAddress, "0x"])
    expect(codeOf(refused)).toBe(4200)
    expect(reasonOf(refused)).toBe("METHOD_UNSUPPORTED")
    if ("error" in refused) expect(refused.error.message).toMatch(/^The wallet does not offer .+: .{20,}\.$/)
  }
})

test("a sign-in that does not fit the site is shown with what does not fit", async () => {
  const text = (domain: string, chainId: number) =>
    `${domain} wants you to sign in with your Ethereum account:\n${ethereumAddress}\n\n\n` +
    `URI: https://${domain}\nVersion: 1\nChain ID: ${chainId}\nNonce: 32891757\nIssued At: 2021-09-30T16:25:24Z`
  const [good] = await approved("personal_sign", [text("dapp.example", 31337), ethereumAddress])
  expect(good.subject).toMatchObject({ signIn: { standard: "SIWE", domain: "dapp.example", problems: [] } })
  expect(good.subject).toMatchObject({ signIn: { chainId: "31337", chainName: localEthereum.name } })
  const [bad] = await approved("personal_sign", [text("evil.example", 1), ethereumAddress])
  expect(bad.subject).toMatchObject({
    signIn: { problems: ["host-differs", "chain-differs"], chainName: null },
  })
  const [torn] = await approved("personal_sign", [`${text("dapp.example", 31337)}\r`, ethereumAddress])
  expect(torn.subject).toMatchObject({ text: null, signIn: { problems: ["malformed"] } })
  const [none] = await approved("personal_sign", ["hello", ethereumAddress])
  expect(none.subject).toMatchObject({ signIn: null })
})

test("whose key signed a message is public, and so is that none did", async () => {
  const [, answer] = await approved("personal_sign", ["0x00ff", ethereumAddress])
  const signature = resultOf(answer) as Hex
  const stranger = openPage(stage, pageSender({ origin: "https://other.example" }))
  const recovered = await stranger.request("personal_ecRecover", ["0x00ff", signature])
  expect(resultOf(recovered)).toBe(ethereumAddress.toLowerCase())
  const fromNought = `${signature.slice(0, -2)}${signature.endsWith("1b") ? "00" : "01"}`
  const again = await stranger.request("personal_ecRecover", ["0x00ff", fromNought])
  expect(resultOf(again)).toBe(ethereumAddress.toLowerCase())
  for (const wrong of ["0x", `${signature}00`, `0x${"ff".repeat(64)}1b`, `${signature.slice(0, -2)}1d`]) {
    expect(codeOf(await stranger.request("personal_ecRecover", ["0x00ff", wrong]))).toBe(-32602)
  }
})

const accessList = [{ address: OTHER, storageKeys: [KEY] }]

test.each([
  ["a price and no type", { gasPrice: "0x9" }, { type: "legacy", gasPrice: 9n }],
  ["type 0x0 and nothing else", { type: "0x0" }, { type: "legacy", gasPrice: 2_250_000_000n }],
  ["a price and an access list", { gasPrice: "0x9", accessList }, { type: "eip2930", gasPrice: 9n }],
  ["type 0x1", { type: "0x1", accessList }, { type: "eip2930", gasPrice: 2_250_000_000n }],
  ["an access list and no price", { accessList }, { type: "eip1559", maxFeePerGas: 3_000_000_000n }],
  ["type 0x2", { type: "0x2" }, { type: "eip1559", maxFeePerGas: 3_000_000_000n }],
  [
    "a highest fee below the usual tip",
    { maxFeePerGas: "0x7" },
    { maxFeePerGas: 7n, maxPriorityFeePerGas: 7n },
  ],
  [
    "a tip of its own",
    { maxPriorityFeePerGas: "0x7" },
    { maxFeePerGas: 2_000_000_007n, maxPriorityFeePerGas: 7n },
  ],
  ["a gasLimit", { gasLimit: "0x7530" }, { gas: 30_000n }],
  ["a nonce of its own", { nonce: "0x63" }, { nonce: 99 }],
])("a transaction with %s is signed as what it says", async (_what, more, expected) => {
  const request = { from: ethereumAddress, to: OTHER, value: "0x10", ...more }
  const [view, answer] = await approved("eth_signTransaction", [request])
  const raw = resultOf(answer) as Hex
  const parsed = parseTransaction(raw)
  expect(parsed).toMatchObject({ chainId: 31337, value: 16n, ...expected })
  expect(await recoverTransactionAddress({ serializedTransaction: raw as `0x02${string}` })).toBe(
    ethereumAddress,
  )
  const most = (parsed.gas ?? 0n) * (parsed.maxFeePerGas ?? parsed.gasPrice ?? 0n)
  expect(view.subject).toMatchObject({ submits: false, call: { maxFeeWei: most.toString() } })
  expect(stage.networks.ethereumTaken).toEqual([])
})

test("an access list pays for itself where the site names no gas", async () => {
  const request = { from: ethereumAddress, to: OTHER, value: "0x1", accessList }
  const [view] = await approved("eth_signTransaction", [request])
  expect(view.subject).toMatchObject({ call: { gas: `${21_000 + 2400 + 1900}` } })
})

test.each([
  ["blobs", { type: "0x3" }, /EIP-4844/],
  ["blobs", { blobVersionedHashes: [KEY] }, /EIP-4844/],
  ["a delegation", { type: "0x4" }, /EIP-7702/],
  ["a delegation", { authorizationList: [] }, /EIP-7702/],
  ["a type that there is not", { type: "0x5" }, /`type`/],
  ["fields of another chain's own type", { type: "0x76", feeToken: OTHER }, /params/],
  ["two different gas limits", { gas: "0x5208", gasLimit: "0x5209" }, /differ/],
  ["fees of a later type than its own", { type: "0x1", maxFeePerGas: "0x1" }, /`type` 0x1/],
  ["a price with a type that has none", { type: "0x2", gasPrice: "0x1" }, /`type` 0x2/],
  ["an access list with a type that has none", { type: "0x0", accessList }, /`type` 0x0/],
  ["a value that is no number", { value: "invalid" }, /params\.0\.value/],
  ["a receiver that is none", { to: "invalid" }, /params\.0\.to/],
  ["gas that is no number", { gasLimit: "invalid" }, /params\.0\.gasLimit/],
  ["a fee that is no number", { maxFeePerGas: "invalid" }, /params\.0\.maxFeePerGas/],
])("a transaction with %s is refused, and says where", async (_what, more, where) => {
  for (const method of ["eth_sendTransaction", "eth_signTransaction"]) {
    const refused = await page.request(method, [{ from: ethereumAddress, to: OTHER, value: "0x0", ...more }])
    expect(codeOf(refused)).toBe(-32602)
    if ("error" in refused) expect(refused.error.message).toMatch(where)
  }
  expect(await stage.consents()).toEqual([])
})

test("the right chain is chosen without a prompt where the request names it", async () => {
  const node = await addChain("eip155:10", {
    eth_getBlockByNumber: { baseFeePerGas: "0x64" },
    eth_maxPriorityFeePerGas: "0x1",
  })
  const request = { from: ethereumAddress, to: OTHER, value: "0x1", chainId: "0xa" }
  const [view, answer] = await approved("eth_sendTransaction", [request])
  expect(view.subject).toMatchObject({ kind: "transaction", chain: { id: "eip155:10" } })
  const sent = node.asked.find(({ method }) => method === "eth_sendRawTransaction")?.params[0] as Hex
  expect(parseTransaction(sent)).toMatchObject({ chainId: 10, nonce: 5, maxFeePerGas: 201n })
  expect(resultOf(answer)).toBe(keccak256(sent))
  expect(stage.networks.ethereumTaken).toEqual([])
  expect(resultOf(await page.request("eth_chainId"))).toBe("0x7a69")
})

test("what came in for one chain does not go to another that it names", async () => {
  const node = await startSmallNode("eip155:10", {})
  nodes.push(node)
  const network = openEthereum(node.chain)
  const networks = {
    ethereum: async () => network,
    solana: () => Promise.reject(new Error("no Solana here")),
  }
  const caller = { origin: "https://dapp.example", tabId: 1, frameId: 0, documentId: "d" }
  const asking = {
    caller,
    addresses: [ethereumAddress],
    permission: null,
    isHidden: false,
    ethereum: networks.ethereum,
  }
  const ask = (chainId: string, scope: string) =>
    ethSendTransaction(networks).run([{ from: ethereumAddress, to: OTHER, chainId }], { ...asking, scope })
  await expect(ask("0xa", "eip155:1")).rejects.toMatchObject({ code: "CHAIN_UNSUPPORTED" })
  expect(await ask("0xa", "eip155:10")).toHaveProperty("consent")
})

test("a chain without EIP-1559 gets transactions of its own kind", async () => {
  const node = await addChain("eip155:77", { eth_getBlockByNumber: {}, eth_gasPrice: "0x1f4" })
  const request = { from: ethereumAddress, to: OTHER, value: "0x1", chainId: "0x4d" }
  const [view] = await approved("eth_sendTransaction", [request])
  expect(view.subject).toMatchObject({ call: { maxFeeWei: `${500 * 21_000}` } })
  const sent = node.asked.find(({ method }) => method === "eth_sendRawTransaction")?.params[0] as Hex
  expect(parseTransaction(sent)).toMatchObject({ type: "legacy", gasPrice: 500n, chainId: 77, nonce: 5 })
  const refused = await page.request("eth_sendTransaction", [{ ...request, maxFeePerGas: "0x1" }])
  expect(codeOf(refused)).toBe(-32602)
})

test("transactions on two chains at once have the nonces of their own chains", async () => {
  const node = await addChain("eip155:10", {
    eth_getBlockByNumber: { baseFeePerGas: "0x64" },
    eth_maxPriorityFeePerGas: "0x1",
  })
  const ids = ["0xa", "0x7a69", "0xa", "0x7a69"].map((chainId) =>
    page.ask("eth_sendTransaction", [{ from: ethereumAddress, to: OTHER, value: "0x1", chainId }]),
  )
  const views = await eventually(async () => {
    const all = await stage.consents()
    return all.length === 4 && all
  })
  await Promise.all(views.map((view) => stage.decide(view)))
  await Promise.all(ids.map((id) => page.answer(id)))
  const sent = node.asked.filter(({ method }) => method === "eth_sendRawTransaction")
  expect([...stage.networks.nonces].sort()).toEqual([0, 1])
  expect(sent.map(({ params }) => parseTransaction(params[0] as Hex).nonce)).toContain(5)
})
