/** What a person allowed a site beforehand is approved by itself, up to the amount, and nothing else is. */
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { ethereumAddress, solanaAddress } from "./support/kms"
import { solanaTransaction } from "./support/solana-transaction"
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
beforeEach(async () => {
  stage = await openStage()
  await stage.createWallet()
  page = openPage(stage)
  await connectPage(stage, page)
})
afterEach(() => stage.stop())

const OTHER = "0x000000000000000000000000000000000000dEaD"
const ORIGIN = "https://dapp.example"
const HOUR_MS = 60 * 60 * 1000
const LIMIT = 5n * 10n ** 16n
/** Gas at the fee that the test network names. */
const FEE = 21_000n * 3_000_000_000n

const enabled = { enabled: true, chains: ["eip155:31337"] }
const disabled = { enabled: false, chains: [] }

async function enable(asker: TestPage = page, params: object = {}): Promise<unknown> {
  const id = asker.ask("countersign_auto_confirm_enable", params)
  await stage.decide(await shownConsent(stage))
  return resultOf(await asker.answer(id))
}

const send = (wei: bigint, more: object = {}) =>
  page.ask("eth_sendTransaction", [
    { from: ethereumAddress, to: OTHER, value: `0x${wei.toString(16)}`, ...more },
  ])

async function spent(): Promise<bigint> {
  const permission = await (await stage.store()).get("permissions", ORIGIN)
  return BigInt(permission?.autoConfirm?.limits[0]?.spent ?? "0")
}

/** Waits for the consent that a person is asked for, and says no. */
async function isAsked(id: string): Promise<void> {
  await stage.decide(await shownConsent(stage), "reject")
  expect(reasonOf(await page.answer(id))).toBe("USER_REJECTED")
}

test("is asked for with the amounts and the end, and is off until then", async () => {
  expect(resultOf(await page.request("countersign_auto_confirm_status"))).toEqual(disabled)
  const id = page.ask("countersign_auto_confirm_enable", {})
  const view = await shownConsent(stage)
  expect(view.subject).toMatchObject({
    kind: "autoConfirm",
    limits: [{ chain: { id: "eip155:31337" }, amount: LIMIT.toString() }],
  })
  expect(resultOf(await page.request("countersign_auto_confirm_status"))).toEqual(disabled)
  await stage.decide(view)
  expect(resultOf(await page.answer(id))).toEqual(enabled)
  expect(resultOf(await page.request("countersign_auto_confirm_status"))).toEqual(enabled)
  expect(resultOf(await page.request("phantom_auto_confirm_status"))).toEqual(enabled)
})

test("is not turned on by a person's no, nor for a site that is not connected", async () => {
  const id = page.ask("phantom_auto_confirm_enable", {})
  await stage.decide(await shownConsent(stage), "reject")
  expect(reasonOf(await page.answer(id))).toBe("USER_REJECTED")
  expect(resultOf(await page.request("countersign_auto_confirm_status"))).toEqual(disabled)
  const stranger = openPage(stage, pageSender({ origin: "https://other.example" }))
  expect(reasonOf(await stranger.request("countersign_auto_confirm_enable", {}))).toBe("ORIGIN_NOT_CONNECTED")
  expect(reasonOf(await page.request("countersign_auto_confirm_enable", { chains: ["eip155:5"] }))).toBe(
    "CHAIN_UNSUPPORTED",
  )
  expect(reasonOf(await page.request("countersign_auto_confirm_enable", { chains: [], more: 1 }))).toBe(
    "PARAMS_INVALID",
  )
})

test("names the chains it can be asked for, also to a site that is not connected", async () => {
  const stranger = openPage(stage, pageSender({ origin: "https://other.example" }))
  expect(resultOf(await stranger.request("phantom_auto_confirm_supported_chains"))).toEqual({
    chains: ["eip155:31337", "solana:localnet"],
  })
})

test("approves a plain transfer without a window, and counts it with its fee", async () => {
  await enable()
  await eventually(() => stage.windows.current() === null)
  const before = stage.windows.opened()
  resultOf(await page.answer(send(10n)))
  expect(stage.windows.opened()).toBe(before)
  expect(stage.networks.ethereumTaken).toHaveLength(1)
  expect(await spent()).toBe(10n + FEE)
})

test("approves what fits exactly, and asks for one wei more", async () => {
  await enable()
  await isAsked(send(LIMIT - FEE + 1n))
  expect(await spent()).toBe(0n)
  resultOf(await page.answer(send(LIMIT - FEE)))
  expect(await spent()).toBe(LIMIT)
  await isAsked(send(0n))
})

test("is exact where many come at once", async () => {
  await enable()
  await eventually(() => stage.windows.current() === null)
  const each = LIMIT / 4n - FEE
  const ids = Array.from({ length: 7 }, () => send(each))
  await eventually(async () => (await spent()) === LIMIT && (await stage.consents()).length === 3)
  for (const view of await stage.consents()) await stage.decide(view, "reject")
  const answers = await Promise.all(ids.map((id) => page.answer(id)))
  expect(answers.filter((answer) => "result" in answer)).toHaveLength(4)
  expect(stage.networks.ethereumTaken).toHaveLength(4)
})

test("counts once and sends once, wherever the worker dies", async () => {
  await enable()
  for (let use = 0; use < 40; use += 3) {
    const before = { sent: stage.networks.ethereumTaken.length, spent: await spent() }
    stage.killAtUse(use)
    const id = send(1n)
    await new Promise((resume) => setTimeout(resume, 60))
    stage.kill()
    stage.revive()
    page.connect()
    resultOf(await page.answer(id))
    expect(stage.networks.ethereumTaken.length - before.sent).toBe(1)
    expect((await spent()) - before.spent).toBe(1n + FEE)
    expect(await stage.consents()).toEqual([])
  }
}, 30_000)

test("leaves to the person what was on the screen before it was allowed", async () => {
  const early = send(1n)
  const shown = await shownConsent(stage)
  const id = page.ask("countersign_auto_confirm_enable", {})
  const view = await eventually(async () =>
    (await stage.consents()).find(({ subject }) => subject.kind === "autoConfirm"),
  )
  stage.clock.now += 1_000
  await stage.decide(view)
  expect(resultOf(await page.answer(id))).toEqual(enabled)
  stage.kill()
  stage.revive()
  page.connect()
  await new Promise((resume) => setTimeout(resume, 100))
  expect((await stage.consents()).map(({ id }) => id)).toEqual([shown.id])
  await isAsked(early)
})

describe("still asks the person for", () => {
  test.each([
    ["a call with data", { data: "0x01" }],
    ["a new contract", { to: undefined, data: "0x6000" }],
  ])("%s", async (_what, more) => {
    await enable()
    await isAsked(send(1n, more))
    expect(await spent()).toBe(0n)
  })

  test("a message", async () => {
    await enable()
    await isAsked(page.ask("personal_sign", ["0x00", ethereumAddress]))
  })

  test("a site of another origin", async () => {
    await enable()
    const other = openPage(stage, pageSender({ origin: "https://sub.dapp.example" }))
    await connectPage(stage, other)
    const id = other.ask("eth_sendTransaction", [{ from: ethereumAddress, to: OTHER, value: "0x1" }])
    await stage.decide(await shownConsent(stage), "reject")
    expect(reasonOf(await other.answer(id))).toBe("USER_REJECTED")
  })
})

describe("ends", () => {
  test("after an hour", async () => {
    await enable()
    stage.clock.now += HOUR_MS
    expect(resultOf(await page.request("countersign_auto_confirm_status"))).toEqual(disabled)
    await isAsked(send(1n))
  })

  test("where the clock is set back before it was allowed", async () => {
    await enable()
    stage.clock.now -= HOUR_MS
    expect(resultOf(await page.request("countersign_auto_confirm_status"))).toEqual(disabled)
    await isAsked(send(1n))
  })

  test("when the site turns it off", async () => {
    await enable()
    expect(resultOf(await page.request("phantom_auto_confirm_disable"))).toEqual(disabled)
    await isAsked(send(1n))
  })

  test("when the site is disconnected, and is not there after connecting again", async () => {
    await enable()
    await stage.said("popup.disconnectSite", { origin: ORIGIN })
    await connectPage(stage, page)
    expect(resultOf(await page.request("countersign_auto_confirm_status"))).toEqual(disabled)
    await isAsked(send(1n))
  })

  test("of what was asked before the person allowed it, also when its page comes back", async () => {
    const enabling = page.ask("countersign_auto_confirm_enable", {})
    const view = await shownConsent(stage)
    stage.clock.now += 1_000
    const id = send(1n)
    await eventually(async () => (await stage.consents()).length === 2)
    stage.clock.now += 1_000
    await stage.decide(view)
    resultOf(await page.answer(enabling))
    stage.kill()
    stage.revive()
    page.connect()
    await new Promise((wake) => setTimeout(wake, 300))
    expect(page.answers.has(id)).toBe(false)
    await isAsked(id)
    expect(stage.networks.nonces).toEqual([])
  })

  test("before it began, where the site is disconnected while the person looks at it", async () => {
    const id = page.ask("countersign_auto_confirm_enable", {})
    await shownConsent(stage)
    await stage.said("popup.disconnectSite", { origin: ORIGIN })
    expect(reasonOf(await page.answer(id))).toBe("USER_REJECTED")
  })
})

describe("on Solana", () => {
  const ask = (method: string, memo: string) =>
    page.ask(method, {
      address: solanaAddress,
      transaction: solanaTransaction(memo),
      chain: "solana:localnet",
    })

  beforeEach(() => connectPage(stage, page, "solana_connect"))

  test("approves a transfer with a memo that the wallet sends", async () => {
    expect(await enable(page, { chains: ["solana:localnet"] })).toEqual({
      enabled: true,
      chains: ["solana:localnet"],
    })
    resultOf(await page.answer(ask("solana_signAndSendTransaction", "one")))
    expect(stage.networks.solanaTaken).toHaveLength(1)
    expect(await spent()).toBe(5_007n)
  })

  test("asks for one that the page would send, and for a chain that was not allowed", async () => {
    await enable(page, { chains: ["solana:localnet"] })
    await isAsked(ask("solana_signTransaction", "two"))
    await isAsked(send(1n))
    expect(await spent()).toBe(0n)
  })
})
