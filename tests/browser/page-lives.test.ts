/**
 * Pages and what happens to the wallet behind them: it is updated while they are open, and what a person or another tab
 * changes reaches every page of that site and no other.
 */
import { afterAll, beforeAll, expect, inject, test } from "vitest"
import { approve, look, type Surface, until } from "~scripts"
import { type Ask, askEthereum } from "../support/asks"
import { inBothBrowsers } from "../support/both-browsers"
import { expectOneAnswerEach, pause, untilNoWindow } from "../support/rounds"
import {
  type Addresses,
  connectPage,
  createWallet,
  openWalletBrowser,
  pageUrl,
  pressWhenThere,
  type WalletBrowser,
} from "../support/wallet-browser"

const LISTEN = `(() => {
  window.changes = []
  for (const name of ["accountsChanged", "chainChanged", "disconnect"])
    window.countersign.ethereum.on(name, (news) => window.changes.push([name, news?.code ?? news]))
})()`
/** Longer than the page waits before it offers an ask again. */
const REPEATED_MS = 6_000

/** Firefox puts the new bridge into the pages that are open; Chromium leaves them with the old one. */
const after = { chromium: "is told to reload, and falls silent", firefox: "goes on" }

const gone = {
  error: { code: 4900, message: expect.stringContaining("Reload"), data: { reason: "WALLET_DISCONNECTED" } },
}

inBothBrowsers((name) => {
  let browser: WalletBrowser
  let mine: Addresses

  beforeAll(async () => {
    browser = await openWalletBrowser(name)
    mine = await createWallet(browser)
  })
  afterAll(() => browser.close())

  const sign = (tab: Surface): Promise<Ask> =>
    askEthereum(tab, "personal_sign", ["0x6c697665", mine.ethereum])
  const changes = (tab: Surface) => tab.evaluate("window.changes")

  async function disconnects(tab: Surface): Promise<unknown> {
    return ((await changes(tab)) as [string][]).filter(([event]) => event === "disconnect")
  }

  async function openListening(path: string, host?: string): Promise<Surface> {
    const tab = await browser.openTab(pageUrl(path, host))
    await tab.evaluate(LISTEN)
    return tab
  }

  test("a change of one site reaches each of its tabs, once, and no other site, also after the background died", async () => {
    const tabs = [await openListening("/"), await openListening("/other")]
    const other = await openListening("/", "localhost")
    const [first] = tabs
    if (first === undefined) throw new Error("There is no tab.")
    await connectPage(browser, first, "ethereum")
    await connectPage(browser, other, "ethereum")
    for (const tab of [...tabs, other]) {
      expect(await (await askEthereum(tab, "eth_accounts")).outcome()).toEqual({
        result: [mine.ethereum.toLowerCase()],
      })
      await (await askEthereum(tab, "eth_chainId")).outcome()
      await tab.evaluate("window.changes.length = 0")
    }

    expect(
      await (await askEthereum(first, "wallet_switchEthereumChain", [{ chainId: "0x1" }])).outcome(),
    ).toEqual({
      result: null,
    })
    const switched = [["chainChanged", "0x1"]]
    for (const tab of tabs) await untilHeard(tab, 1)
    expect(await Promise.all(tabs.map(changes))).toEqual([switched, switched])

    // None of them has a connection now, and none of them asks.
    await browser.stopBackground()
    const site = encodeURIComponent(`http://127.0.0.1:${inject("world").pagesPort}`)
    const popup = await browser.openExtensionPage(`popup.html#/sites/${site}`)
    await pressWhenThere(popup, "disconnect")
    await pressWhenThere(popup, "disconnect-yes")
    for (const tab of tabs) await untilHeard(tab, 3)
    await pause(500)
    const gone = [...switched, ["accountsChanged", []], ["chainChanged", "0x7a69"]]
    expect(await Promise.all(tabs.map(changes))).toEqual([gone, gone])
    expect(await changes(other)).toEqual([])
    for (const tab of [...tabs, other, popup]) await tab.close()
  })

  test(`a request that is open when the extension comes anew is answered once, and its page ${after[name]}`, async () => {
    const [waiting, idle] = [await openListening("/"), await openListening("/other")]
    await connectPage(browser, waiting, "ethereum")
    const open = await sign(waiting)
    await browser.nextConsent()
    await browser.reloadExtension()
    const ended = await open.outcome()
    const later = await (await askEthereum(idle, "eth_accounts")).outcome()
    if (name === "chromium") {
      for (const outcome of [ended, later]) expect(outcome).toMatchObject(gone)
      for (const tab of [waiting, idle]) expect(await disconnects(tab)).toEqual([["disconnect", 4900]])
    } else {
      expect(ended).toMatchObject({
        error: { code: expect.any(Number), data: { reason: expect.any(String) } },
      })
      expect(later).toEqual({ result: [mine.ethereum.toLowerCase()] })
    }
    const before = await waiting.evaluate("window.asked.length")
    await pause(REPEATED_MS)
    expect(await waiting.evaluate("window.asked.length")).toBe(before)
    for (const tab of [waiting, idle]) await expectOneAnswerEach(tab)
    for (const tab of [waiting, idle]) await tab.close()
  })

  test("a page that is opened after the extension came back finds it as it was", async () => {
    await untilNoWindow(browser)
    const tab = await browser.openTab(pageUrl())
    expect(await (await askEthereum(tab, "eth_accounts")).outcome()).toEqual({
      result: [mine.ethereum.toLowerCase()],
    })
    const ask = await sign(tab)
    await approve(await browser.nextConsent())
    expect(await ask.outcome()).toHaveProperty("result")
    await untilNoWindow(browser)
    await tab.close()
  })
})

async function untilHeard(tab: Surface, count: number): Promise<void> {
  await until(() => look(tab, `window.changes.length >= ${count} || null`), "The page was not told.", 5_000)
}
