/** How long a site stays connected: as long as was agreed to, and then it sees nothing, whoever asks first. */
import { afterEach, beforeEach, expect, test } from "vitest"
import type { ConnectionLife, ConsentView } from "~protocol"
import { ethereumAddress, solanaAddress } from "./support/kms"
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

const HOUR = 60 * 60 * 1000
const DAY = 24 * HOUR
const WEEK = 7 * DAY

let stage: Stage
let page: TestPage
beforeEach(async () => {
  stage = await openStage()
  await stage.createWallet()
  page = openPage(stage)
})
afterEach(() => stage.stop())

async function connectFor(lifeMs: ConnectionLife, method = "eth_requestAccounts"): Promise<ConsentView> {
  const id = page.ask(method, method === "solana_connect" ? { silent: false } : undefined)
  const { id: consent, digest } = await shownConsent(stage)
  const view = await stage.said<ConsentView>("popup.amend", {
    id: consent,
    digest,
    change: { type: "life", lifeMs },
  })
  await stage.decide(view)
  resultOf(await page.answer(id))
  return view
}
const seen = async (asker = page) => resultOf(await asker.request("eth_accounts"))
const gone = { name: "accounts", family: "ethereum", accounts: [] }

test("a site is connected for a day where nothing else was chosen", async () => {
  const startedAt = stage.clock.now
  await connectPage(stage, page)
  stage.clock.now = startedAt + DAY - HOUR
  expect(await seen()).toEqual([ethereumAddress])
  stage.clock.now = startedAt + DAY + HOUR
  expect(await seen()).toEqual([])
  expect(reasonOf(await page.request("personal_sign", ["hi", ethereumAddress]))).toBe("ORIGIN_NOT_CONNECTED")
  expect(await stage.said("popup.sites")).toEqual([])
})

test("the hour counts from when the site asked, however late it was agreed to", async () => {
  const { askedAt } = await connectFor(HOUR)
  stage.clock.now += HOUR - 1_000
  expect(await seen()).toEqual([ethereumAddress])
  stage.clock.now = askedAt + HOUR
  expect(await seen()).toEqual([])
})

test("without an end, it lasts", async () => {
  await connectFor(null)
  stage.clock.now += 100 * WEEK
  expect(await seen()).toEqual([ethereumAddress])
})

test("pages that are open hear of the end, and what they asked and nobody answered ends", async () => {
  await connectFor(HOUR)
  const id = page.ask("personal_sign", ["0x6869", ethereumAddress])
  await shownConsent(stage)
  stage.clock.now += 2 * HOUR
  stage.servant.wake()
  await eventually(() => page.events.some((event) => JSON.stringify(event) === JSON.stringify(gone)))
  expect("error" in (await page.answer(id))).toBe(true)
  expect(await stage.consents()).toEqual([])
})

test("a worker that wakes after the end tells the pages that have come back", async () => {
  await connectFor(HOUR)
  stage.kill()
  stage.clock.now += 2 * HOUR
  stage.revive()
  page.connect()
  expect(await seen()).toEqual([])
  stage.runTimers()
  await eventually(() => page.events.some((event) => JSON.stringify(event) === JSON.stringify(gone)))
})

test("each family ends by itself, and one that was connected for longer stays", async () => {
  await connectFor(HOUR)
  await connectFor(null, "solana_connect")
  stage.clock.now += 2 * HOUR
  stage.servant.wake()
  expect(await seen()).toEqual([])
  expect(resultOf(await page.request("solana_connect", { silent: true }))).toEqual({
    accounts: [solanaAddress],
  })
})

test("what was approved without asking ends with the connection", async () => {
  await connectPage(stage, page)
  const store = await stage.store()
  const before = await store.get("permissions", "https://dapp.example")
  if (!before) throw new Error("no permission")
  const until = stage.clock.now + WEEK + HOUR
  const limits = [{ chainId: "eip155:31337", amount: "1", spent: "0" }]
  await store.put("permissions", { ...before, autoConfirm: { limits, until } })
  await connectPage(stage, page, "solana_connect")
  stage.clock.now += WEEK + 1_000
  stage.servant.wake()
  await eventually(async () => (await store.get("permissions", "https://dapp.example")) === undefined)
})

test("a sign-in takes no account and no time away from a site that is connected", async () => {
  await connectFor(null, "solana_connect")
  const id = page.ask("solana_signIn", {})
  await stage.decide(await shownConsent(stage))
  resultOf(await page.answer(id))
  stage.clock.now += 100 * WEEK
  expect(resultOf(await page.request("solana_connect", { silent: true }))).toEqual({
    accounts: [solanaAddress],
  })
})
