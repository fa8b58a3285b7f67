/** An app asks to sign in: what the person sees, and what is refused before anybody is asked. */
import { createHash, randomBytes } from "node:crypto"
import { base58 } from "@scure/base"
import { afterEach, beforeEach, expect, test } from "vitest"
import { usernameOf } from "~background/origins/logins"
import { ethereumAddress, solanaAddress } from "./support/kms"
import {
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

const DAY_MS = 24 * 60 * 60 * 1000
const key = Uint8Array.from({ length: 32 }, (_, at) => at + 1)
const login = { publicKey: base58.encode(key), appId: "app-1", sessionId: "s" }

test("the person sees which key gets how much, for how long", async () => {
  await stage.createWallet()
  const page = openPage(stage)
  page.ask("app_login", login)
  const { origin, subject, askedAt } = await shownConsent(stage)
  expect(origin).toBe("https://dapp.example")
  expect(subject).toMatchObject({
    kind: "login",
    accounts: [
      { family: "ethereum", address: ethereumAddress },
      { family: "solana", address: solanaAddress },
    ],
    appId: "app-1",
    fingerprint: createHash("sha256").update(key).digest("base64url").slice(0, 16),
    usdLimit: 1_000,
  })
  if (subject.kind !== "login") throw new Error("no sign-in")
  expect(Math.abs(subject.expiresAt - askedAt - DAY_MS)).toBeLessThan(1_000)
})

test("an app that signs in also sees the accounts, and is among the connected sites", async () => {
  await stage.createWallet()
  const page = openPage(stage)
  const id = page.ask("app_login", login)
  await stage.decide(await shownConsent(stage))
  const { authUserId } = resultOf(await page.answer(id)) as { authUserId: string }
  expect(resultOf(await page.request("app_getUser"))).toEqual({ authUserId })
  expect(resultOf(await page.request("eth_accounts"))).toEqual([ethereumAddress])
  expect(await stage.said("popup.sites")).toMatchObject([{ origin: "https://dapp.example" }])
  const other = openPage(stage, pageSender({ origin: "https://other.example" }))
  expect(resultOf(await other.request("app_getUser"))).toEqual({})
  stage.clock.now += DAY_MS
  expect(resultOf(await page.request("app_getUser"))).toEqual({})
})

test("an app that asks before there is a wallet waits for it", async () => {
  const page = openPage(stage)
  const id = page.ask("app_login", login)
  await stage.createWallet()
  await stage.decide(await shownConsent(stage))
  expect(resultOf(await page.answer(id))).toMatchObject({ accountDerivationIndex: 0 })
})

test("a yes that comes long after the question gives the time that was shown, and no more", async () => {
  await stage.createWallet()
  const page = openPage(stage)
  const id = page.ask("app_login", login)
  const view = await shownConsent(stage)
  stage.clock.now += 9 * 60_000
  await stage.decide(view)
  const { expiresInMs } = resultOf(await page.answer(id)) as { expiresInMs: number }
  expect(expiresInMs).toBeLessThanOrEqual(DAY_MS - 9 * 60_000)
})

test("a clock that is set back does not make the time longer", async () => {
  await stage.createWallet()
  const page = openPage(stage)
  const id = page.ask("app_login", login)
  const view = await shownConsent(stage)
  stage.clock.now -= 3 * DAY_MS
  await stage.decide(view)
  expect(resultOf(await page.answer(id))).toMatchObject({ expiresInMs: DAY_MS })
})

test.each([
  ["31 bytes", base58.encode(key.subarray(1))],
  ["33 bytes", base58.encode(Uint8Array.from([2, ...key]))],
  ["65 bytes that are no point", base58.encode(Uint8Array.from([3, ...randomBytes(64)]))],
  ["text that is not base58", "0".repeat(44)],
  ["more than any key", "1".repeat(200)],
  ["nothing", ""],
])("a key of %s is refused before anybody is asked", async (_what, publicKey) => {
  await stage.createWallet()
  const page = openPage(stage)
  expect(reasonOf(await page.request("app_login", { ...login, publicKey }))).toBe("PARAMS_INVALID")
  expect(await stage.consents()).toEqual([])
})

test.each([
  [undefined],
  [null],
  [[login]],
  [{ ...login, appId: "" }],
  [{ ...login, appId: "a\u0000b" }],
  [{ ...login, sessionId: 1 }],
  [{ ...login, walletId: "x" }],
])("parameters %j are refused", async (params) => {
  const page = openPage(stage)
  expect(reasonOf(await page.request("app_login", params))).toBe("PARAMS_INVALID")
})

test("each site and each key is a user of its own, by a name that the KMS takes", () => {
  const names = [
    usernameOf("https://a.example", "key"),
    usernameOf("https://b.example", "key"),
    usernameOf("https://a.example", "other"),
    usernameOf("https://a.example", "key2 https://a.example"),
  ]
  expect(new Set(names).size).toBe(4)
  for (const name of names) expect(name).toMatch(/^app-[\w-]{32}$/)
})
