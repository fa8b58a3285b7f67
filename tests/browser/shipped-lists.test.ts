/** The files that come with the extension: its own parts can read them, and no page can. */
import { expect, test } from "vitest"
import { look, until } from "~scripts"
import { bothBrowsers, openWalletBrowser, pageUrl } from "../support/wallet-browser"

const LIST = "lists/phishing.json"
const FETCH = `fetch(URL).then((answer) => answer.json()).then((list) => list.blacklist.length, () => "refused")`

test.each(bothBrowsers)(
  "in %s the list of phishing sites is read by the wallet and by no page",
  async (name) => {
    const browser = await openWalletBrowser(name)
    try {
      const own = await browser.openExtensionPage("popup.html")
      const api =
        "(globalThis.browser ?? globalThis.chrome)?.runtime?.getURL?.('lists/phishing.json') ?? null"
      const url = await until(() => look<string>(own, api), `There is no address of ${LIST}.`)
      const read = (where: typeof own) => where.evaluate(FETCH.replace("URL", JSON.stringify(url)))
      expect(await read(own)).toBeGreaterThan(10_000)
      expect(await read(await browser.openTab(pageUrl()))).toBe("refused")
    } finally {
      await browser.close()
    }
  },
)
