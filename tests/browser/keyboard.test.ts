/** The wallet at rest, worked with the keyboard alone: its places, its settings, its lists, and what ends something. */
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest"
import { localRpcUrls } from "~protocol"
import { approve, look, rpc, type Surface, until } from "~scripts"
import { askEthereum } from "../support/asks"
import { decideByKeyboard, tabToFirst } from "../support/keyboard"
import { signaturesMade } from "../support/kms-control"
import { type MadeChains, madeChain, startMadeChains } from "../support/made-chains"
import { ethereumFriend } from "../support/requests"
import { pause, untilNoWindow } from "../support/rounds"
import {
  type Addresses,
  bothBrowsers,
  connectPage,
  openWalletBrowser,
  pageUrl,
  readAddresses,
  type WalletBrowser,
} from "../support/wallet-browser"

describe.each(bothBrowsers)("in %s", (name) => {
  let browser: WalletBrowser
  let tab: Surface
  let mine: Addresses
  let chains: MadeChains

  beforeAll(async () => {
    browser = await openWalletBrowser(name)
    chains = await startMadeChains()
  })
  afterAll(async () => {
    await browser.close()
    await chains.stop()
  })

  test("the wallet is created, and then a site is connected", async () => {
    const page = await browser.openExtensionPage("popup.html")
    await page.bringToFront()
    await tabTo(page, testId("create-wallet"))
    await page.keyboard.press("Enter")
    mine = await readAddresses(page)
    await page.close()
    await rpc(localRpcUrls.ethereum, "anvil_setBalance", [mine.ethereum, "0x8ac7230489e80000"])
    tab = await browser.openTab(pageUrl())
    await connectPage(browser, tab, "ethereum")
  })

  async function open(path: string): Promise<Surface> {
    const page = await browser.openExtensionPage(`popup.html?window=tab#${path}`)
    await page.bringToFront()
    return page
  }
  const sees = (page: Surface, expression: string, otherwise: string) =>
    until(() => look(page, `(${expression}) || null`), otherwise, 10_000)
  const selects = (page: Surface, selector: string) =>
    sees(page, `document.querySelector('${selector}') !== null`, `There is no ${selector}.`)
  const title = (page: Surface, text: string) =>
    sees(page, `document.querySelector("h1")?.textContent === ${JSON.stringify(text)}`, `No ${text}.`)
  const focused = (page: Surface, selector: string) =>
    sees(page, `document.activeElement?.matches('${selector}')`, `The focus is not on ${selector}.`)

  /** With nothing but the key that goes on. */
  async function tabTo(page: Surface, selector: string): Promise<void> {
    await selects(page, selector)
    await tabToFirst(page, selector)
  }
  /** Again where nothing came of it, as one does. */
  async function pressUntil(page: Surface, key: string, heading: string): Promise<void> {
    for (let presses = 0; presses < 5; presses++) {
      await page.keyboard.press(key)
      const isThere = `document.querySelector("h1")?.textContent === ${JSON.stringify(heading)} || null`
      for (let looks = 0; looks < 20; looks++) {
        if (await look(page, isThere)) return
        await pause(100)
      }
    }
    throw new Error(`No ${heading}.`)
  }
  async function send(value: string): Promise<void> {
    const transfer = { from: mine.ethereum, to: ethereumFriend, value }
    const ask = await askEthereum(tab, "eth_sendTransaction", [transfer])
    await approve(await browser.nextConsent())
    expect((await ask.outcome()).result).toMatch(/^0x/)
    await untilNoWindow(browser)
  }
  async function decideInWindow(page: Surface): Promise<void> {
    // The page shows the request as well; the person looks at its window.
    await browser.nextConsent()
    await page.close()
    await decideByKeyboard(await browser.nextConsent(), "approve")
    await untilNoWindow(browser)
  }
  const testId = (id: string) => `[data-testid="${id}"]`

  test("each place is one key away, and each tab can be reached", async () => {
    const page = await open("/")
    await selects(page, ".tabs")
    for (const [key, heading] of [
      ["2", "Activity"],
      ["3", "Connected sites"],
      ["4", "Settings"],
    ] as const) {
      await pressUntil(page, key, heading)
    }
    await tabTo(page, '.tab[href="#/activity"]')
    await page.keyboard.press("Enter")
    await title(page, "Activity")
    await tabTo(page, '.tab[href="#/settings"]')
    await page.keyboard.press("Enter")
    await tabTo(page, '[href="#/settings/networks"]')
    await page.keyboard.press("Enter")
    await title(page, "Networks")
    await focused(page, "h1")
    await page.close()
  })

  test("the keys are listed under ?, and the list is left as it came", async () => {
    const page = await open("/settings")
    await title(page, "Settings")
    await tabTo(page, testId("theme"))
    await page.keyboard.press("?")
    await selects(page, "dialog.shortcuts[open]")
    expect(await look(page, `document.querySelectorAll("dialog.shortcuts[open] kbd").length`)).toBe(7)
    // While it is open, a key that is listed in it does nothing.
    await page.keyboard.press("2")
    await page.keyboard.press("Escape")
    await selects(page, "dialog.shortcuts:not([open])")
    await title(page, "Settings")
    await focused(page, testId("theme"))
    await page.close()
  })

  test("what was sent is searched, opened and left again", async () => {
    await send("0xde0b6b3a7640000")
    await send("0x1bc16d674ec80000")
    const page = await open("/")
    await selects(page, ".tabs")
    await page.keyboard.press("2")
    await selects(page, testId("activity-search"))
    await page.keyboard.press("1")
    await page.keyboard.press("/")
    await focused(page, testId("activity-search"))
    // In a field, keys are letters.
    await page.keyboard.type("2 eth to")
    const listed = `document.querySelectorAll('${testId("activity-entry")}').length`
    await sees(page, `${listed} === 1`, "It does not find the one.")
    await title(page, "Activity")
    await tabTo(page, testId("activity-entry"))
    await page.keyboard.press("Enter")
    await title(page, "Transaction")
    await focused(page, "h1")
    const shown = `document.querySelector(".entry-head")?.textContent`
    await sees(page, shown, "There is nothing of it.")
    expect(await look(page, shown)).toMatch(/^2 ETH to .?0x7D3a91…108e62/)
    await tabTo(page, '.place-head [href="#/activity"]')
    await page.keyboard.press("Enter")
    await title(page, "Activity")
    await page.close()
  })

  test.each(["speedUp", "cancel"])("what is on its way: %s", async (how) => {
    await rpc(localRpcUrls.ethereum, "evm_setAutomine", [false])
    try {
      await send("0x1")
      const before = await signaturesMade()
      const page = await open("/activity")
      await tabTo(page, testId("activity-entry"))
      await page.keyboard.press("Enter")
      await title(page, "Transaction")
      await tabTo(page, testId(how))
      await page.keyboard.press("Enter")
      await decideInWindow(page)
      await rpc(localRpcUrls.ethereum, "evm_mine", [])
      expect(await signaturesMade()).toBe(before + 1)
    } finally {
      await rpc(localRpcUrls.ethereum, "evm_setAutomine", [true])
    }
  })

  test("another network is made the default, and one that a site brought is removed", async () => {
    const ask = await askEthereum(tab, "wallet_addEthereumChain", [madeChain(chains, 77_077)])
    await approve(await browser.nextConsent())
    await ask.outcome()
    await untilNoWindow(browser)
    let page = await open("/settings/networks")
    const local = '[aria-label="Make default: Local Ethereum"]'
    await tabTo(page, '[aria-label="Make default: Ethereum"]')
    await page.keyboard.press("Enter")
    await selects(page, local)
    await tabTo(page, local)
    await page.keyboard.press("Enter")
    await sees(page, `document.querySelector('${local}') === null`, "It is not the default again.")
    await page.close()
    page = await open("/settings/networks")
    await tabTo(page, '[aria-label^="Remove: "]')
    await page.keyboard.press("Enter")
    await focused(page, ".small-button:not(.small-wary)")
    await tabTo(page, ".small-wary")
    await page.keyboard.press("Enter")
    await sees(page, `document.querySelector('[aria-label^="Remove: "]') === null`, "It is still there.")
    await page.close()
  })

  test("theme and language are chosen, are there at once, and are kept when the background dies", async () => {
    let page = await open("/settings")
    await tabTo(page, testId("theme"))
    await page.keyboard.type("Dark")
    await sees(page, `document.documentElement.dataset.theme === "dark"`, "It is not dark.")
    await tabTo(page, testId("language"))
    await page.keyboard.type("Deutsch")
    await sees(page, `document.documentElement.lang === "de"`, "It speaks no German.")
    await page.close()
    await browser.stopBackground()
    page = await open("/settings")
    await title(page, "Einstellungen")
    expect(await look(page, `document.documentElement.dataset.theme`)).toBe("dark")
    await tabTo(page, testId("language"))
    await page.keyboard.type("English")
    await sees(page, `document.documentElement.lang === "en"`, "It speaks no English.")
    await page.close()
  })

  test("a switch is turned by the space bar", async () => {
    const page = await open("/settings")
    await tabTo(page, testId("as-phantom"))
    await page.keyboard.press(" ")
    const isOn = `document.querySelector('${testId("as-phantom")}')?.matches(":checked, [aria-checked=true]")`
    await sees(page, isOn, "It is not on.")
    await page.keyboard.press(" ")
    await sees(page, `${isOn} === false`, "It is not off.")
    await page.close()
  })

  test("a site is disconnected by a yes, and not by the first press or by Escape", async () => {
    const site = encodeURIComponent(`http://127.0.0.1:${inject("world").pagesPort}`)
    const accounts = async () => (await (await askEthereum(tab, "eth_accounts")).outcome()).result
    const page = await open("/sites")
    await tabTo(page, `[href="#/sites/${site}"]`)
    await page.keyboard.press("Enter")
    await tabTo(page, testId("disconnect"))
    await page.keyboard.press("Enter")
    await focused(page, testId("disconnect-keep"))
    await page.keyboard.press("Escape")
    await focused(page, testId("disconnect"))
    expect(await accounts()).toHaveLength(1)
    await page.keyboard.press("Enter")
    await focused(page, testId("disconnect-keep"))
    await tabTo(page, testId("disconnect-yes"))
    await page.keyboard.press("Enter")
    await title(page, "Connected sites")
    expect(await accounts()).toEqual([])
    await page.close()
  })

  test("all sites are disconnected at once by a yes", async () => {
    const other = await browser.openTab(pageUrl("/", "localhost"))
    await connectPage(browser, other, "ethereum")
    await other.close()
    await connectPage(browser, tab, "ethereum")
    await untilNoWindow(browser)
    const page = await open("/sites")
    await tabTo(page, testId("disconnect-all"))
    await page.keyboard.press("Enter")
    await focused(page, testId("disconnect-all-keep"))
    await tabTo(page, testId("disconnect-all-yes"))
    await page.keyboard.press("Enter")
    await sees(page, `document.querySelector('${testId("disconnect-all")}') === null`, "There are sites.")
    expect((await (await askEthereum(tab, "eth_accounts")).outcome()).result).toEqual([])
    await page.close()
  })
})
