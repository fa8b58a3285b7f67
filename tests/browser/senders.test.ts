/**
 * Who is asking, in every kind of document that a page can make: attributed to its true origin, or refused, or without
 * any wallet to ask. What a frame's address looks like decides nothing.
 */
import { afterAll, beforeAll, expect, inject, test } from "vitest"
import { look, reject, type Surface, until } from "~scripts"
import { inBothBrowsers } from "../support/both-browsers"
import { createWallet, openWalletBrowser, pageUrl, type WalletBrowser } from "../support/wallet-browser"

const port = () => inject("world").pagesPort

const attributed = [
  { frame: "a frame of the same origin", path: "/framing-same-origin", host: "127.0.0.1" },
  {
    frame: "a sandboxed frame that keeps its origin",
    path: "/framing-sandboxed-with-origin",
    host: "127.0.0.1",
  },
  { frame: "a frame of another origin", path: "/framing-cross-origin", host: "localhost" },
]

const without = [
  { frame: "a data: frame", path: "/framing-data" },
  { frame: "a blob: frame", path: "/framing-blob" },
  { frame: "a srcdoc frame", path: "/framing-srcdoc" },
  { frame: "a frame that was written into", path: "/framing-about-blank" },
]

inBothBrowsers((name) => {
  let browser: WalletBrowser
  beforeAll(async () => {
    browser = await openWalletBrowser(name)
    await createWallet(browser)
  })
  afterAll(() => browser.close())

  test("a top document asks as its own origin", async () => {
    const tab = await browser.openTab(pageUrl("/asking"))
    const open = await browser.nextConsent()
    expect(open.origin).toBe(`http://127.0.0.1:${port()}`)
    await open.surface.close()
    await tab.close()
  })

  test.each(attributed)(
    "$frame asks as its own origin, and not as the page's around it",
    async ({ path, host }) => {
      const tab = await browser.openTab(pageUrl(path))
      const open = await browser.nextConsent()
      expect(open.origin).toBe(`http://${host}:${port()}`)
      await open.surface.close()
      expect(await firstHeard(tab)).toMatchObject({ code: 4001 })
      await tab.close()
    },
  )

  test.each(without)("$frame has no wallet, or asks as the page that made it", async ({ path }) => {
    const tab = await browser.openTab(pageUrl(path))
    const heardOrAsked = await until(
      async () => (await look(tab, "window.heard[0] ?? null")) ?? (await browser.openConsents())[0] ?? null,
      "Nothing came of the frame.",
    )
    const asked = heardOrAsked as { origin?: string; absent?: boolean; code?: number }
    if (asked.origin !== undefined) expect(asked.origin).toBe(`http://127.0.0.1:${port()}`)
    else expect(asked.absent === true || asked.code === 4100).toBe(true)
    for (const open of await browser.openConsents()) await reject(open)
    await tab.close()
  })
})

test("a page that is prerendered asks nothing before it is shown, and then asks as itself", async () => {
  const browser = await openWalletBrowser("chromium")
  await createWallet(browser)
  const tab = await browser.openTab(pageUrl("/prerendering"))
  await new Promise((wake) => setTimeout(wake, 1_500))
  expect(await browser.openConsents()).toEqual([])
  await tab.click("a")
  await until(() => look(tab, `location.pathname === "/prerendered" || null`), "The page did not open.")
  const open = await browser.nextConsent()
  expect(open.origin).toBe(`http://127.0.0.1:${port()}`)
  await reject(open)
  const code = await until(() => look(tab, "window.outcome?.error?.code ?? null"), "The page got no answer.")
  expect(code).toBe(4001)
  // Where the browser has prerendered nothing, the story is only told to its end.
  expect(typeof (await tab.evaluate("window.wasPrerendering"))).toBe("boolean")
  await browser.close()
})

function firstHeard(tab: Surface): Promise<unknown> {
  return until(() => look(tab, "window.heard[0] ?? null"), "The frame said nothing.")
}
