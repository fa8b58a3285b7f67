/** A site that asks and asks: what it can take from the person, from the wallet, and from other sites. */
import { afterEach, beforeEach, expect, test } from "vitest"
import { OPEN_PER_SITE } from "~background/consent/book"
import { siteOf } from "~background/origins/site"
import { FREE_REJECTIONS, reject } from "~background/origins/slowdown"
import { BURST, openThrottle } from "~background/origins/throttle"
import type { PageTell, SlowedSite } from "~protocol"
import {
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
beforeEach(async () => {
  stage = await openStage()
  await stage.createWallet()
})
afterEach(() => stage.stop())

const at = (origin: string) => openPage(stage, pageSender({ origin, url: `${origin}/` }))

async function rejectOnce(page: TestPage): Promise<void> {
  const id = page.ask("eth_requestAccounts")
  await stage.decide(await shownConsent(stage), "reject")
  expect(reasonOf(await page.answer(id))).toBe("USER_REJECTED")
}

async function rejectUntilSlowed(page: TestPage): Promise<void> {
  for (let times = 0; times < FREE_REJECTIONS; times++) await rejectOnce(page)
}

test("three rejections in a row cost nothing, and each further one doubles the wait up to ten minutes", () => {
  let rejections = reject(undefined, "dapp.example", 0)
  const waits = [rejections.until]
  for (let times = 1; times < 12; times++) {
    rejections = reject(rejections, "dapp.example", 0)
    waits.push(rejections.until)
  }
  expect(waits.slice(0, 5)).toEqual([0, 0, 15_000, 30_000, 60_000])
  expect(waits.at(-1)).toBe(10 * 60_000)
  expect(reject(rejections, "dapp.example", 31 * 60_000).count).toBe(1)
})

test("a site that was rejected again and again has to wait, with every origin of its domain, and nobody else (origins rule 7)", async () => {
  const page = at("https://dapp.example")
  await rejectUntilSlowed(page)
  const refused = await page.request("eth_requestAccounts")
  expect(refused).toMatchObject({
    error: { code: -32002, data: { reason: "SITE_SLOWED", site: "dapp.example" } },
  })
  expect(reasonOf(await at("https://other.dapp.example").request("personal_sign", []))).not.toBe(
    "SITE_SLOWED",
  )
  expect(reasonOf(await at("https://other.dapp.example").request("eth_requestAccounts"))).toBe("SITE_SLOWED")
  expect(await stage.consents()).toEqual([])
  await rejectOnce(at("https://innocent.example"))
})

test("the slow-down survives the death of the worker, and ends with time (origins rule 7)", async () => {
  await rejectUntilSlowed(at("https://dapp.example"))
  stage.kill()
  stage.revive()
  expect(reasonOf(await at("https://dapp.example").request("eth_requestAccounts"))).toBe("SITE_SLOWED")
  stage.clock.now += 16_000
  await rejectOnce(at("https://dapp.example"))
})

test("the person sees who is slowed down, and can lift it (origins rule 7)", async () => {
  await rejectUntilSlowed(at("https://dapp.example"))
  const [slowed] = await stage.said<SlowedSite[]>("popup.slowedSites")
  expect(slowed).toMatchObject({ name: "dapp.example", count: FREE_REJECTIONS })
  await stage.said("popup.liftSlowdown", { name: "dapp.example" })
  expect(await stage.said<SlowedSite[]>("popup.slowedSites")).toEqual([])
  await rejectOnce(at("https://dapp.example"))
})

test("an approval ends the row of rejections", async () => {
  const page = at("https://dapp.example")
  for (let times = 1; times < FREE_REJECTIONS; times++) await rejectOnce(page)
  const id = page.ask("eth_requestAccounts")
  await stage.decide(await shownConsent(stage))
  resultOf(await page.answer(id))
  await stage.said("popup.disconnectSite", { origin: "https://dapp.example" })
  for (let times = 1; times < FREE_REJECTIONS; times++) await rejectOnce(page)
  expect(await stage.said<SlowedSite[]>("popup.slowedSites")).toEqual([])
})

test("a window that is closed over many requests is one rejection of each site", async () => {
  const page = at("https://dapp.example")
  const ids = [page.ask("eth_requestAccounts"), page.ask("solana_connect", { silent: false })]
  await eventually(async () => (await stage.consents()).length === 2 && stage.windows.current() !== null)
  stage.servant.windowClosed(stage.windows.closeByPerson())
  for (const id of ids) expect(reasonOf(await page.answer(id))).toBe("USER_REJECTED")
  await rejectOnce(page)
  expect(await stage.said<SlowedSite[]>("popup.slowedSites")).toEqual([])
})

test("200 requests in a second from three frames and rotating sub-domains open one window", {
  timeout: 30_000,
}, async () => {
  const frames = Array.from({ length: 3 }, (_, frameId) => ({ tab: { id: 1, windowId: 1 }, frameId }))
  const pages: TestPage[] = []
  const asked: { page: TestPage; id: string }[] = []
  for (let count = 0; count < 200; count++) {
    const origin = `https://n${count % 20}.flood.example`
    const page = openPage(stage, pageSender({ ...frames[count % 3], origin, url: `${origin}/` }))
    pages.push(page)
    asked.push({ page, id: page.ask("eth_requestAccounts") })
  }
  const answered = (tells: typeof asked) => tells.filter(({ page, id }) => page.answers.has(id))
  await eventually(() => answered(asked).length === 200 - OPEN_PER_SITE)
  const reasons = answered(asked).map(({ page, id }) => reasonOf(page.answers.get(id)?.[0] as Answer))
  expect(new Set(reasons)).toEqual(new Set(["TOO_MANY_REQUESTS"]))
  expect(await stage.consents()).toHaveLength(OPEN_PER_SITE)
  expect(stage.windows.opened()).toBe(1)
  expect(stage.windows.focused()).toBeLessThanOrEqual(OPEN_PER_SITE + 1)
  const other = at("https://innocent.example")
  other.ask("eth_requestAccounts")
  await eventually(async () =>
    (await stage.consents()).some(({ origin }) => origin === "https://innocent.example"),
  )
})

type Answer = PageTell & { kind: "answer" }

test("a site that only reads too fast is told to wait, and other sites are not", () => {
  let now = 0
  const throttle = openThrottle(() => now)
  for (let count = 0; count < BURST; count++) throttle.take(`https://n${count}.flood.example`)
  expect(() => throttle.take("https://flood.example")).toThrow("Too many requests")
  throttle.take("https://innocent.example")
  now += 1_000
  throttle.take("https://flood.example")
})

test("everyone under a private suffix is a site of its own", () => {
  expect(siteOf("https://evil.github.io")).not.toBe(siteOf("https://good.github.io"))
  expect(siteOf("https://a.b.shop.example.co.uk")).toBe("example.co.uk")
  expect(siteOf("http://127.0.0.1:8080")).toBe("127.0.0.1")
  expect(siteOf("http://localhost:3000")).toBe("localhost")
})
