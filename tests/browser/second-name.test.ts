/** The wallet under a second name: not there unless the person wants it, and there before a dApp stops waiting. */
import { afterAll, beforeAll, expect, test } from "vitest"
import { until } from "~scripts"
import { inBothBrowsers } from "../support/both-browsers"
import { openWalletBrowser, pageUrl, type WalletBrowser } from "../support/wallet-browser"

/** The published SDK gives up after this long. */
const PATIENCE_MS = 3_000
const LOADS = 10

inBothBrowsers((name) => {
  let browser: WalletBrowser
  beforeAll(async () => {
    browser = await openWalletBrowser(name)
  })
  afterAll(() => browser.close())

  async function choose(asPhantom: boolean): Promise<void> {
    const page = await browser.openExtensionPage("popup.html")
    const body = JSON.stringify({ name: "popup.changeSetting", asked: { asPhantom } })
    // The page may not have come to itself yet.
    const api = () =>
      page.evaluate("typeof (globalThis.browser ?? globalThis.chrome)?.runtime === 'object' || null")
    await until(api, "The page of the wallet has no extension in it.")
    const reply = await page.evaluate(
      `(globalThis.browser ?? globalThis.chrome).runtime.sendMessage({ name: "say", body: ${body} })`,
    )
    expect(reply).toMatchObject({ answered: { asPhantom } })
    await page.close()
  }

  async function seenAfter(): Promise<number | null> {
    const tab = await browser.openTab(pageUrl("/waiting"))
    const seen = await until(
      () => tab.evaluate("window.seenAt") as Promise<number | null>,
      "never",
      1_000,
    ).catch(() => null)
    await tab.close()
    return seen
  }

  test("a page does not find it at first", async () => {
    expect(await seenAfter()).toBeNull()
  })

  test("a page finds it in time once the person wants it, without waking anybody, and not any more once they do not", async () => {
    await choose(true)
    const seen: number[] = []
    for (let load = 0; load < LOADS; load += 1) seen.push((await seenAfter()) ?? Number.POSITIVE_INFINITY)
    expect(Math.max(...seen)).toBeLessThan(PATIENCE_MS)
    await browser.stopBackground()
    expect(await seenAfter()).not.toBeNull()
    expect(await browser.isBackgroundRunning()).toBe(false)
    await choose(false)
    expect(await seenAfter()).toBeNull()
  })
})
