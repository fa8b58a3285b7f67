/** The app provider as a page uses it, and the second name under which it may be found. */
import { expect, test } from "vitest"
import type { AppProvider } from "~contents/provider/app"
import { provide } from "~contents/provider/provide"
import { openBridge, openPage, settled } from "./fake-page"

type Provided = { app: AppProvider }
type Phantom = {
  isPhantom: true
  app: AppProvider & { isPhantom: true }
  ethereum: { isPhantom: true; request(asked: object): Promise<unknown> }
  solana: { isPhantom: true }
}

function open(before?: Record<string, unknown>) {
  const { page } = openPage()
  Object.assign(page, before)
  const bridge = openBridge(page)
  provide(page)
  return { page, bridge, app: (page.countersign as Provided).app }
}

test("an app learns what there is without anybody being asked", async () => {
  const { app, bridge } = open()
  const { features } = await app.features()
  const both = ["countersign_login", "countersign_auto_confirm", "phantom_login", "phantom_auto_confirm"]
  expect(features).toEqual(both)
  features.push("more")
  expect((await app.features()).features).not.toContain("more")
  expect(bridge.asks).toEqual([])
})

test("an app signs in and asks who has signed in", async () => {
  const { app, bridge } = open()
  const asked = { publicKey: "key", appId: "app-1", sessionId: "s" }
  const login = app.login(asked)
  expect(bridge.last("app_login").params).toEqual(asked)
  bridge.answer("app_login", { walletId: "w" })
  expect(await login).toEqual({ walletId: "w" })
  const user = app.getUser()
  bridge.answer("app_getUser", { authUserId: "u" })
  expect(await user).toEqual({ authUserId: "u" })
})

test("an app asks for auto-confirm by its method, and hears a refusal with its code", async () => {
  const { app, bridge } = open()
  const asking = app.request({ method: "phantom_auto_confirm_enable", params: { chains: ["eip155:1"] } })
  expect(bridge.last("phantom_auto_confirm_enable").params).toEqual({ chains: ["eip155:1"] })
  bridge.refuse("phantom_auto_confirm_enable", {
    code: 4001,
    message: "no",
    data: { reason: "USER_REJECTED" },
  })
  await expect(asking).rejects.toMatchObject({ code: 4001 })
  for (const wrong of [undefined, null, "x", {}, { method: 1 }, { method: "" }]) {
    await expect(app.request(wrong)).rejects.toMatchObject({ code: -32602 })
  }
})

const asPhantom = { name: "settings", asPhantom: true } as const

test("window.phantom is not there unless the person wants it", async () => {
  const { page } = open()
  await settled()
  expect("phantom" in page).toBe(false)
})

test("where the person wants it, window.phantom is the wallet under that name", async () => {
  const { page, bridge, app } = open()
  bridge.event(asPhantom)
  const phantom = page.phantom as Phantom
  expect(phantom.isPhantom).toBe(true)
  expect([phantom.app.isPhantom, phantom.ethereum.isPhantom, phantom.solana.isPhantom]).toEqual([
    true,
    true,
    true,
  ])
  expect((app as unknown as { isPhantom?: true }).isPhantom).toBeUndefined()
  const asking = phantom.ethereum.request({ method: "eth_accounts" })
  bridge.answer("eth_accounts", [])
  expect(await asking).toEqual([])
  bridge.event(asPhantom)
  expect(page.phantom).toBe(phantom)
})

test("window.phantom of somebody else stays theirs, before and after", () => {
  const theirs = {}
  const { page, bridge } = open({ phantom: theirs })
  bridge.event(asPhantom)
  expect(page.phantom).toBe(theirs)
  const later = open()
  later.bridge.event(asPhantom)
  later.page.phantom = theirs
  expect(later.page.phantom).toBe(theirs)
})
