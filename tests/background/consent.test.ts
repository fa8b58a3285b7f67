/** A person's yes and no, the window they are said in, and the ways a request ends without either. */
import { afterEach, beforeEach, expect, test } from "vitest"
import { OPEN_PER_ORIGIN } from "~background/consent/book"
import { CONSENT_LIFE_MS } from "~background/consent/desk"
import { ethereumAddress } from "./support/kms"
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
} from "./support/stage"

let stage: Stage
beforeEach(async () => {
  stage = await openStage()
  await stage.createWallet()
})
afterEach(() => stage.stop())

const codeOf = (reply: Awaited<ReturnType<Stage["say"]>>) =>
  "fault" in reply ? reply.fault.code : "ANSWERED"

test("closing the window rejects every request in it with 4001 (origins rule 5)", async () => {
  const page = openPage(stage)
  const ids = [page.ask("eth_requestAccounts"), page.ask("solana_connect", { silent: false })]
  await eventually(async () => (await stage.consents()).length === 2 && stage.windows.current() !== null)
  stage.servant.windowClosed(stage.windows.closeByPerson())
  for (const id of ids) expect(await page.answer(id)).toMatchObject({ error: { code: 4001 } })
  expect(await stage.consents()).toEqual([])
})

test("closing another window rejects nothing (origins rule 5)", async () => {
  openPage(stage).ask("eth_requestAccounts")
  await shownConsent(stage)
  stage.servant.windowClosed(1)
  await stage.said("popup.sites")
  expect(await stage.consents()).toHaveLength(1)
})

test("many requests at once share one window, and a later one brings it to the front (origins rule 6)", async () => {
  const pages = [1, 2, 3].map((n) => openPage(stage, pageSender({ origin: `https://site${n}.example` })))
  for (const page of pages) page.ask("eth_requestAccounts")
  await eventually(async () => (await stage.consents()).length === 3)
  await eventually(() => stage.windows.focused() === 2)
  expect(stage.windows.opened()).toBe(1)
})

test("the same request, sent again, is one consent (origins rule 6)", async () => {
  const sender = pageSender()
  const page = openPage(stage, sender)
  const id = page.ask("eth_requestAccounts")
  page.ask("eth_requestAccounts", undefined, id)
  page.connect()
  page.connect()
  await shownConsent(stage)
  expect(await stage.consents()).toHaveLength(1)
  await stage.decide(await shownConsent(stage), "reject")
  await page.answer(id)
  page.ask("eth_requestAccounts", undefined, id)
  await stage.said("popup.sites")
  expect(await stage.consents()).toEqual([])
})

test("an answer that names another digest, kind or request approves nothing (origins rule 10)", async () => {
  const page = openPage(stage)
  await connectPage(stage, page)
  page.ask("personal_sign", ["hi", ethereumAddress])
  const { id, digest } = await shownConsent(stage)
  const decide = async (decision: object) =>
    codeOf(await stage.say("popup.decide", { id, kind: "message", decision: "approve", digest, ...decision }))
  expect(await decide({ digest: "0".repeat(64) })).toBe("CONSENT_MISMATCH")
  expect(await decide({ kind: "transaction" })).toBe("CONSENT_MISMATCH")
  expect(await decide({ id: "11111111-1111-4111-8111-111111111111" })).toBe("CONSENT_UNKNOWN")
  expect(stage.kms.signatures).toEqual([])
  expect(await stage.consents()).toHaveLength(1)
})

test("a record whose content was changed after it was shown is not signed (origins rule 10)", async () => {
  const page = openPage(stage)
  await connectPage(stage, page)
  const ask = page.ask("personal_sign", ["hi", ethereumAddress])
  const view = await shownConsent(stage)
  const database = await stage.store()
  const record = await database.get("consents", view.id)
  if (record?.status !== "pending" || record.payload.kind !== "ethereum-message")
    throw new Error("no consent")
  await database.put("consents", { ...record, payload: { ...record.payload, bytes: "0x6f776e6564" } })
  await stage.decide(view)
  expect(reasonOf(await page.answer(ask))).toBe("CONSENT_MISMATCH")
  expect(stage.kms.signatures).toEqual([])
})

test("a request cannot be approved after its time", async () => {
  const page = openPage(stage)
  const id = page.ask("eth_requestAccounts")
  const view = await shownConsent(stage)
  stage.clock.now += CONSENT_LIFE_MS
  expect(codeOf(await stage.decide(view))).toBe("CONSENT_EXPIRED")
  expect(reasonOf(await page.answer(id))).toBe("CONSENT_EXPIRED")
  expect(codeOf(await stage.decide(view))).toBe("CONSENT_UNKNOWN")
})

test("a request that nobody answers ends when the alarm rings after its time", async () => {
  const page = openPage(stage)
  const id = page.ask("eth_requestAccounts")
  await shownConsent(stage)
  stage.servant.wake()
  stage.clock.now += CONSENT_LIFE_MS
  stage.servant.wake()
  expect(reasonOf(await page.answer(id))).toBe("CONSENT_EXPIRED")
  await eventually(() => stage.windows.current() === null)
})

test("a yes that is said twice counts once, and a no after it comes too late", async () => {
  const page = openPage(stage)
  await connectPage(stage, page)
  const id = page.ask("personal_sign", ["hi", ethereumAddress])
  const view = await shownConsent(stage)
  const replies = await Promise.all([stage.decide(view), stage.decide(view), stage.decide(view)])
  expect(replies.map(codeOf)).toEqual(["ANSWERED", "ANSWERED", "ANSWERED"])
  expect(codeOf(await stage.decide(view, "reject"))).toBe("CONSENT_UNKNOWN")
  resultOf(await page.answer(id))
  expect(codeOf(await stage.decide(view))).toBe("ANSWERED")
  expect(stage.kms.signatures).toHaveLength(1)
})

test("a no that crosses a yes ends in exactly one of the two", async () => {
  const page = openPage(stage)
  await connectPage(stage, page)
  const id = page.ask("personal_sign", ["hi", ethereumAddress])
  const view = await shownConsent(stage)
  const replies = await Promise.all([stage.decide(view, "reject"), stage.decide(view, "approve")])
  expect(replies.map(codeOf).sort()).toEqual(["ANSWERED", "CONSENT_UNKNOWN"])
  await page.answer(id)
  expect(page.answers.get(id)).toHaveLength(1)
})

test("a page that goes away takes its open requests with it, and the window closes (origins rule 4)", async () => {
  const page = openPage(stage)
  page.ask("eth_requestAccounts")
  await shownConsent(stage)
  await eventually(() => stage.windows.current() !== null)
  page.leave()
  await eventually(() => stage.windows.current() === null)
  expect(await stage.consents()).toEqual([])
})

test("a page that leaves at any moment of its asking leaves no window behind", async () => {
  for (let moment = 0; moment < 60; moment++) {
    const page = openPage(stage)
    page.ask("eth_requestAccounts")
    for (let wait = 0; wait < moment; wait++) await new Promise((resume) => setImmediate(resume))
    page.leave()
    await eventually(async () => (await stage.consents()).length === 0)
    for (let wait = 0; wait < 60; wait++) await new Promise((resume) => setImmediate(resume))
    await eventually(() => stage.windows.current() === null)
  }
})

test("a page that has already reconnected when its old connection ends has not left", async () => {
  const page = openPage(stage)
  const closeFirst = page.connect()
  const id = page.ask("eth_requestAccounts")
  await shownConsent(stage)
  page.connect()
  closeFirst()
  await stage.said("popup.sites")
  await stage.decide(await shownConsent(stage))
  expect(resultOf(await page.answer(id))).toEqual([ethereumAddress])
})

test("a site that asks too much is told so, and the window comes to the front (origins rule 6)", async () => {
  const page = openPage(stage)
  const ids = Array.from({ length: OPEN_PER_ORIGIN + 3 }, () => page.ask("eth_requestAccounts"))
  const refused = await eventually(() => {
    const answered = ids.flatMap((id) => page.answers.get(id) ?? [])
    return answered.length === 3 && answered
  })
  for (const tell of refused) expect(tell).toMatchObject({ error: { code: -32002 } })
  await eventually(async () => (await stage.consents()).length === OPEN_PER_ORIGIN)
  const more = page.ask("eth_requestAccounts")
  expect(reasonOf(await page.answer(more))).toBe("TOO_MANY_REQUESTS")
  expect(stage.windows.focused()).toBeGreaterThan(0)
})

test("a window that cannot be opened does not keep its page waiting", async () => {
  stage.windows.open = async () => {
    throw new Error("no windows today")
  }
  const page = openPage(stage)
  expect(reasonOf(await page.request("eth_requestAccounts"))).toBe("INTERNAL")
})

test("a KMS that is down is told as trouble, not as the absence of a wallet", async () => {
  await (await stage.store()).clear("wallet")
  await stage.kms.stop()
  const state = await stage.said<{ wallet: unknown; trouble: { message: string } }>("popup.state")
  expect(state.wallet).toBe(null)
  expect(state.trouble.message).toMatch(/KMS did not answer/)
  stage.kms.stop = async () => {}
})

test("a wallet that the KMS knows is found again, and none is created by looking", async () => {
  await (await stage.store()).clear("wallet")
  expect(await stage.said("popup.state")).toMatchObject({ wallet: { walletName: "Countersign" } })
  const fresh = await openStage()
  expect(await fresh.said("popup.state")).toMatchObject({ wallet: null, trouble: null })
  expect(fresh.kms.arrived()).toBe(0)
  await fresh.stop()
})
