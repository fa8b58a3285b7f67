/** What a person changes about a request before agreeing to it: never to more, and what was shown before is gone. */
import { parseTransaction } from "viem"
import { afterEach, beforeEach, expect, test } from "vitest"
import type { AccountName, ConsentChange, ConsentView, PopupReply } from "~protocol"
import { ethereumAddress, solanaAddress } from "./support/kms"
import { type SmallNode, startSmallNode } from "./support/small-node"
import {
  connectPage,
  eventually,
  openPage,
  openStage,
  reasonOf,
  resultOf,
  type Stage,
  shownConsent,
  type TestPage,
} from "./support/stage"

const SECOND = "0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF"
const SPENDER = "22".repeat(20)
const TOKEN = `0x${"44".repeat(20)}`
const word = (value: bigint) => value.toString(16).padStart(64, "0")
const approval = (amount: bigint, selector = "095ea7b3") =>
  `0x${selector}${"0".repeat(24)}${SPENDER}${word(amount)}`

let stage: Stage
let page: TestPage
let nodes: SmallNode[]

beforeEach(async () => {
  stage = await openStage()
  nodes = []
  const { wallet } = await stage.createWallet()
  if (wallet === null) throw new Error("no wallet")
  const second = { family: "ethereum", address: SECOND, derivationPath: "m/44'/60'/0'/0/1" } as const
  await (await stage.store()).put("wallet", { ...wallet, accounts: [...wallet.accounts, second] }, "current")
  page = openPage(stage)
})
afterEach(() => Promise.all([stage.stop(), ...nodes.map((node) => node.stop())]))

const ethereum = (address: string): AccountName => ({ family: "ethereum", address })
const amend = ({ id, digest }: ConsentView, change: ConsentChange) =>
  stage.say("popup.amend", { id, digest, change })

function viewIn(reply: PopupReply): ConsentView {
  if ("fault" in reply) throw new Error(reply.fault.code)
  return reply.answered as ConsentView
}
const codeOf = (reply: PopupReply) => ("fault" in reply ? reply.fault.code : "ANSWERED")

test("a site that connects is offered every account of the family, and begins with the first", async () => {
  page.ask("eth_requestAccounts")
  const { subject } = await shownConsent(stage)
  expect(subject).toMatchObject({
    accounts: [ethereum(ethereumAddress)],
    offered: { accounts: [ethereum(ethereumAddress), ethereum(SECOND)], chains: [] },
  })
})

test("the site sees the accounts that were chosen, and a yes to what was shown before is refused", async () => {
  const id = page.ask("eth_requestAccounts")
  const before = await shownConsent(stage)
  const after = viewIn(await amend(before, { type: "accounts", accounts: [ethereum(SECOND)] }))
  expect(after.digest).not.toBe(before.digest)
  expect(await stage.consents()).toEqual([after])
  expect(codeOf(await stage.decide(before))).toBe("CONSENT_MISMATCH")
  await stage.decide(after)
  expect(resultOf(await page.answer(id))).toEqual([SECOND])
})

test("an account that was not offered, or none at all, is refused", async () => {
  page.ask("eth_requestAccounts")
  const view = await shownConsent(stage)
  const solana = { family: "solana", address: solanaAddress } as const
  for (const accounts of [[ethereum(TOKEN)], [solana], [ethereum(ethereumAddress), solana]])
    expect(codeOf(await amend(view, { type: "accounts", accounts }))).toBe("CONSENT_CHANGE_REFUSED")
  expect(codeOf(await amend(view, { type: "accounts", accounts: [] }))).toBe("PARAMS_INVALID")
  expect(await stage.consents()).toEqual([view])
})

test("what was changed to what it was has the digest that it had", async () => {
  page.ask("eth_requestAccounts")
  const first = await shownConsent(stage)
  const other = viewIn(await amend(first, { type: "life", lifeMs: null }))
  expect(viewIn(await amend(other, { type: "life", lifeMs: 24 * 60 * 60 * 1000 }))).toEqual(first)
})

test("of two changes to the same at once, one is made", async () => {
  page.ask("eth_requestAccounts")
  const view = await shownConsent(stage)
  const replies = await Promise.all([
    amend(view, { type: "life", lifeMs: null }),
    amend(view, { type: "accounts", accounts: [ethereum(SECOND)] }),
  ])
  expect(replies.map(codeOf).sort()).toEqual(["ANSWERED", "CONSENT_MISMATCH"])
})

test("a request that has ended, or whose time has passed, cannot be changed", async () => {
  const id = page.ask("eth_requestAccounts")
  const view = await shownConsent(stage)
  stage.clock.now = view.expiresAt
  expect(codeOf(await amend(view, { type: "life", lifeMs: null }))).toBe("CONSENT_EXPIRED")
  expect(reasonOf(await page.answer(id))).toBe("CONSENT_EXPIRED")
  expect(codeOf(await amend(view, { type: "life", lifeMs: null }))).toBe("CONSENT_UNKNOWN")
})

test("a page cannot change its request", async () => {
  page.ask("eth_requestAccounts")
  const { id, digest } = await shownConsent(stage)
  const change = { type: "life", lifeMs: null }
  const sender = { id: "countersign-id", url: "https://dapp.example/", origin: "https://dapp.example" }
  const reply = await stage.say("popup.amend", { id, digest, change }, sender)
  expect(codeOf(reply)).toBe("MESSAGE_REFUSED")
})

test("a change that was made stands after the worker died", async () => {
  const id = page.ask("eth_requestAccounts")
  const after = viewIn(
    await amend(await shownConsent(stage), { type: "accounts", accounts: [ethereum(SECOND)] }),
  )
  stage.kill()
  stage.revive()
  page.connect()
  expect(await stage.consents()).toEqual([after])
  await stage.decide(after)
  expect(resultOf(await page.answer(id))).toEqual([SECOND])
})

const sessionWith = (required: object) => ({
  requiredScopes: required,
  optionalScopes: { "eip155:31337": {}, "solana:localnet": {} },
})

const ETHEREUM = "eip155:31337"
const SOLANA = "solana:localnet"

test("a session that needs no chain begins with the first, and its one account", async () => {
  page.ask("wallet_createSession", sessionWith({}))
  const { subject } = await shownConsent(stage)
  expect(subject).toMatchObject({
    accounts: [ethereum(ethereumAddress)],
    chains: [{ id: ETHEREUM }],
    offered: { chains: [{ id: ETHEREUM }, { id: SOLANA }] },
  })
})

test("a session that needs a chain begins with that one alone", async () => {
  page.ask("wallet_createSession", sessionWith({ [SOLANA]: {} }))
  const { subject } = await shownConsent(stage)
  expect(subject).toMatchObject({ accounts: [{ family: "solana" }], chains: [{ id: SOLANA }] })
})

test("a session has the chains that were chosen, and the accounts of a family go with its last chain", async () => {
  const id = page.ask("wallet_createSession", sessionWith({}))
  const least = await shownConsent(stage)
  const both = viewIn(await amend(least, { type: "chains", chains: [ETHEREUM, SOLANA] }))
  expect(both.subject).toMatchObject({
    accounts: [ethereum(ethereumAddress), { family: "solana", address: solanaAddress }],
    chains: [{ id: ETHEREUM }, { id: SOLANA }],
  })
  expect(viewIn(await amend(both, { type: "chains", chains: [ETHEREUM] }))).toEqual(least)
  const again = viewIn(await amend(least, { type: "chains", chains: [ETHEREUM, SOLANA] }))
  await stage.decide(again)
  const { sessionScopes } = resultOf(await page.answer(id)) as { sessionScopes: object }
  expect(Object.keys(sessionScopes).sort()).toEqual([ETHEREUM, SOLANA])
})

test("a session that is asked for again begins with what the site has", async () => {
  const first = page.ask("wallet_createSession", { optionalScopes: { [SOLANA]: {} } })
  await stage.decide(await shownConsent(stage))
  resultOf(await page.answer(first))
  page.ask("wallet_createSession", sessionWith({}))
  expect((await shownConsent(stage)).subject).toMatchObject({
    accounts: [{ family: "solana" }],
    chains: [{ id: SOLANA }],
  })
})

test("a site is connected with the account that is in use, where nothing else is chosen", async () => {
  await stage.said("popup.chooseAccount", { address: SECOND })
  page.ask("eth_requestAccounts")
  expect((await shownConsent(stage)).subject).toMatchObject({
    accounts: [ethereum(SECOND)],
    offered: { accounts: [ethereum(SECOND), ethereum(ethereumAddress)] },
  })
})

test("a chain that was left out is in no scope, and its accounts are not seen", async () => {
  const id = page.ask("wallet_createSession", sessionWith({}))
  await stage.decide(
    viewIn(await amend(await shownConsent(stage), { type: "chains", chains: ["eip155:31337"] })),
  )
  const { sessionScopes } = resultOf(await page.answer(id)) as { sessionScopes: object }
  expect(Object.keys(sessionScopes)).toEqual(["eip155:31337"])
  expect(resultOf(await page.request("solana_connect", { silent: true }))).toEqual({ accounts: [] })
})

test("a chain without which there is no session cannot be left out", async () => {
  page.ask("wallet_createSession", sessionWith({ "solana:localnet": {} }))
  const view = await shownConsent(stage)
  expect(codeOf(await amend(view, { type: "chains", chains: ["eip155:31337"] }))).toBe(
    "CONSENT_CHANGE_REFUSED",
  )
  expect(codeOf(await amend(view, { type: "chains", chains: ["eip155:1"] }))).toBe("CONSENT_CHANGE_REFUSED")
})

/** `decimals`: what the contract answers; null is an NFT, which has none. */
async function openTokenChain(decimals: bigint | null): Promise<void> {
  const symbol = `0x${word(32n)}${word(3n)}${Buffer.from("TKN").toString("hex").padEnd(64, "0")}`
  const node = await startSmallNode("eip155:777", {
    eth_getTransactionCount: "0x5",
    eth_estimateGas: "0x10000",
    eth_gasPrice: "0x3b9aca00",
    eth_maxPriorityFeePerGas: "0x1",
    eth_getBlockByNumber: { baseFeePerGas: "0x3b9aca00" },
    eth_call: ({ data }: { data: string }) =>
      data === "0x95d89b41" ? symbol : decimals === null ? "0x" : `0x${word(decimals)}`,
  })
  nodes.push(node)
  stage.networks.chains.chains = [...stage.networks.chains.chains, node.chain]
  stage.kill()
  stage.revive()
  page.connect()
  await connectPage(stage, page)
}

async function askToApprove(data: string): Promise<[string, ConsentView]> {
  const before = (await stage.consents()).length
  const transaction = { from: ethereumAddress, to: TOKEN, data, chainId: "0x309" }
  const id = page.ask("eth_signTransaction", [transaction])
  return [id, await eventually(async () => (await stage.consents())[before])]
}

const lower = (view: ConsentView, amount: bigint, place = 0) =>
  amend(view, { type: "approval", place, amount: amount.toString() })

test.each(["095ea7b3", "39509351"])(
  "an approval (%s) can be made smaller, and that is signed",
  async (selector) => {
    await openTokenChain(6n)
    const [id, view] = await askToApprove(approval(1_000n, selector))
    const after = viewIn(await lower(view, 250n))
    expect(after.subject).toMatchObject({ call: { data: approval(250n, selector) } })
    await stage.decide(after)
    const raw = resultOf(await page.answer(id)) as `0x${string}`
    const [before, signed] = [view.subject, parseTransaction(raw)]
    expect(signed.data).toBe(approval(250n, selector))
    expect(before).toMatchObject({ call: { gas: signed.gas?.toString() } })
  },
)

test("an approval cannot be made larger, nor can what is not exactly an approval be changed", async () => {
  await openTokenChain(6n)
  const refused = async (data: string, amount: bigint, place = 0) => {
    const [, view] = await askToApprove(data)
    expect(codeOf(await lower(view, amount, place))).toBe("CONSENT_CHANGE_REFUSED")
    expect(await stage.consents()).toContainEqual(view)
  }
  await refused(approval(1_000n), 1_001n)
  await refused(approval(1_000n), 10n, 1)
  await refused(`${approval(1_000n)}00`, 10n)
  await refused(approval(1_000n).replace(`0x095ea7b3${"0".repeat(24)}`, `0x095ea7b3${"0".repeat(23)}1`), 10n)
  await refused(approval(1_000n, "a22cb465"), 0n)
})

test.each([null, 0n])("an NFT keeps its number: decimals %s are no token's", async (decimals) => {
  await openTokenChain(decimals)
  const [, view] = await askToApprove(approval(1_000n))
  expect(codeOf(await lower(view, 999n))).toBe("CONSENT_CHANGE_REFUSED")
  expect(await stage.consents()).toEqual([view])
})

test("one approval of a batch can be made smaller, and its neighbours stay", async () => {
  await openTokenChain(18n)
  const calls = [approval(5n), approval(7n)].map((data) => ({ to: TOKEN, data }))
  page.ask("wallet_sendCalls", [
    { version: "2.0.0", chainId: "0x309", from: ethereumAddress, atomicRequired: false, calls },
  ])
  const after = viewIn(await lower(await shownConsent(stage), 0n, 1))
  expect(after.subject).toMatchObject({ calls: [{ data: approval(5n) }, { data: approval(0n) }] })
})

test("a message has nothing to change", async () => {
  await connectPage(stage, page)
  page.ask("personal_sign", ["hi", ethereumAddress])
  const view = await shownConsent(stage)
  expect(codeOf(await lower(view, 0n))).toBe("CONSENT_CHANGE_REFUSED")
  expect(codeOf(await amend(view, { type: "life", lifeMs: null }))).toBe("CONSENT_CHANGE_REFUSED")
})
