/** What the wallet refuses, and that each refusal says why: to the person's no, and to pages nobody can name. */
import { afterAll, beforeAll, expect, test } from "vitest"
import { look, reject, type Surface, until } from "~scripts"
import { askEthereum, askSolanaConnect, type Outcome } from "../support/asks"
import { inBothBrowsers } from "../support/both-browsers"
import { createWallet, openWalletBrowser, pageUrl, type WalletBrowser } from "../support/wallet-browser"

inBothBrowsers((name) => {
  let browser: WalletBrowser
  beforeAll(async () => {
    browser = await openWalletBrowser(name)
    await createWallet(browser)
  })
  afterAll(() => browser.close())

  test("a request that the person rejects ends with 4001, once", async () => {
    const tab = await browser.openTab(pageUrl())
    const ask = await askEthereum(tab, "eth_requestAccounts")
    await reject(await browser.nextConsent())
    expect(await ask.outcome()).toMatchObject({ error: { code: 4001, data: { reason: "USER_REJECTED" } } })
    expect(await ask.answersHeard()).toBe(1)
    await tab.close()
  })

  test("a window that the person closes ends every request in it with 4001 (origins rule 5)", async () => {
    const tab = await browser.openTab(pageUrl())
    const before = await browser.windowsOpened()
    const asks = [await askEthereum(tab, "eth_requestAccounts"), await askSolanaConnect(tab)]
    const { surface } = await browser.nextConsent()
    await surface.close()
    for (const ask of asks) {
      expect(await ask.outcome()).toMatchObject({ error: { code: 4001, data: { reason: "USER_REJECTED" } } })
      expect(await ask.answersHeard()).toBe(1)
    }
    expect(await browser.windowsOpened()).toBe(before + 1)
    await tab.close()
  })

  test("a window that loses the focus rejects nothing (origins rule 5)", async () => {
    const tab = await browser.openTab(pageUrl())
    const ask = await askEthereum(tab, "eth_requestAccounts")
    const { requestId } = await browser.nextConsent()
    const other = await browser.openTab(pageUrl("/other"))
    await other.bringToFront()
    await new Promise((wake) => setTimeout(wake, 700))
    expect(await ask.now()).toBeNull()
    const [open] = await browser.openConsents()
    if (open === undefined) throw new Error("The window is gone.")
    expect(open.requestId).toBe(requestId)
    await reject(open)
    expect(await ask.outcome()).toMatchObject({ error: { code: 4001 } })
    for (const page of [tab, other]) await page.close()
  })

  test("a page that never connected cannot ask for a signature", async () => {
    const tab = await browser.openTab(pageUrl())
    const ask = await askEthereum(tab, "personal_sign", ["0x00", `0x${"1".repeat(40)}`])
    expect(await ask.outcome()).toMatchObject({
      error: { code: 4100, data: { reason: "ORIGIN_NOT_CONNECTED" } },
    })
    await tab.close()
  })

  test("a method that the wallet does not offer is refused by its name", async () => {
    const tab = await browser.openTab(pageUrl())
    const ask = await askEthereum(tab, "eth_sign", ["0x00"])
    expect(await ask.outcome()).toMatchObject({ error: { code: 4200, data: { method: "eth_sign" } } })
    await tab.close()
  })

  test("a sandboxed frame is refused because it has no origin (origins rule 1)", async () => {
    const tab = await browser.openTab(pageUrl("/framing-sandboxed"))
    expect(await until(() => firstHeard(tab), "The frame said nothing.")).toMatchObject({
      code: 4100,
      message: expect.stringContaining("no origin"),
      data: { reason: "ORIGIN_REFUSED", why: "opaque" },
    })
    await tab.close()
  })

  test("a sandboxed frame without an address of its own finds no wallet", async () => {
    const tab = await browser.openTab(pageUrl("/framing-sandboxed-srcdoc"))
    expect(await until(() => firstHeard(tab), "The frame said nothing.")).toEqual({ absent: true })
    await tab.close()
  })

  test("a page that its own policy sandboxes is refused because it has no origin", async () => {
    expect(await connectRefusal(browser, pageUrl("/sandboxed"))).toMatchObject({
      code: 4100,
      data: { reason: "ORIGIN_REFUSED", why: "opaque" },
    })
  })

  test("a page over plain http is refused, and told so", async () => {
    expect(await connectRefusal(browser, pageUrl("/", "plain.test"))).toMatchObject({
      code: 4100,
      message: expect.stringContaining("https"),
      data: { reason: "ORIGIN_REFUSED", why: "insecure" },
    })
  })

  test("no refusal opened a window", async () => {
    expect(await browser.openConsents()).toEqual([])
  })
})

async function connectRefusal(browser: WalletBrowser, url: string): Promise<Outcome["error"]> {
  const tab = await browser.openTab(url)
  const { error } = await (await askEthereum(tab, "eth_requestAccounts")).outcome()
  await tab.close()
  return error
}

function firstHeard(tab: Surface): Promise<unknown> {
  return look(tab, "window.heard[0] ?? null")
}
