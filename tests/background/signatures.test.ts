/** What was signed and not sent leaves a receipt: who asked, as whom, what it was, and a digest that anybody can check. */
import { sha256 } from "@noble/hashes/sha2.js"
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js"
import { base64, hex } from "@scure/base"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { openSignatures, SIGNATURES_KEPT } from "~background/signatures/signatures"
import type { Activity, ActivityEntry, SignatureReceipt } from "~protocol"
import { ethereumAddress, solanaAddress } from "./support/kms"
import { solanaTransaction } from "./support/solana-transaction"
import {
  connectPage,
  openPage,
  openStage,
  reasonOf,
  resultOf,
  type Stage,
  shownConsent,
  type TestPage,
} from "./support/stage"

const ORIGIN = "https://dapp.example"
const SECRET = "a text that nobody else is to read"
const DAY_MS = 24 * 60 * 60 * 1000

let stage: Stage
let page: TestPage
beforeEach(async () => {
  stage = await openStage()
  await stage.createWallet()
  page = openPage(stage)
  await connectPage(stage, page)
  await connectPage(stage, page, "solana_connect")
})
afterEach(() => stage.stop())

async function agreed(method: string, params: unknown): Promise<unknown> {
  const id = page.ask(method, params)
  await stage.decide(await shownConsent(stage))
  stage.clock.now += 1_000
  return resultOf(await page.answer(id))
}
const list = (filter: object = {}) => stage.said<Activity[]>("popup.activity", { limit: 100, ...filter })
const summaries = async (filter: object = {}) => (await list(filter)).map(({ summary }) => summary)

async function receiptOf({ id }: Activity): Promise<SignatureReceipt> {
  const entry = await stage.said<ActivityEntry | null>("popup.activityEntry", { id })
  if (entry === null || !("signed" in entry.receipt)) throw new Error("there is no such receipt")
  return entry.receipt
}

async function latest(): Promise<{ activity: Activity; receipt: SignatureReceipt }> {
  const [activity] = await list()
  if (activity === undefined) throw new Error("nothing was written down")
  return { activity, receipt: await receiptOf(activity) }
}

const digestOf = (bytes: Uint8Array) => bytesToHex(sha256(bytes))
const textToSign = (text: string) => [`0x${hex.encode(utf8ToBytes(text))}`, ethereumAddress]
const typedData = (primaryType = "Permit", domain: object = { name: "USD Coin", chainId: 31337 }) => ({
  types: {
    EIP712Domain: Object.keys(domain).map((name) => ({
      name,
      type: name === "name" ? "string" : "uint256",
    })),
    [primaryType]: [{ name: "value", type: "uint256" }],
  },
  ...{ domain, primaryType, message: { value: "1" } },
})
const send = () =>
  agreed("eth_sendTransaction", [{ from: ethereumAddress, to: `0x${"a1".repeat(20)}`, value: "0x1" }])

describe("a signature leaves a receipt", () => {
  test("of a message, with the digest of its bytes and never its text", async () => {
    const { askedAt } = await (async () => {
      const id = page.ask("personal_sign", textToSign(SECRET))
      const view = await shownConsent(stage)
      await stage.decide(view)
      resultOf(await page.answer(id))
      return view
    })()
    const { activity, receipt } = await latest()
    expect(activity).toMatchObject({
      ...{ origin: ORIGIN, family: "ethereum", chainName: null, hash: null, status: "signed" },
      ...{ deed: { kind: "message" }, summary: "Message", explorerUrl: null, canReplace: false },
    })
    expect(receipt).toMatchObject({ site: ORIGIN, account: ethereumAddress, signed: "message", chain: null })
    expect(receipt.signedDigest).toBe(digestOf(utf8ToBytes(SECRET)))
    expect(receipt.digest).toBe(activity.digest)
    expect(receipt.signedAt).toBeGreaterThanOrEqual(askedAt)
    const kept = await (await stage.store()).getAll("signatures")
    for (const form of [SECRET, hex.encode(utf8ToBytes(SECRET))])
      expect(JSON.stringify(kept)).not.toContain(form)
  })

  test("of a sign-in, by the site it signs in to", async () => {
    await agreed("solana_signIn", {})
    const { activity, receipt } = await latest()
    expect(activity).toMatchObject({ family: "solana", deed: { kind: "sign-in", domain: "dapp.example" } })
    expect(receipt).toMatchObject({ account: solanaAddress, signed: "message" })
    expect(activity.summary).toBe("Sign-in to dapp.example")
  })

  test("of typed data, by its type and what it is for, on its chain", async () => {
    await agreed("eth_signTypedData_v4", [ethereumAddress, JSON.stringify(typedData())])
    const { activity, receipt } = await latest()
    expect(activity).toMatchObject({ summary: "Permit for USD Coin", status: "signed" })
    expect(receipt).toMatchObject({ signed: "typed-data", chain: "eip155:31337" })
    const long = typedData("Order", { name: "n".repeat(200), chainId: 31337 })
    await agreed("eth_signTypedData_v4", [ethereumAddress, JSON.stringify(long)])
    const [order] = await list()
    expect(order?.deed).toEqual({ kind: "document", type: "Order", of: `${"n".repeat(79)}…` })
  })

  test("of transactions that the page gets and may send, with the digest of each", async () => {
    const transaction = { from: ethereumAddress, to: `0x${"a1".repeat(20)}`, value: "0xde0b6b3a7640000" }
    const raw = String(await agreed("eth_signTransaction", [transaction]))
    const { activity, receipt } = await latest()
    expect(activity).toMatchObject({ deed: { kind: "send", amount: "1000000000000000000" }, hash: null })
    expect(receipt).toMatchObject({ signed: "transaction", chain: "eip155:31337" })
    expect(receipt.signedDigest).toBe(digestOf(hex.decode(raw.slice(2))))
    const both = [solanaTransaction("one"), solanaTransaction("two")]
    const asked = { address: solanaAddress, transactions: both }
    const { transactions } = (await agreed("solana_signTransactions", asked)) as { transactions: string[] }
    const receipts = await Promise.all((await list({ family: "solana" })).map(receiptOf))
    expect(receipts.map(({ place }) => place)).toEqual([1, 0])
    expect(receipts.map(({ signedDigest }) => signedDigest).reverse()).toEqual(
      transactions.map((each) => digestOf(base64.decode(each))),
    )
  })

  test("and none where the person said no, or where the wallet sent it itself", async () => {
    const id = page.ask("personal_sign", textToSign(SECRET))
    await stage.decide(await shownConsent(stage), "reject")
    expect(reasonOf(await page.answer(id))).toBe("USER_REJECTED")
    await send()
    expect(await list({ kind: "signature" })).toEqual([])
    expect(await (await stage.store()).count("signatures")).toBe(0)
  })

  test("once, however often the worker died on the way", async () => {
    let come: () => void = () => undefined
    stage.kms.faults.hold = new Promise((resolve) => {
      come = resolve
    })
    const id = page.ask("personal_sign", textToSign(SECRET))
    await stage.decide(await shownConsent(stage))
    stage.kill()
    stage.kms.faults.hold = null
    come()
    stage.revive()
    page.connect()
    resultOf(await page.answer(id))
    stage.kill()
    stage.revive()
    page.connect()
    expect(await summaries()).toEqual(["Message"])
  })
})

describe("among what was sent", () => {
  beforeEach(async () => {
    await agreed("personal_sign", textToSign(SECRET))
    await send()
    await agreed("solana_signIn", {})
  })
  const all = ["Sign-in to dapp.example", "0.000000000000000001 ETH to 0xA1A1…a1a1", "Message"]

  test("it stands in its order, page by page", async () => {
    expect(await summaries()).toEqual(all)
    const [first] = await list({ limit: 1 })
    expect(first?.summary).toBe(all[0])
    const second = await list({ limit: 1, before: first?.id })
    expect(second.map(({ summary }) => summary)).toEqual(all.slice(1, 2))
    expect(await summaries({ limit: 5, before: second[0]?.id })).toEqual(all.slice(2))
    expect(await summaries({ before: "00000000-0000-4000-8000-000000000000:0" })).toEqual([])
  })

  test("it is found by its kind, account, chain and words, and has no state of a transaction", async () => {
    expect(await summaries({ kind: "signature" })).toEqual([all[0], all[2]])
    expect(await summaries({ kind: "transaction" })).toEqual([all[1]])
    expect(await summaries({ account: ethereumAddress })).toEqual(all.slice(1))
    expect(await summaries({ family: "solana" })).toEqual([all[0]])
    expect(await summaries({ status: "landed" })).toEqual([])
    expect(await summaries({ text: "anmeldung" })).toEqual([all[0]])
    expect(await summaries({ text: digestOf(utf8ToBytes(SECRET)).slice(0, 20) })).toEqual([all[2]])
    expect(await summaries({ text: "nobody else" })).toEqual([])
  })
})

test("only the latest signatures are kept, and none for longer than ninety days", async () => {
  await agreed("personal_sign", textToSign(SECRET))
  const store = await stage.store()
  const [one] = await store.getAll("signatures")
  if (one === undefined) throw new Error("nothing was written down")
  const tx = store.transaction("signatures", "readwrite")
  for (let at = 0; at < SIGNATURES_KEPT + 20; at++)
    await tx.store.put({ ...one, id: `old:${at}`, place: at, signedAt: stage.clock.now - 91 * DAY_MS })
  for (let at = 0; at < SIGNATURES_KEPT; at++)
    await tx.store.put({ ...one, id: `new:${at}`, place: at, signedAt: stage.clock.now })
  await tx.done
  await agreed("personal_sign", textToSign("another"))
  const kept = await openSignatures(stage.store, () => stage.clock.now).list(null, 10_000)
  expect(kept).toHaveLength(SIGNATURES_KEPT)
  expect(kept[0]).toMatchObject({ signedDigest: digestOf(utf8ToBytes("another")) })
  expect(kept.some(({ id }) => id.startsWith("old:"))).toBe(false)
})
