/** The lock around a consent, worked with the keyboard alone: in both browsers, also while the background dies. */
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { look, type Surface, until } from "~scripts"
import { type Ask, askEthereum } from "../support/asks"
import { decideByKeyboard, pressEnter } from "../support/keyboard"
import {
  type Addresses,
  bothBrowsers,
  connectPage,
  createWallet,
  openWalletBrowser,
  pageUrl,
  type WalletBrowser,
} from "../support/wallet-browser"

const PASSPHRASE = "eleven grey herons"

describe.each(bothBrowsers)("in %s", (name) => {
  let browser: WalletBrowser
  let tab: Surface
  let mine: Addresses

  beforeAll(async () => {
    browser = await openWalletBrowser(name)
    mine = await createWallet(browser)
    tab = await browser.openTab(pageUrl())
    await connectPage(browser, tab, "ethereum")
  })
  afterAll(() => browser.close())

  const sees = (surface: Surface, testId: string) =>
    until(
      () => look(surface, `document.querySelector('[data-testid="${testId}"]') && true`),
      `There is no ${testId}.`,
    )
  const isOn = (testId: string) => `document.activeElement?.dataset.testid === "${testId}" || null`
  /** With nothing but the key that goes on. */
  async function tabTo(surface: Surface, testId: string): Promise<void> {
    for (let steps = 0; steps < 40; steps += 1) {
      if (await look(surface, isOn(testId))) return
      await surface.keyboard.press("Tab")
    }
    throw new Error(`The keyboard does not reach ${testId}.`)
  }
  const place = async (path: string) => browser.openExtensionPage(`popup.html?window=tab#${path}`)
  const accounts = async () => (await (await askEthereum(tab, "eth_accounts")).outcome()).result
  const sign = (): Promise<Ask> => askEthereum(tab, "personal_sign", ["0x68656c6c6f", mine.ethereum])
  const unlockWindow = () =>
    until(async () => {
      for (const surface of await browser.surfaces()) {
        const isIt = `document.querySelector('[data-testid="unlock"]') && location.search === "?window=consent"`
        if (await look(surface, isIt)) return surface
      }
      return null
    }, "No window asked to be unlocked.")

  test("a lock is set, and a locked wallet tells its pages no account", async () => {
    const page = await place("/settings/lock")
    await sees(page, "choose-passphrase")
    await tabTo(page, "choose-passphrase")
    await page.keyboard.press("Enter")
    await sees(page, "new-passphrase")
    await page.keyboard.type(PASSPHRASE)
    await page.keyboard.press("Tab")
    await page.keyboard.type(PASSPHRASE)
    await page.keyboard.press("Enter")
    await sees(page, "remove-lock")
    expect(await accounts()).toHaveLength(1)
    await page.keyboard.press("l")
    await sees(page, "unlock")
    expect(await accounts()).toEqual([])
    await browser.stopBackground()
    expect(await accounts()).toEqual([])
    await page.close()
  })

  test("what is asked while it is locked waits behind the lock, and is signed once it is opened", async () => {
    const ask = await sign()
    const window = await unlockWindow()
    expect(await browser.openConsents()).toEqual([])
    await browser.stopBackground()
    await window.bringToFront()
    await tabTo(window, "passphrase")
    await window.keyboard.type("not that one")
    await window.keyboard.press("Enter")
    await until(() => look(window, `document.querySelector(".notice") && true`), "It says nothing.")
    expect(await ask.now()).toBeNull()
    await tabTo(window, "passphrase")
    await window.keyboard.type(PASSPHRASE)
    await window.keyboard.press("Enter")
    const shown = await browser.nextConsent()
    await decideByKeyboard(shown, "approve")
    expect((await ask.outcome()).result).toMatch(/^0x[0-9a-f]{130}$/)
    expect(await accounts()).toHaveLength(1)
  })

  test("a site that is connected gets its accounts by the unlocking alone", async () => {
    await lockByMessage()
    const ask = await askEthereum(tab, "eth_requestAccounts")
    const window = await unlockWindow()
    expect(await ask.now()).toBeNull()
    await window.bringToFront()
    await tabTo(window, "passphrase")
    await window.keyboard.type(PASSPHRASE)
    await pressEnter(window)
    expect((await ask.outcome()).result).toEqual([mine.ethereum.toLowerCase()])
    expect(await browser.openConsents()).toEqual([])
  })

  test("locking ends what is open", async () => {
    const ask = await sign()
    await browser.nextConsent()
    await lockByMessage()
    expect(await ask.outcome()).toMatchObject({ error: { code: 4001 } })
  })

  async function lockByMessage(): Promise<void> {
    const page = await place("/settings/lock")
    const body = JSON.stringify({ name: "popup.lockNow", asked: null })
    await page.evaluate(
      `(globalThis.browser ?? globalThis.chrome).runtime.sendMessage({ name: "say", body: ${body} })`,
    )
    await page.close()
  }
})
