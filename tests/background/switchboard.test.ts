/** The front door: who may say what, and in which order it is refused. */
import { afterEach, beforeEach, expect, test } from "vitest"
import { ethereumAddress } from "./support/kms"
import {
  connectPage,
  openPage,
  openStage,
  pageSender,
  popupSender,
  reasonOf,
  resultOf,
  type Stage,
  self,
  shownConsent,
} from "./support/stage"

let stage: Stage
beforeEach(async () => {
  stage = await openStage()
})
afterEach(() => stage.stop())

const codeOf = (reply: Awaited<ReturnType<Stage["say"]>>) =>
  "fault" in reply ? reply.fault.code : "ANSWERED"

test("unknown, misdirected and misshapen messages are refused, in that order", async () => {
  expect(codeOf(await stage.say("popup.nothing"))).toBe("MESSAGE_REFUSED")
  expect(codeOf(await stage.say("popup.toString"))).toBe("MESSAGE_REFUSED")
  expect(codeOf(await stage.say("popup.decide", null, pageSender()))).toBe("MESSAGE_REFUSED")
  expect(codeOf(await stage.say("popup.decide", { id: "x" }))).toBe("PARAMS_INVALID")
  expect(codeOf(await stage.say("popup.state", { extra: 1 }))).toBe("PARAMS_INVALID")
  for (const body of [null, 7, {}, { name: "popup.state" }, { name: 1, asked: null }]) {
    const reply = await stage.servant.say(body, popupSender)
    expect(codeOf(reply)).not.toBe("ANSWERED")
  }
})

test("a content script cannot speak as the popup", async () => {
  for (const sender of [
    pageSender(),
    pageSender({ url: popupSender.url }),
    pageSender({ origin: self.origin }),
  ]) {
    expect(codeOf(await stage.say("popup.createWallet", null, sender))).toBe("MESSAGE_REFUSED")
  }
  expect(stage.kms.arrived()).toBe(0)
})

test("the popup cannot speak as a page, nor as the background", async () => {
  await stage.createWallet()
  expect(codeOf(await stage.say("page.eth_accounts"))).toBe("MESSAGE_REFUSED")
  expect(codeOf(await stage.say("kms.signTransaction"))).toBe("MESSAGE_REFUSED")
  const page = openPage(stage, { ...popupSender, tab: { id: 1 }, frameId: 0, documentId: "d" })
  expect(reasonOf(await page.request("eth_accounts"))).toBe("ORIGIN_REFUSED")
})

test("a page is refused by method, then origin, then connection, then shape (origins rule 11)", async () => {
  const opaque = openPage(stage, pageSender({ origin: "null" }))
  expect(reasonOf(await opaque.request("eth_unheardOf", "nonsense"))).toBe("METHOD_UNSUPPORTED")
  const refused = await opaque.request("personal_sign", "nonsense")
  expect(refused).toMatchObject({ error: { code: 4100, data: { reason: "ORIGIN_REFUSED", why: "opaque" } } })
  const page = openPage(stage)
  expect(reasonOf(await page.request("personal_sign", "nonsense"))).toBe("ORIGIN_NOT_CONNECTED")
  await stage.createWallet()
  await connectPage(stage, page)
  expect(reasonOf(await page.request("personal_sign", "nonsense"))).toBe("PARAMS_INVALID")
  expect(reasonOf(await page.request("personal_sign", ["x".repeat(600_000), ethereumAddress]))).toBe(
    "PARAMS_INVALID",
  )
})

test("a page that was not visible yet may come back on a new connection", async () => {
  const page = openPage(stage, pageSender({ documentLifecycle: "prerender" }))
  expect(reasonOf(await page.request("eth_accounts"))).toBe("ORIGIN_REFUSED")
  expect(page.closed()).toBe(true)
})

test("what is no ask at all gets no answer and does no harm", async () => {
  const page = openPage(stage)
  for (const id of ["", "short", "Z".repeat(32)]) page.ask("eth_accounts", undefined, id)
  expect(resultOf(await page.request("eth_accounts"))).toEqual([])
  expect(page.answers.size).toBe(1)
})

test("one site's connection says nothing about another origin, port or scheme (origins rule 3)", async () => {
  await stage.createWallet()
  await connectPage(stage, openPage(stage, pageSender({ origin: "http://localhost:3000" })))
  for (const origin of ["http://localhost:3001", "https://localhost:3000", "http://127.0.0.1:3000"]) {
    const page = openPage(stage, pageSender({ origin }))
    expect(resultOf(await page.request("eth_accounts"))).toEqual([])
    expect(reasonOf(await page.request("personal_sign", ["hi", ethereumAddress]))).toBe(
      "ORIGIN_NOT_CONNECTED",
    )
  }
})

test("an id that another document has used does not lead to its answer (origins rule 2)", async () => {
  await stage.createWallet()
  const sender = pageSender()
  const page = openPage(stage, sender)
  const id = page.ask("eth_requestAccounts")
  const view = await shownConsent(stage)
  const other = openPage(stage, { ...sender, origin: "https://evil.example" })
  other.ask("eth_requestAccounts", undefined, id)
  expect(reasonOf(await other.answer(id))).toBe("MESSAGE_REFUSED")
  await stage.decide(view)
  expect(resultOf(await page.answer(id))).toEqual([ethereumAddress])
  expect(other.answers.get(id)).toHaveLength(1)
})
