/** Switching a site to another account ends what it asked of the one before. */
import { afterEach, beforeEach, expect, test } from "vitest"
import type { AccountName, ConsentView } from "~protocol"
import {
  eventually,
  openPage,
  openStage,
  reasonOf,
  resultOf,
  type Stage,
  shownConsent,
  type TestPage,
} from "./support/stage"

let stage: Stage
let page: TestPage
let first: string
let second: string
beforeEach(async () => {
  stage = await openStage()
  await stage.createWallet()
  await stage.said("popup.addAccount", { family: "ethereum", index: 1 })
  page = openPage(stage)
  const id = page.ask("eth_requestAccounts")
  const view = await shownConsent(stage)
  if (view.subject.kind !== "connect") throw new Error("it is not to connect")
  const { accounts } = view.subject.offered
  await stage.decide(await chosen(view, accounts))
  ;[first = "", second = ""] = resultOf(await page.answer(id)) as string[]
})

afterEach(() => stage.stop())

const chosen = ({ id, digest }: ConsentView, accounts: AccountName[]) =>
  stage.said<ConsentView>("popup.amend", { id, digest, change: { type: "accounts", accounts } })

const onlyTheFirst = async () => {
  const id = page.ask("wallet_requestPermissions", [{ eth_accounts: {} }])
  const view = await eventually(async () =>
    (await stage.consents()).find(({ subject }) => subject.kind === "connect"),
  )
  return { id, view: await chosen(view, [{ family: "ethereum", address: first }]) }
}

test("an account that the person takes off a site takes with it what was asked of it, and nothing of another account (origins rule 4)", async () => {
  const ofFirst = page.ask("personal_sign", ["first", first])
  const ofSecond = page.ask("personal_sign", ["second", second])
  await eventually(async () => (await stage.consents()).length === 2)
  const { id, view } = await onlyTheFirst()
  await stage.decide(view)
  resultOf(await page.answer(id))
  expect(reasonOf(await page.answer(ofSecond))).toBe("USER_REJECTED")
  await stage.decide(await shownConsent(stage))
  expect(resultOf(await page.answer(ofFirst))).toMatch(/^0x/)
  expect(await stage.consents()).toEqual([])
})

test("what was asked of an account that the site does not see any more cannot be approved by a window that still shows it, and nothing is signed", async () => {
  const ofFirst = page.ask("personal_sign", ["first", first])
  const view = await shownConsent(stage)
  const db = await stage.store()
  const permission = await db.get("permissions", "https://dapp.example")
  if (!permission) throw new Error("there is no permission")
  await db.put("permissions", { ...permission, addresses: { ethereum: [second] } })
  expect(await stage.decide(view)).toMatchObject({ fault: { code: "CONSENT_UNKNOWN" } })
  expect(reasonOf(await page.answer(ofFirst))).toBe("USER_REJECTED")
})
