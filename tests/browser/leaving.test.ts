/** A request belongs to the document that made it: it ends with its page and is answered to no other. */
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { approve, reject, type Surface, until } from "~scripts"
import { askEthereum } from "../support/asks"
import { signaturesMade } from "../support/kms-control"
import {
  type Addresses,
  bothBrowsers,
  connectPage,
  createWallet,
  openWalletBrowser,
  pageUrl,
  type WalletBrowser,
} from "../support/wallet-browser"

describe.each(bothBrowsers)("in %s", (name) => {
  let browser: WalletBrowser
  let mine: Addresses

  beforeAll(async () => {
    browser = await openWalletBrowser(name)
    mine = await createWallet(browser)
    const tab = await browser.openTab(pageUrl())
    await connectPage(browser, tab, "ethereum")
    await tab.close()
  })
  afterAll(() => browser.close())

  const askToSign = (tab: Surface, text: string) => askEthereum(tab, "personal_sign", [text, mine.ethereum])

  test.each([
    ["reloads", (tab: Surface) => tab.reload()],
    ["goes elsewhere", (tab: Surface) => tab.goto(pageUrl("/other"))],
    ["is closed", (tab: Surface) => tab.close()],
  ])("a request ends when its page %s, and nothing is signed", async (_, leave) => {
    const before = await signaturesMade()
    const tab = await browser.openTab(pageUrl())
    await askToSign(tab, "0x6c65617665")
    await browser.nextConsent()
    await leave(tab)
    await until(
      async () => ((await browser.openConsents()).length === 0 ? true : null),
      "The request stayed.",
    )
    expect(await signaturesMade()).toBe(before)
    if (!tab.isClosed()) await tab.close()
  })

  test("a page that comes back from the back/forward cache is told that its request has ended, once", async () => {
    const tab = await browser.openTab(pageUrl())
    const ask = await askToSign(tab, "0x6261636b")
    await browser.nextConsent()
    await tab.goto(pageUrl("/other"))
    await until(
      async () => ((await browser.openConsents()).length === 0 ? true : null),
      "The request stayed.",
    )
    // The drivers' own way back waits for a load that a page from the cache does not have.
    await tab.evaluate("setTimeout(() => history.back()) && undefined")
    expect(await ask.outcome()).toMatchObject({ error: { code: 4900, data: { reason: "PAGE_LEFT" } } })
    expect(await ask.answersHeard()).toBe(1)
    await tab.close()
  })

  test("two tabs that ask share one window, and each gets its own answer (origins rule 6)", async () => {
    const [first, second] = [await browser.openTab(pageUrl()), await browser.openTab(pageUrl("/other"))]
    const windows = await browser.windowsOpened()
    const firstAsk = await askToSign(first, "0x6669727374")
    const shown = await browser.nextConsent()
    const secondAsk = await askToSign(second, "0x7365636f6e64")

    await approve(shown)
    expect(await firstAsk.outcome()).toMatchObject({ result: expect.stringMatching(/^0x[0-9a-f]{130}$/) })
    expect(await secondAsk.now()).toBeNull()

    await reject(await browser.nextConsent(shown))
    expect(await secondAsk.outcome()).toMatchObject({ error: { code: 4001 } })
    expect(await browser.windowsOpened()).toBe(windows + 1)
    expect(await firstAsk.answersHeard()).toBe(1)
    expect(await secondAsk.answersHeard()).toBe(1)
    await first.close()
    await second.close()
  })
})
