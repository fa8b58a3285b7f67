/** The provider stands in every page before any script of the page, however early the page is. */
import { expect, test } from "vitest"
import { inBothBrowsers } from "../support/both-browsers"
import { type BrowserName, openWalletBrowser, pageUrl } from "../support/wallet-browser"

const PROFILES = 4
const LOADS_EACH = 50

inBothBrowsers((name) => {
  test("the provider is there before the first script in 200 of 200 loads", async () => {
    let found = 0
    for (let profile = 0; profile < PROFILES; profile += 1) found += await countInFreshProfile(name)
    expect(found).toBe(PROFILES * LOADS_EACH)
  })
})

/** The first load is the first navigation of the profile, made without waiting for the extension to be up. */
async function countInFreshProfile(name: BrowserName): Promise<number> {
  const browser = await openWalletBrowser(name)
  try {
    const tab = await browser.openTab(pageUrl("/?load=0"))
    let found = 0
    for (let load = 1; load <= LOADS_EACH; load += 1) {
      const look = (await tab.evaluate("window.firstLook")) as { countersign: boolean; ethereum: boolean }
      if (look.countersign && look.ethereum) found += 1
      await tab.goto(pageUrl(`/?load=${load}`))
    }
    return found
  } finally {
    await browser.close()
  }
}
