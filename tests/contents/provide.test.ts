import type { Wallet } from "@wallet-standard/base"
import { expect, test } from "vitest"
import { provide } from "~contents/provider/provide"
import { openBridge, openPage } from "./fake-page"

type Announcement = { info: { uuid: string; name: string; icon: string; rdns: string }; provider: object }

function announcements(page: EventTarget) {
  const heard: Announcement[] = []
  page.addEventListener("eip6963:announceProvider", (event) => {
    heard.push((event as CustomEvent<Announcement>).detail)
  })
  return heard
}

test("a page finds the provider by EIP-6963, whoever came first", () => {
  const { page } = openPage()
  const heard = announcements(page as unknown as EventTarget)
  provide(page)
  expect(heard).toHaveLength(1)
  page.dispatchEvent(new Event("eip6963:requestProvider"))
  expect(heard).toHaveLength(2)
  expect(heard[1]).toBe(heard[0])
  const { info, provider } = heard[0] as Announcement
  expect(info).toMatchObject({ name: "Countersign", rdns: "app.countersign" })
  expect(info.uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(provider).toBe(page.ethereum)
  expect([heard[0], info].map((part) => Object.isFrozen(part))).toEqual([true, true])
})

test("each page gets a uuid of its own", () => {
  const uuids = [1, 2].map(() => {
    const { page } = openPage()
    const heard = announcements(page as unknown as EventTarget)
    provide(page)
    return heard[0]?.info.uuid
  })
  expect(uuids[0]).not.toBe(uuids[1])
})

test("a page finds the wallet by the Wallet Standard, whoever came first", () => {
  const { page } = openPage()
  const found: Wallet[] = []
  const register = (wallet: Wallet) => {
    found.push(wallet)
    return () => undefined
  }
  page.addEventListener("wallet-standard:register-wallet", (event) => {
    ;(event as CustomEvent<(api: { register: typeof register }) => void>).detail({ register })
  })
  provide(page)
  page.dispatchEvent(new CustomEvent("wallet-standard:app-ready", { detail: { register } }))
  expect(found.map(({ name }) => name)).toEqual(["Countersign", "Countersign"])
  expect(found[0]).toBe(found[1])
})

test("being injected twice changes nothing", () => {
  const { page } = openPage()
  const heard = announcements(page as unknown as EventTarget)
  provide(page)
  const before = page.countersign
  provide(page)
  expect(page.countersign).toBe(before)
  expect(heard).toHaveLength(1)
})

test("window.countersign cannot be replaced by the page", () => {
  const { page } = openPage()
  provide(page)
  expect(() => Object.assign(page, { countersign: {} })).toThrow(TypeError)
  expect(Object.isFrozen(page.countersign)).toBe(true)
})

test("window.ethereum is taken only where it is free, and can be taken over", () => {
  const { page } = openPage()
  const other = {}
  page.ethereum = other
  provide(page)
  expect(page.ethereum).toBe(other)

  const free = openPage().page
  provide(free)
  expect(free.ethereum).toBe((free.countersign as { ethereum: object }).ethereum)
  free.ethereum = other
  expect(free.ethereum).toBe(other)
})

test("a page that asks nothing wakes nobody, not even when it is looked at again", () => {
  const { page } = openPage()
  const bridge = openBridge(page)
  provide(page)
  page.dispatchEvent(new Event("focus"))
  expect(bridge.asks).toEqual([])
})

test("a window that takes no new names still has its wallet registered, and announced", () => {
  const { page } = openPage()
  const heard = announcements(page as unknown as EventTarget)
  const registering: unknown[] = []
  page.addEventListener("wallet-standard:register-wallet", (event) => void registering.push(event))
  Object.preventExtensions(page)
  provide(page)
  expect([page.countersign, heard.length, registering.length]).toEqual([undefined, 1, 1])
})
