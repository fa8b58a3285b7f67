/**
 * Who is asking, in every kind of document that a page can make: attributed to its true origin, or refused, or without
 * any wallet to ask. What a frame's address looks like decides nothing.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { afterAll, beforeAll, expect, inject, test } from "vitest"
import { look, reject, type Surface, until, waitForConsent } from "~scripts"
import { inBothBrowsers } from "../support/both-browsers"
import { openUndrivenChromium } from "../support/undriven-chromium"
import {
  createWallet,
  openWalletBrowser,
  pageUrl,
  pressWhenThere,
  readAddresses,
  type WalletBrowser,
} from "../support/wallet-browser"

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

/** The browsers give extensions no script of their own in these, so there is no wallet to ask. */
const without = [
  { frame: "a data: frame", path: "/framing-data" },
  { frame: "a blob: frame", path: "/framing-blob" },
  { frame: "a srcdoc frame", path: "/framing-srcdoc" },
  { frame: "a frame that was written into", path: "/framing-about-blank" },
]

/** Pages that are empty before anything is loaded into them, and inherit the origin of who made them. */
const empty = [
  {
    page: "an empty frame",
    make: `(() => {
      const frame = document.createElement("iframe")
      document.body.append(frame)
      return frame.contentWindow
    })()`,
  },
  { page: "an empty window", make: `window.open("about:blank")` },
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

  test.each(without)("$frame has no wallet", async ({ path }) => {
    const tab = await browser.openTab(pageUrl(path))
    expect(await firstHeard(tab)).toEqual({ absent: true })
    await tab.close()
  })

  test.each(empty)(
    "$page has no wallet, although it has the origin of the page that made it",
    async ({ make }) => {
      const tab = await browser.openTab(pageUrl())
      const [origin, before, after] = (await tab.evaluate(`(async () => {
      const made = ${make}
      const has = () => "countersign" in made
      const before = has()
      await new Promise((wake) => setTimeout(wake, 500))
      return [made.origin, before, has()]
    })()`)) as [string, boolean, boolean]
      expect({ origin, before, after }).toEqual({
        origin: new URL(pageUrl()).origin,
        before: false,
        after: false,
      })
      for (const open of await browser.surfaces())
        if (open !== tab && (await isEmpty(open))) await open.close()
      await tab.close()
    },
  )

  test("a page that was opened from a file has no wallet", async () => {
    const folder = mkdtempSync(join(tmpdir(), "countersign-page-"))
    writeFileSync(join(folder, "page.html"), "<!doctype html><h1>A page</h1>")
    const tab = await browser.openTab(pathToFileURL(join(folder, "page.html")).href)
    expect(await look(tab, "document.querySelector('h1').textContent")).toBe("A page")
    expect(await tab.evaluate(`"countersign" in window`)).toBe(false)
    await tab.close()
    rmSync(folder, { recursive: true })
  })

  test("none of them opened a window", async () => {
    expect(await browser.openConsents()).toEqual([])
  })
})

test("a page that is prerendered asks nothing before it is shown, and then asks as itself", async () => {
  const browser = await openUndrivenChromium(inject("world"))
  await browser.driven(async (context) => {
    const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent("serviceworker"))
    const popup = await context.newPage()
    await popup.goto(new URL("/popup.html", worker.url()).href)
    await pressWhenThere(popup, "create-wallet")
    await readAddresses(popup)
    await popup.close()
  })
  await browser.openAlone(pageUrl("/prerendering"))
  const windows = async () => (await browser.targets()).filter(({ url }) => url.includes("window=consent"))
  const page = async () =>
    (await browser.targets()).find(({ url }) => url === pageUrl("/prerendered")) ?? null
  await until(async () => {
    if ((await page()) !== null) return true
    expect(await windows()).toEqual([])
    return null
  }, "The page was not shown.")
  await until(async () => (await windows())[0] ?? null, "No window opened.")
  await browser.driven(async (context) => {
    const open = await waitForConsent(async () => context.pages())
    expect(open.origin).toBe(new URL(pageUrl()).origin)
    await reject(open)
  })
  const answer = async () => (await page())?.title.match(/^prerendered: (.*)/)?.[1] ?? null
  expect(await until(answer, "The page got no answer.")).toBe("true, 4001")
  await browser.close()
})

async function isEmpty(surface: Surface): Promise<boolean> {
  return (await look(surface, "location.href")) === "about:blank"
}

function firstHeard(tab: Surface): Promise<unknown> {
  return until(() => look(tab, "window.heard[0] ?? null"), "The frame said nothing.")
}
