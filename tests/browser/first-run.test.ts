/** The first dApp that connects before there is a wallet leads to the first run, and then back to its request. */
import { afterAll, beforeAll, expect, test } from "vitest"
import { approve, look, until } from "~scripts"
import { askEthereum } from "../support/asks"
import { inBothBrowsers } from "../support/both-browsers"
import { openWalletBrowser, pageUrl, pressWhenThere, type WalletBrowser } from "../support/wallet-browser"

inBothBrowsers((name) => {
  let browser: WalletBrowser
  beforeAll(async () => {
    browser = await openWalletBrowser(name)
  })
  afterAll(() => browser.close())

  test("a page that connects first leads to the first run and then back to its request", async () => {
    const tab = await browser.openTab(pageUrl())
    const ask = await askEthereum(tab, "eth_requestAccounts")
    const window = await until(() => firstRun(browser), "No first run was shown.")
    await pressWhenThere(window, "create-wallet")

    const consent = await browser.nextConsent()
    expect(consent).toMatchObject({ kind: "connect", origin: new URL(pageUrl()).origin })
    expect(await browser.windowsOpened()).toBe(1)
    expect(await ask.now()).toBeNull()

    await approve(consent)
    expect(await ask.outcome()).toEqual({ result: [expect.stringMatching(/^0x[0-9a-fA-F]{40}$/)] })
    expect(await ask.answersHeard()).toBe(1)
  })

  test("the page that is connected sees its account again after a reload", async () => {
    const tab = await browser.openTab(pageUrl())
    const { result } = await (await askEthereum(tab, "eth_accounts")).outcome()
    expect(result).toHaveLength(1)
  })
})

async function firstRun(browser: WalletBrowser) {
  for (const surface of await browser.surfaces()) {
    if (await look(surface, `document.querySelector('[data-testid="create-wallet"]') !== null`))
      return surface
  }
  return null
}
