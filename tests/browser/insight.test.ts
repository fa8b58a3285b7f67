/**
 * What the window says beyond the request itself: an approval that is read, tried and asked about, and a site that no one
 * can agree with. What comes late moves no button, and is not asked for all the time.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest"
import { localRpcUrls } from "~protocol"
import { look, type OpenConsent, reject, rpc, type Surface, until } from "~scripts"
import { askEthereum } from "../support/asks"
import { setFaults } from "../support/kms-control"
import { smallTokenCode, tokenCall } from "../support/small-token"
import {
  type Addresses,
  bothBrowsers,
  connectPage,
  createWallet,
  openWalletBrowser,
  pageUrl,
  type WalletBrowser,
} from "../support/wallet-browser"

const TOKEN = `0x${"5a".repeat(20)}` as const
const SPENDER = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
const LATE_MS = 2_000
/** So long that a window which looks now and then has looked once. */
const LOOKING_MS = 5_000

/** Notes every place that a button has had. */
const NOTE_BOXES = `(() => {
  window.boxes = new Set()
  setInterval(() => {
    for (const button of ["approve", "reject"]) {
      const box = document.querySelector('[data-testid="' + button + '"]')?.getBoundingClientRect()
      if (box) window.boxes.add(button + " " + [box.x, box.y, box.width, box.height].map(Math.round).join(" "))
    }
  }, 10)
})()`

/** Counts what the window asks the background from now on. */
const COUNT_ASKS = `(() => {
  window.asks = 0
  const { runtime } = globalThis.browser ?? globalThis.chrome
  const send = runtime.sendMessage.bind(runtime)
  runtime.sendMessage = (...said) => {
    window.asks += 1
    return send(...said)
  }
})()`

const textIn = (selector: string) => `document.querySelector(${JSON.stringify(selector)})?.innerText || null`

function untilSaid({ surface }: OpenConsent, selector: string, pattern: RegExp): Promise<string> {
  const seek = async () => {
    const text = await look<string>(surface, textIn(selector))
    return text !== null && pattern.test(text) ? text : null
  }
  return until(seek, `The window does not say ${pattern} in ${selector}.`, 10_000)
}

/** As the wallet keeps a list of phishing sites that it was allowed to fetch. */
function listing(host: string): string {
  const list = { version: 2, tolerance: 0, fuzzylist: [], whitelist: [], blacklist: [host] }
  return `new Promise((done, fail) => {
    const opening = indexedDB.open("countersign")
    opening.onerror = () => fail(opening.error)
    opening.onsuccess = () => {
      const change = opening.result.transaction("lists", "readwrite")
      const kept = { triedAt: Date.now(), fetchedAt: Date.now(), list: ${JSON.stringify(list)} }
      change.objectStore("lists").put(kept, "phishing")
      change.oncomplete = () => {
        opening.result.close()
        const api = globalThis.browser ?? globalThis.chrome
        api.storage.local.set({ refreshLists: true }).then(() => done(true))
      }
    }
  })`
}

describe.each(bothBrowsers)("in %s", (name) => {
  let browser: WalletBrowser
  let mine: Addresses
  let tab: Surface

  beforeAll(async () => {
    browser = await openWalletBrowser(name)
    mine = await createWallet(browser)
    await rpc(localRpcUrls.ethereum, "anvil_setBalance", [mine.ethereum, "0x8ac7230489e80000"])
    await rpc(localRpcUrls.ethereum, "anvil_setCode", [TOKEN, smallTokenCode])
    tab = await browser.openTab(pageUrl())
    await connectPage(browser, tab, "ethereum")
  })
  afterEach(() => setFaults({}))
  afterAll(() => browser.close())

  test("an approval is read, tried and asked about, and neither moves its buttons nor is asked for all the time", async () => {
    await setFaults({ denies: true, delayMs: LATE_MS })
    const data = tokenCall.approve(SPENDER, 2n ** 256n - 1n)
    const ask = await askEthereum(tab, "eth_sendTransaction", [{ from: mine.ethereum, to: TOKEN, data }])
    const shown = await browser.nextConsent()
    await shown.surface.evaluate(NOTE_BOXES)
    expect(await look(shown.surface, textIn(".denial"))).toBeNull()
    await untilSaid(shown, ".does", /SMALL/)
    expect(await untilSaid(shown, ".does", /0x7099/i)).toMatch(/no limit|without|any amount|all|unlimited/i)
    await untilSaid(shown, '[data-severity="high"]', /./)
    await untilSaid(shown, '[data-testid="changes"]', /SMALL/)
    await untilSaid(shown, ".denial", /kms-mock denies/)
    await shown.surface.evaluate(COUNT_ASKS)
    await new Promise((resume) => setTimeout(resume, LOOKING_MS))
    const asks = await look<number>(shown.surface, "window.asks")
    expect(asks).toBeGreaterThan(0)
    expect(asks).toBeLessThan(5)
    const boxes = await look<string[]>(shown.surface, "[...window.boxes]")
    expect(boxes?.map((box) => box.split(" ")[0]).sort()).toEqual(["approve", "reject"])
    await reject(shown)
    expect((await ask.outcome()).error).toMatchObject({ code: 4001 })
  })

  test("a site on the phishing list has the way out alone, and its page hears why", async () => {
    const own = await browser.openExtensionPage("popup.html")
    await own.evaluate(listing("localhost"))
    await own.close()
    await browser.stopBackground()
    const bad = await browser.openTab(pageUrl("/", "localhost"))
    const ask = await askEthereum(bad, "eth_requestAccounts")
    const shown = await browser.nextConsent()
    await untilSaid(shown, '[data-severity="block"]', /localhost/)
    expect(await look(shown.surface, `document.querySelector('[data-testid="approve"]') === null`)).toBe(true)
    await reject(shown)
    expect(await ask.outcome()).toMatchObject({
      error: { code: 4001, data: { reason: "CONSENT_BLOCKED", risk: "phishing-site" } },
    })
    expect(await (await askEthereum(bad, "eth_accounts")).outcome()).toEqual({ result: [] })
  })
})
