/** What a page asks, from its port to its one answer, through the whole background. */

import { ed25519 } from "@noble/curves/ed25519.js"
import { base58, base64, hex } from "@scure/base"
import { keccak256, parseTransaction, recoverMessageAddress } from "viem"
import { afterEach, beforeEach, expect, test } from "vitest"
import { openRegistry } from "~background/chains/registry"
import { solanaSignMessage } from "~background/methods/solana-sign-message"
import { ethereumCostOf } from "~popup/costs"
import { ethereumAddress, solanaAddress } from "./support/kms"
import { SYSVAR, solanaTransaction } from "./support/solana-transaction"
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
  shownConsent,
} from "./support/stage"

let stage: Stage
beforeEach(async () => {
  stage = await openStage()
})
afterEach(() => stage.stop())

const OTHER = "0x000000000000000000000000000000000000dEaD"

test("a site connects, sees the account, and the window is gone afterwards", async () => {
  await stage.createWallet()
  const page = openPage(stage)
  expect(resultOf(await page.request("eth_accounts"))).toEqual([])
  const id = page.ask("eth_requestAccounts")
  const view = await shownConsent(stage)
  expect(view).toMatchObject({ origin: "https://dapp.example", subject: { kind: "connect" } })
  await stage.decide(view)
  expect(resultOf(await page.answer(id))).toEqual([ethereumAddress])
  expect(resultOf(await page.request("eth_accounts"))).toEqual([ethereumAddress])
  expect(resultOf(await page.request("eth_requestAccounts"))).toEqual([ethereumAddress])
  await eventually(() => stage.windows.current() === null)
  expect(stage.windows.opened()).toBe(1)
  expect(page.events).toEqual([{ name: "accounts", family: "ethereum", accounts: [ethereumAddress] }])
})

test("a site that asks before there is a wallet waits for it and is then shown", async () => {
  const page = openPage(stage)
  const id = page.ask("solana_connect", { silent: false })
  const state = await eventually(async () => {
    const said = await stage.said<{ waiting: string[]; wallet: unknown }>("popup.state")
    return said.waiting.length > 0 && said
  })
  expect(state).toMatchObject({ wallet: null, waiting: ["https://dapp.example"] })
  expect(await stage.consents()).toEqual([])
  expect(await stage.createWallet()).toMatchObject({ waiting: [], trouble: null })
  await stage.decide(await shownConsent(stage))
  expect(resultOf(await page.answer(id))).toEqual({ accounts: [solanaAddress] })
  expect(stage.windows.opened()).toBe(1)
})

test("a message is signed as the bytes that were shown", async () => {
  await stage.createWallet()
  const page = openPage(stage)
  await connectPage(stage, page)
  const id = page.ask("personal_sign", ["0x00ff", ethereumAddress.toLowerCase()])
  const view = await shownConsent(stage)
  expect(view.subject).toMatchObject({ kind: "message", text: null, bytes: "0x00ff" })
  await stage.decide(view)
  const signature = resultOf(await page.answer(id)) as `0x${string}`
  expect(await recoverMessageAddress({ message: { raw: "0x00ff" }, signature })).toBe(ethereumAddress)
  expect(stage.kms.signatures).toEqual(["ethereumSignMessage"])
})

test("a message in the order of old sites is read where it is clear, and refused where it is not", async () => {
  await stage.createWallet()
  const page = openPage(stage)
  await connectPage(stage, page)
  page.ask("personal_sign", [ethereumAddress, "hello\tyou", ""])
  expect((await shownConsent(stage)).subject).toMatchObject({
    text: "hello\tyou",
    bytes: "0x68656c6c6f09796f75",
  })
  for (const params of [
    ["hello", "you"],
    ["0xabc", ethereumAddress],
  ]) {
    expect(reasonOf(await page.request("personal_sign", params))).toBe("PARAMS_INVALID")
  }
  for (const first of ["hello", ethereumAddress]) {
    expect(reasonOf(await page.request("personal_sign", [first, OTHER]))).toBe("ACCOUNT_NOT_CONNECTED")
  }
})

test("a message of twenty bytes, which looks like an address, is signed as the bytes it is", async () => {
  await stage.createWallet()
  const page = openPage(stage)
  await connectPage(stage, page)
  const id = page.ask("personal_sign", [OTHER, ethereumAddress])
  const view = await shownConsent(stage)
  expect(view.subject).toMatchObject({ account: { address: ethereumAddress }, bytes: OTHER.toLowerCase() })
  await stage.decide(view)
  const signature = resultOf(await page.answer(id)) as `0x${string}`
  expect(await recoverMessageAddress({ message: { raw: OTHER }, signature })).toBe(ethereumAddress)
})

test("an Ethereum transaction is filled in, shown, signed, submitted and answered with its hash", async () => {
  await stage.createWallet()
  const page = openPage(stage)
  await connectPage(stage, page)
  const id = page.ask("eth_sendTransaction", [
    { from: ethereumAddress, to: OTHER.toLowerCase(), value: "0x10" },
  ])
  const view = await shownConsent(stage)
  expect(view.subject).toMatchObject({
    kind: "transaction",
    submits: true,
    call: {
      action: "transfer",
      to: OTHER,
      wei: "16",
      gas: "21000",
      maxFeeWei: (21000n * 3_000_000_000n).toString(),
    },
  })
  await stage.decide(view)
  const hash = resultOf(await page.answer(id))
  const [raw = "0x"] = stage.networks.ethereumTaken
  expect(hash).toBe(keccak256(raw))
  expect(parseTransaction(raw)).toMatchObject({ chainId: 31337, value: 16n, gas: 21000n, nonce: 0 })
})

test("the fee that is shown is the most that the signed transaction can cost", async () => {
  await stage.createWallet()
  const page = openPage(stage)
  await connectPage(stage, page)
  const id = page.ask("eth_sendTransaction", [{ from: ethereumAddress, to: OTHER, value: "0x10" }])
  const view = await shownConsent(stage)
  await stage.decide(view)
  resultOf(await page.answer(id))
  const [raw = "0x"] = stage.networks.ethereumTaken
  const { gas = 0n, maxFeePerGas = 0n } = parseTransaction(raw)
  if (view.subject.kind !== "transaction" || view.subject.call.family !== "ethereum")
    throw new Error("no call")
  expect(ethereumCostOf(view.subject.call)).toEqual({
    amount: 16n,
    fee: gas * maxFeePerGas,
    total: 16n + gas * maxFeePerGas,
  })
})

test("what a transaction says twice must agree, and what it cannot mean is refused", async () => {
  await stage.createWallet()
  const page = openPage(stage)
  await connectPage(stage, page)
  const send = async (request: object) =>
    reasonOf(await page.request("eth_sendTransaction", [{ from: ethereumAddress, to: OTHER, ...request }]))
  expect(await send({ data: "0x01", input: "0x02" })).toBe("PARAMS_INVALID")
  expect(await send({ data: "0x123" })).toBe("PARAMS_INVALID")
  expect(await send({ value: "0x01" })).toBe("PARAMS_INVALID")
  expect(await send({ gasPrice: "0x1", maxFeePerGas: "0x1" })).toBe("PARAMS_INVALID")
  expect(await send({ maxFeePerGas: "0x1", maxPriorityFeePerGas: "0x2" })).toBe("PARAMS_INVALID")
  expect(await send({ type: "0x4" })).toBe("PARAMS_INVALID")
  expect(await send({ authorizationList: [] })).toBe("PARAMS_INVALID")
  expect(await send({ to: null })).toBe("PARAMS_INVALID")
  expect(await send({ to: "0x000000000000000000000000000000000000DEad" })).toBe("PARAMS_INVALID")
  expect(await send({ chainId: "0x1" })).toBe("CHAIN_UNSUPPORTED")
  expect(await send({ from: OTHER })).toBe("ACCOUNT_NOT_CONNECTED")
  expect(await stage.consents()).toEqual([])
})

test("parallel sends get different nonces, and one that is refused leaves no gap", async () => {
  await stage.createWallet()
  const page = openPage(stage)
  await connectPage(stage, page)
  const ids = [1, 2, 3, 4].map((wei) =>
    page.ask("eth_sendTransaction", [{ from: ethereumAddress, to: OTHER, value: `0x${wei}` }]),
  )
  const views = await eventually(async () => {
    const all = await stage.consents()
    return all.length === 4 && all
  })
  await Promise.all(views.map((view, index) => stage.decide(view, index === 1 ? "reject" : "approve")))
  await Promise.all(ids.map((id) => page.answer(id)))
  expect([...stage.networks.nonces].sort()).toEqual([0, 1, 2])
  expect(stage.windows.opened()).toBe(2)
})

for (const refuses of [false, true]) {
  const name = refuses ? "leaves no gap after one that was refused meanwhile" : "is not given twice"
  test(`a nonce that the network tells late ${name}`, async () => {
    await stage.createWallet()
    const page = openPage(stage)
    await connectPage(stage, page)
    const send = (value: string) =>
      page.ask("eth_sendTransaction", [{ from: ethereumAddress, to: OTHER, value }])
    const submission = openGate()
    Object.assign(stage.networks.faults, { hold: "eth_sendRawTransaction", held: submission.closed })
    const first = send("0x1")
    await stage.decide(await shownConsent(stage))
    await eventually(() => stage.networks.asked.includes("eth_sendRawTransaction"))
    const telling = openGate()
    Object.assign(stage.networks.faults, { tellsLate: "eth_getTransactionCount", told: telling.closed })
    const asked = stage.networks.asked.length
    const second = send("0x2")
    await stage.decide(await shownConsent(stage))
    await eventually(() => stage.networks.asked.slice(asked).includes("eth_getTransactionCount"))
    stage.networks.faults.refuses = refuses
    submission.open()
    expect("error" in (await page.answer(first))).toBe(refuses)
    stage.networks.faults.refuses = false
    telling.open()
    resultOf(await page.answer(second))
    expect(stage.networks.nonces).toEqual(refuses ? [0] : [0, 1])
  })
}

test("a network that names fees or gas beyond all measure is not believed", async () => {
  await stage.createWallet()
  const page = openPage(stage)
  await connectPage(stage, page)
  const other = openPage(stage, pageSender({ origin: "https://other.example" }))
  const waiting = other.ask("eth_requestAccounts")
  await shownConsent(stage)
  for (const method of ["eth_estimateGas", "eth_maxPriorityFeePerGas"]) {
    stage.networks.faults.exaggerates = method
    const reply = await page.request("eth_sendTransaction", [
      { from: ethereumAddress, to: OTHER, value: "0x1" },
    ])
    expect(reasonOf(reply)).toBe("PARAMS_INVALID")
  }
  await stage.decide(await shownConsent(stage))
  resultOf(await other.answer(waiting))
})

test("a Solana message must be text, and its signature verifies", async () => {
  await stage.createWallet()
  const page = openPage(stage)
  await connectPage(stage, page, "solana_connect")
  const bytes = new TextEncoder().encode("\ufeffgrüezi\r")
  const id = page.ask("solana_signMessage", { address: solanaAddress, message: base64.encode(bytes) })
  const view = await shownConsent(stage)
  expect(view.subject).toMatchObject({ text: null, bytes: `0x${hex.encode(bytes)}` })
  await stage.decide(view)
  const { signature } = resultOf(await page.answer(id)) as { signature: string }
  const publicKey = ed25519.getPublicKey(new Uint8Array(32).fill(9))
  expect(ed25519.verify(base64.decode(signature), bytes, publicKey)).toBe(true)
  const notText = { address: solanaAddress, message: base64.encode(new Uint8Array([0xff])) }
  expect(reasonOf(await page.request("solana_signMessage", notText))).toBe("PARAMS_INVALID")
})

test("a Solana message that is a transaction of the account is refused, even where all of it is text", async () => {
  // A key of letters: one of the few accounts for which a whole transaction can be text.
  const letters = (letter: string) => new TextEncoder().encode(letter.repeat(32))
  const payer = letters("A")
  const transfer = [2, 2, 0, 1, 12, 2, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0]
  const accounts = [3, ...payer, ...letters("B"), ...new Uint8Array(32)]
  const bytes = [1, 0, 1, ...accounts, ...letters("C"), 1, ...transfer]
  const address = base58.encode(payer)
  const caller = { origin: "https://dapp.example", tabId: 1, frameId: 0, documentId: "d" }
  const ethereum = () => Promise.reject(new Error("no Ethereum network is asked for a Solana message"))
  const asking = { caller, addresses: [address], permission: null, isHidden: false, ethereum }
  const registry = openRegistry(stage.store, stage.networks.chains)
  const sign = (message: Uint8Array) =>
    solanaSignMessage({ registry, now: Date.now }).run({ address, message: base64.encode(message) }, asking)
  await expect(sign(Uint8Array.from(bytes))).rejects.toMatchObject({ code: "PARAMS_INVALID" })
  expect(await sign(new TextEncoder().encode("A".repeat(5_000)))).toHaveProperty("consent")
})

test("a Solana transaction larger than the network takes is refused before anybody is asked", async () => {
  await stage.createWallet()
  const page = openPage(stage)
  await connectPage(stage, page, "solana_connect")
  const transaction = solanaTransaction("x".repeat(1_200))
  const asked = { address: solanaAddress, transaction, chain: "solana:localnet" }
  expect(reasonOf(await page.request("solana_signTransaction", asked))).toBe("PARAMS_INVALID")
})

test("a Solana transaction is told in words, signed, submitted and answered with its signature", async () => {
  await stage.createWallet()
  const page = openPage(stage)
  await connectPage(stage, page, "solana_connect")
  const asked = { address: solanaAddress, transaction: solanaTransaction("hi"), chain: "solana:localnet" }
  const id = page.ask("solana_signAndSendTransaction", asked)
  const view = await shownConsent(stage)
  expect(view.subject).toMatchObject({
    submits: true,
    call: {
      version: "0",
      feePayer: solanaAddress,
      feeLamports: "5000",
      instructions: [
        { name: "transfer", from: solanaAddress, to: SYSVAR, lamports: "7" },
        { name: "memo", text: "hi" },
      ],
    },
  })
  await stage.decide(view)
  const { signature } = resultOf(await page.answer(id)) as { signature: string }
  expect(base64.decode(signature)).toHaveLength(64)
  expect(stage.networks.solanaTaken).toHaveLength(1)
})

test("a Solana transaction that is only signed goes back to the page with one signature added", async () => {
  await stage.createWallet()
  const page = openPage(stage)
  await connectPage(stage, page, "solana_connect")
  const transaction = solanaTransaction("only signed")
  const id = page.ask("solana_signTransaction", {
    address: solanaAddress,
    transaction,
    chain: "solana:localnet",
  })
  await stage.decide(await shownConsent(stage))
  const signed = base64.decode((resultOf(await page.answer(id)) as { transaction: string }).transaction)
  expect(signed.slice(65)).toEqual(base64.decode(transaction).slice(65))
  expect(stage.networks.solanaTaken).toEqual([])
})

test("a Solana transaction that cannot be read to the last byte is refused", async () => {
  await stage.createWallet()
  const page = openPage(stage)
  await connectPage(stage, page, "solana_connect")
  const good = base64.decode(solanaTransaction("x"))
  for (const bytes of [
    good.slice(0, 80),
    new Uint8Array([...good, 0]),
    new Uint8Array(0),
    new Uint8Array(90),
  ]) {
    const asked = { address: solanaAddress, transaction: base64.encode(bytes), chain: "solana:localnet" }
    expect(reasonOf(await page.request("solana_signTransaction", asked))).toBe("PARAMS_INVALID")
  }
})

test("a signature that does not verify is discarded", async () => {
  await stage.createWallet()
  const page = openPage(stage)
  await connectPage(stage, page)
  await connectPage(stage, page, "solana_connect")
  stage.kms.faults.lies = true
  const asks: [string, unknown][] = [
    ["personal_sign", ["hello", ethereumAddress]],
    ["eth_sendTransaction", [{ from: ethereumAddress, to: OTHER, value: "0x1" }]],
    ["solana_signMessage", { address: solanaAddress, message: base64.encode(new Uint8Array([65])) }],
    [
      "solana_signTransaction",
      { address: solanaAddress, transaction: solanaTransaction("lie"), chain: "solana:localnet" },
    ],
  ]
  for (const [method, params] of asks) {
    const id = page.ask(method, params)
    await stage.decide(await shownConsent(stage))
    expect([method, reasonOf(await page.answer(id))]).toEqual([method, "SIGNATURE_WRONG"])
  }
  expect(stage.networks.ethereumTaken).toEqual([])
})

test("a refusal of the KMS and of the network reaches the page with its reason", async () => {
  await stage.createWallet()
  const page = openPage(stage)
  await connectPage(stage, page)
  stage.kms.faults.refuses = true
  const first = page.ask("personal_sign", ["hello", ethereumAddress])
  await stage.decide(await shownConsent(stage))
  expect(reasonOf(await page.answer(first))).toBe("KMS_REFUSED")
  stage.kms.faults.refuses = false
  stage.networks.faults.refuses = true
  const second = page.ask("eth_sendTransaction", [{ from: ethereumAddress, to: OTHER, value: "0x1" }])
  await stage.decide(await shownConsent(stage))
  expect(reasonOf(await page.answer(second))).toBe("RPC_REFUSED")
})

test("a lost answer of the KMS or of the network costs no second signature and no second transaction", async () => {
  await stage.createWallet()
  const page = openPage(stage)
  await connectPage(stage, page)
  stage.kms.faults.losesAnswers = 1
  stage.networks.faults.losesSubmissions = 1
  const id = page.ask("eth_sendTransaction", [{ from: ethereumAddress, to: OTHER, value: "0x1" }])
  await stage.decide(await shownConsent(stage))
  resultOf(await page.answer(id))
  expect(stage.kms.signatures).toEqual(["signTransaction"])
  expect(stage.networks.ethereumTaken).toHaveLength(1)
})

test("a network that falls silent may have the transaction all the same, and the page is told which", async () => {
  await stage.createWallet()
  const page = openPage(stage)
  await connectPage(stage, page)
  stage.networks.faults.losesSubmissions = 3
  const id = page.ask("eth_sendTransaction", [{ from: ethereumAddress, to: OTHER, value: "0x1" }])
  await stage.decide(await shownConsent(stage))
  const answer = await page.answer(id)
  expect(reasonOf(answer)).toBe("SUBMISSION_UNKNOWN")
  expect(JSON.stringify(answer)).toContain(keccak256(stage.networks.ethereumTaken[0] ?? "0x"))
})

test("public questions need an origin and no connection; anything else is not offered", async () => {
  const page = openPage(stage)
  expect(resultOf(await page.request("eth_chainId"))).toBe("0x7a69")
  expect(resultOf(await page.request("eth_blockNumber"))).toBe("0x2a")
  expect(resultOf(await page.request("eth_getTransactionReceipt", [`0x${"0".repeat(64)}`]))).toBe(null)
  expect(reasonOf(await page.request("eth_sign"))).toBe("METHOD_UNSUPPORTED")
  expect(reasonOf(await page.request("toString"))).toBe("METHOD_UNSUPPORTED")
  expect(reasonOf(await page.request("x".repeat(500)))).toBe("METHOD_UNSUPPORTED")
  expect(reasonOf(await page.request("personal_sign", ["hello", ethereumAddress]))).toBe(
    "ORIGIN_NOT_CONNECTED",
  )
})

test("a network that does not answer is a fault, not silence", async () => {
  await stage.networks.stop()
  const page = openPage(stage)
  expect(reasonOf(await page.request("eth_blockNumber"))).toBe("RPC_UNREACHABLE")
  await stage.createWallet()
  const asked = { family: "ethereum", address: ethereumAddress }
  expect(await stage.said("popup.holdings", asked)).toMatchObject({
    holdings: [],
    silent: ["Local Ethereum"],
  })
  stage.networks.stop = async () => {}
})

test("disconnecting ends the open requests, and the site's pages hear of it (origins rule 4)", async () => {
  await stage.createWallet()
  const page = openPage(stage)
  const other = openPage(stage, pageSender({ origin: "https://other.example" }))
  await connectPage(stage, page, "solana_connect")
  await connectPage(stage, page)
  const message = base64.encode(new Uint8Array([65]))
  const first = page.ask("solana_signMessage", { address: solanaAddress, message })
  await shownConsent(stage)
  expect(resultOf(await page.request("solana_disconnect"))).toBe(null)
  expect(reasonOf(await page.answer(first))).toBe("USER_REJECTED")
  expect(resultOf(await page.request("solana_connect", { silent: true }))).toEqual({ accounts: [] })
  expect(await stage.said("popup.sites")).toMatchObject([
    { origin: "https://dapp.example", families: ["ethereum"] },
  ])
  const second = page.ask("personal_sign", ["hello", ethereumAddress])
  await shownConsent(stage)
  await stage.said("popup.disconnectSite", { origin: "https://dapp.example" })
  expect(reasonOf(await page.answer(second))).toBe("USER_REJECTED")
  expect(page.events.at(-1)).toMatchObject({ accounts: [] })
  expect(other.events).toEqual([])
  expect(await stage.said("popup.sites")).toEqual([])
})

test("a site that is disconnected while its request is worked out gets no consent", async () => {
  await stage.createWallet()
  const page = openPage(stage)
  await connectPage(stage, page)
  const estimate = openGate()
  Object.assign(stage.networks.faults, { hold: "eth_estimateGas", held: estimate.closed })
  const id = page.ask("eth_sendTransaction", [{ from: ethereumAddress, to: OTHER, value: "0x1" }])
  await eventually(() => stage.networks.asked.includes("eth_estimateGas"))
  await stage.said("popup.disconnectSite", { origin: "https://dapp.example" })
  estimate.open()
  expect(reasonOf(await page.answer(id))).toBe("USER_REJECTED")
  expect(await stage.consents()).toEqual([])
  await eventually(() => stage.windows.current() === null)
})
