/** A page that floods from three frames: one window, a bounded queue, an answer to everything, and other sites unharmed. */
import { afterAll, beforeAll, expect, test } from "vitest"
import { approve, look, type OpenConsent, type Surface, until } from "~scripts"
import { type Ask, askEthereum, type Outcome } from "../support/asks"
import { inBothBrowsers } from "../support/both-browsers"
import { expectOneAnswerEach, untilNoWindow } from "../support/rounds"
import {
  type Addresses,
  connectPage,
  createWallet,
  openWalletBrowser,
  pageUrl,
  type WalletBrowser,
} from "../support/wallet-browser"

const REQUESTS = 200
/** How many of one origin wait for a person at once. */
const QUEUE = 16
const IN_A_ROW = 10

const FLOOD = `(() => {
  window.flood = []
  for (let n = 0; n < ${REQUESTS}; n++) {
    frames[n % 3].countersign.ethereum.request({ method: "eth_requestAccounts" }).then(
      (result) => flood.push({ result }),
      ({ code, message, data }) => flood.push({ error: { code, message, data } }),
    )
  }
})()`

inBothBrowsers((name) => {
  let browser: WalletBrowser
  let mine: Addresses
  let other: Surface

  beforeAll(async () => {
    browser = await openWalletBrowser(name)
    mine = await createWallet(browser)
    other = await browser.openTab(pageUrl("/", "localhost"))
    await connectPage(browser, other, "ethereum")
    await untilNoWindow(browser)
  })
  afterAll(() => browser.close())

  const sign = () => askEthereum(other, "personal_sign", ["0x666c6f6f64", mine.ethereum])

  test("200 requests at once from three frames open one window, and each is answered", async () => {
    const windows = await browser.windowsOpened()
    const tab = await browser.openTab(pageUrl("/three-frames"))
    await until(
      () => look(tab, "frames.length === 3 && !!frames[2].countersign || null"),
      "There are no frames.",
    )
    await tab.evaluate(FLOOD)
    const { surface } = await browser.nextConsent()

    // Meanwhile, another site reads and asks as ever.
    const chain = await (await askEthereum(other, "eth_chainId")).outcome()
    expect(chain).toHaveProperty("result")
    const refused = () => look(tab, `window.flood.length >= ${REQUESTS - QUEUE} || null`)
    await until(refused, "What was too much was not refused.")
    const asked = await sign()
    const inQueue = () => look(surface, `document.body.innerText.includes("${QUEUE + 1}") || null`)
    await until(inQueue, "The window does not say how many there are.")
    expect(await asked.now()).toBeNull()

    await surface.close()
    expect(await asked.outcome()).toMatchObject({ error: { code: 4001 } })
    await until(() => look(tab, `window.flood.length === ${REQUESTS} || null`), "Some were not answered.")
    const heard = (await tab.evaluate("window.flood")) as Outcome[]
    expect(heard.filter(({ error }) => error?.code === 4001)).toHaveLength(QUEUE)
    expect(heard.filter(({ error }) => error?.code === -32002)).toHaveLength(REQUESTS - QUEUE)
    expect(await browser.windowsOpened()).toBe(windows + 1)
    await untilNoWindow(browser)
    await tab.close()
  })

  test("ten requests one after the other are each shown and signed", async () => {
    for (let n = 0; n < IN_A_ROW; n++) {
      const ask = await sign()
      await approve(await browser.nextConsent())
      expect(await ask.outcome()).toHaveProperty("result")
    }
    await untilNoWindow(browser)
  })

  test("ten requests at the same time are shown in one window, and each is signed", async () => {
    const windows = await browser.windowsOpened()
    const asks: Ask[] = []
    for (let n = 0; n < IN_A_ROW; n++) asks.push(await sign())
    let shown: OpenConsent | undefined
    for (const _ of asks) {
      shown = await browser.nextConsent(shown)
      await approve(shown)
    }
    for (const ask of asks) expect(await ask.outcome()).toHaveProperty("result")
    await untilNoWindow(browser)
    expect(await browser.windowsOpened()).toBe(windows + 1)
  })

  test("the other site heard one answer to each", () => expectOneAnswerEach(other))
})
