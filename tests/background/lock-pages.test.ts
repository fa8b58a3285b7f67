/** What a locked wallet says to pages: to each method there is, and to sites that are connected or are not. */
import { base58, base64 } from "@scure/base"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { type PageMethod, pageMethods } from "~protocol"
import { ethereumAddress, solanaAddress } from "./support/kms"
import { solanaTransaction } from "./support/solana-transaction"
import {
  connectPage,
  eventually,
  openPage,
  openStage,
  pageSender,
  resultOf,
  type Stage,
  shownConsent,
  type TestPage,
} from "./support/stage"

const PASSPHRASE = "eleven grey herons"
const proof = { kind: "passphrase", passphrase: PASSPHRASE } as const
const DEAD = "0x000000000000000000000000000000000000dEaD"

let stage: Stage
let page: TestPage
beforeEach(async () => {
  stage = await openStage()
  await stage.createWallet()
  page = openPage(stage)
  await connectPage(stage, page)
  await connectPage(stage, page, "solana_connect")
  await stage.said("popup.changeLock", { proof: null, to: { kind: "passphrase", passphrase: PASSPHRASE } })
})
afterEach(() => stage.stop())

const lockNow = () => stage.said("popup.lockNow")
const unlock = () => stage.said("popup.unlock", { proof })
const rebirth = () => {
  stage.kill()
  stage.revive()
  page.connect()
}

const transfer = { from: ethereumAddress, to: DEAD, value: "0x1" }
const solana = { address: solanaAddress }
const bytes = base64.encode(new TextEncoder().encode("hello"))
const typedData = JSON.stringify({
  types: { EIP712Domain: [], Mail: [{ name: "text", type: "string" }] },
  ...{ primaryType: "Mail", domain: {}, message: { text: "hello" } },
})
/** Where nothing stands here, nothing is asked for. */
const asked = (): { [M in PageMethod]?: unknown } => {
  const transaction = solanaTransaction("hello")
  return {
    personal_sign: ["0x68656c6c6f", ethereumAddress],
    eth_signTypedData_v3: [ethereumAddress, typedData],
    eth_signTypedData_v4: [ethereumAddress, typedData],
    eth_sendTransaction: [transfer],
    eth_signTransaction: [transfer],
    eth_getBalance: [DEAD, "latest"],
    wallet_requestPermissions: [{ eth_accounts: {} }],
    wallet_revokePermissions: [{ eth_chainId: {} }],
    wallet_sendCalls: [
      { version: "2.0.0", chainId: "0x7a69", atomicRequired: false, calls: [{ to: DEAD, value: "0x1" }] },
    ],
    solana_connect: { silent: false },
    solana_signIn: {},
    solana_signMessage: { address: solanaAddress, message: bytes },
    solana_signTransaction: { ...solana, transaction },
    solana_signTransactions: { ...solana, transactions: [transaction] },
    solana_signAndSendTransaction: { ...solana, transaction },
    solana_signAndSendTransactions: { ...solana, mode: "serial", transactions: [{ transaction }] },
    countersign_auto_confirm_enable: {},
    phantom_auto_confirm_enable: {},
    wallet_createSession: {
      optionalScopes: { "eip155:31337": { methods: ["personal_sign"], notifications: [] } },
    },
    app_login: { publicKey: base58.encode(new Uint8Array(32).fill(7)), appId: "app", sessionId: "one" },
  }
}
/** These take something away from the site itself; the others are asked with what it had before. */
const leaving: readonly PageMethod[] = ["solana_disconnect", "wallet_revokeSession"]

test("no method there is tells an account, signs or sends anything", async () => {
  await lockNow()
  const [params, signed] = [asked(), stage.kms.signatures.length]
  const heardBefore = page.events.length
  const waited: string[] = []
  for (const method of Object.keys(pageMethods) as PageMethod[]) {
    if (leaving.includes(method)) continue
    const id = page.ask(method, params[method] ?? [])
    await eventually(async () => page.answers.has(id) || (await isWaiting(id)))
    const answer = JSON.stringify(page.answers.get(id) ?? null).toLowerCase()
    expect([method, answer.includes(ethereumAddress.slice(2).toLowerCase())]).toEqual([method, false])
    expect([method, answer.includes(solanaAddress.toLowerCase())]).toEqual([method, false])
    if (!page.answers.has(id)) waited.push(method)
    if (!page.answers.has(id) && stage.windows.current() !== null) {
      stage.servant.windowClosed(stage.windows.closeByPerson())
      await page.answer(id)
      await stage.store().then((database) => database.clear("rejections"))
    }
  }
  expect(waited.sort()).toEqual(behindTheLock)
  const told = JSON.stringify(page.events.slice(heardBefore)).toLowerCase()
  expect(told).not.toContain(ethereumAddress.slice(2).toLowerCase())
  expect(told).not.toContain(solanaAddress.toLowerCase())
  expect(stage.kms.signatures.length).toBe(signed)
  expect([stage.networks.ethereumTaken, stage.networks.solanaTaken]).toEqual([[], []])
})

const behindTheLock = [
  ...["app_login", "countersign_auto_confirm_enable", "eth_requestAccounts", "eth_sendTransaction"],
  ...["eth_signTransaction", "eth_signTypedData_v3", "eth_signTypedData_v4", "personal_sign"],
  ...["phantom_auto_confirm_enable", "solana_connect", "solana_signAndSendTransaction"],
  ...["solana_signAndSendTransactions", "solana_signIn", "solana_signMessage", "solana_signTransaction"],
  ...["solana_signTransactions", "wallet_createSession", "wallet_requestPermissions", "wallet_sendCalls"],
]

async function isWaiting(askId: string): Promise<boolean> {
  const consents = await (await stage.store()).getAll("consents")
  const mine = consents.find(({ asker }) => asker.askId === askId)
  return mine !== undefined && stage.windows.current() !== null
}

describe("a site that is connected and asks for its accounts", () => {
  for (const [method, params] of [
    ["eth_requestAccounts", []],
    ["solana_connect", { silent: false }],
  ] as const) {
    test(`by ${method} gets them once the wallet is unlocked, and the person is asked nothing more`, async () => {
      await lockNow()
      const before = await (await stage.store()).get("permissions", "https://dapp.example")
      const id = page.ask(method, params)
      await eventually(() => stage.windows.current())
      rebirth()
      expect(page.answers.has(id)).toBe(false)
      await unlock()
      expect(JSON.stringify(resultOf(await page.answer(id)))).toMatch(
        method === "eth_requestAccounts" ? new RegExp(ethereumAddress, "i") : solanaAddress,
      )
      await eventually(() => stage.windows.current() === null)
      expect(await stage.said("popup.consents")).toEqual([])
      expect(await (await stage.store()).get("permissions", "https://dapp.example")).toEqual(before)
    })
  }

  test("is asked about all the same where it was disconnected in between", async () => {
    await lockNow()
    const id = page.ask("eth_requestAccounts")
    await eventually(() => stage.windows.current())
    await (await stage.store()).delete("permissions", "https://dapp.example")
    await unlock()
    expect((await shownConsent(stage)).subject.kind).toBe("connect")
    expect(page.answers.has(id)).toBe(false)
  })

  test("is told no where the person closes the window on the lock", async () => {
    await lockNow()
    const id = page.ask("eth_requestAccounts")
    await eventually(() => stage.windows.current())
    stage.servant.windowClosed(stage.windows.closeByPerson())
    expect(await page.answer(id)).toMatchObject({ error: { code: 4001 } })
    await unlock()
    expect(await stage.said("popup.consents")).toEqual([])
  })
})

test("a site that is not connected asks behind the lock, and sees nothing before it is agreed to", async () => {
  await lockNow()
  const stranger = openPage(stage, pageSender({ origin: "https://b.example" }))
  const id = stranger.ask("eth_requestAccounts")
  await eventually(() => stage.windows.current())
  await unlock()
  expect(stranger.answers.has(id)).toBe(false)
  expect(stranger.events).toEqual([])
  await stage.decide(await shownConsent(stage))
  expect(resultOf(await stranger.answer(id))).toHaveLength(1)
})

test("one that waits and cannot be worked out any more ends, and keeps no other waiting", async () => {
  await lockNow()
  const [broken, fine] = [page.ask("eth_requestAccounts"), page.ask("solana_connect", { silent: false })]
  await eventually(async () => (await waiting()).length === 2)
  const database = await stage.store()
  for (const consent of await waiting()) {
    if (consent.method !== "eth_requestAccounts" || consent.status !== "waiting") continue
    await database.put("consents", { ...consent, method: "personal_sign", params: ["no such"] })
  }
  await unlock()
  expect(await page.answer(broken)).toMatchObject({ error: { data: { reason: "PARAMS_INVALID" } } })
  expect(resultOf(await page.answer(fine))).toEqual({ accounts: [solanaAddress] })
})

async function waiting() {
  return (await (await stage.store()).getAll("consents")).filter(({ status }) => status === "waiting")
}
