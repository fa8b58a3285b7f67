/** A site that is on the phishing list: whatever the person says, nothing is granted, and the page hears why. */
import { afterEach, beforeEach, expect, test } from "vitest"
import { ethereumAddress } from "./support/kms"
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

const ORIGIN = "https://app.phishing.example"

let stage: Stage
let listed: string[]
let page: TestPage
beforeEach(async () => {
  listed = ["phishing.example"]
  const list = () => ({ version: 2, tolerance: 0, fuzzylist: [], whitelist: [], blacklist: listed })
  const files = {
    shipped: async () => JSON.stringify(list()),
    download: async () => {
      throw new Error("nobody allowed this")
    },
  }
  stage = await openStage({ files })
  await stage.createWallet()
  page = openPage(stage, pageSender({ origin: ORIGIN, url: `${ORIGIN}/` }))
})
afterEach(() => stage.stop())

/** The list of the worker that is there now was read already; the next one reads it anew. */
function changeList(domains: string[]): void {
  listed = domains
  stage.kill()
  stage.revive()
  page.connect()
}

const blocked = {
  code: 4001,
  data: { reason: "CONSENT_BLOCKED", risk: "phishing-site" },
}

test("cannot be connected to: a yes is refused, and the page hears the reason", async () => {
  const id = page.ask("eth_requestAccounts")
  const shown = await shownConsent(stage)
  expect(await stage.decide(shown)).toMatchObject({ fault: { code: "CONSENT_BLOCKED" } })
  expect(await page.answer(id)).toMatchObject({ error: blocked })
  expect(resultOf(await page.request("eth_accounts"))).toEqual([])
  expect(await stage.decide(shown)).toMatchObject({ fault: { code: "CONSENT_UNKNOWN" } })
  expect(page.answers.get(id)).toHaveLength(1)
})

test("hears the reason too where the person says no, who may say it twice", async () => {
  const id = page.ask("eth_requestAccounts")
  const shown = await shownConsent(stage)
  expect(await stage.decide(shown, "reject")).toEqual({ answered: null })
  expect(await page.answer(id)).toMatchObject({ error: blocked })
  expect(await stage.decide(shown, "reject")).toEqual({ answered: null })
})

test("gets no signature, though it was connected before it was listed", async () => {
  changeList([])
  await connectPage(stage, page)
  changeList(["phishing.example"])
  const id = page.ask("personal_sign", ["0x48656c6c6f", ethereumAddress])
  expect(await stage.decide(await shownConsent(stage))).toMatchObject({ fault: { code: "CONSENT_BLOCKED" } })
  expect(reasonOf(await page.answer(id))).toBe("CONSENT_BLOCKED")
  expect(stage.kms.signatures).toEqual([])
})

test("gets nothing by itself that it was allowed before it was listed", async () => {
  changeList([])
  await connectPage(stage, page)
  const allowed = page.ask("countersign_auto_confirm_enable", {})
  await stage.decide(await shownConsent(stage))
  resultOf(await page.answer(allowed))
  changeList(["phishing.example"])
  const to = "0x000000000000000000000000000000000000dEaD"
  const id = page.ask("eth_sendTransaction", [{ from: ethereumAddress, to, value: "0x1" }])
  await stage.decide(await shownConsent(stage), "reject")
  expect(reasonOf(await page.answer(id))).toBe("CONSENT_BLOCKED")
  expect(stage.networks.ethereumTaken).toEqual([])
})

test("is slowed like one whose requests are rejected", async () => {
  page.ask("eth_requestAccounts")
  await stage.decide(await shownConsent(stage))
  expect(await (await stage.store()).getAll("rejections")).toHaveLength(1)
})

test("a site beside it is not blocked", async () => {
  const other = openPage(stage, pageSender({ origin: "https://notphishing.example" }))
  await connectPage(stage, other)
})
