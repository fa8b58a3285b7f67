/** Firefox ends the event page when it is idle, consent window open or not. The consent outlives it. */
import { afterAll, beforeAll, expect, test } from "vitest"
import { approve, type Surface, signedByEthereum, until } from "~scripts"
import { askEthereum } from "../support/asks"
import { signaturesMade } from "../support/kms-control"
import {
  type Addresses,
  connectPage,
  createWallet,
  openWalletBrowser,
  pageUrl,
  type WalletBrowser,
} from "../support/wallet-browser"

const IDLE_MS = 1_500
const MESSAGE = "still here"

let browser: WalletBrowser
let tab: Surface
let mine: Addresses

beforeAll(async () => {
  browser = await openWalletBrowser("firefox", { idleMs: IDLE_MS })
  mine = await createWallet(browser)
  tab = await browser.openTab(pageUrl())
  await connectPage(browser, tab, "ethereum")
})
afterAll(() => browser.close())

async function dieOfIdleness(): Promise<void> {
  await until(
    async () => ((await browser.isBackgroundRunning()) ? null : true),
    "The event page did not die.",
  )
}

test("a consent that is open when the event page dies of idleness is answered once and signed once", async () => {
  const [signatures, windows] = [await signaturesMade(), await browser.windowsOpened()]
  const ask = await askEthereum(tab, "personal_sign", [hexOf(MESSAGE), mine.ethereum])
  const shown = await browser.nextConsent()
  await dieOfIdleness()
  expect(await browser.openConsents()).toMatchObject([{ requestId: shown.requestId }])
  await approve(shown)
  const { result } = await ask.outcome()
  expect(signedByEthereum(mine.ethereum, MESSAGE, String(result))).toBe(true)
  expect(await ask.answersHeard()).toBe(1)
  expect((await signaturesMade()) - signatures).toBe(1)
  expect((await browser.windowsOpened()) - windows).toBe(1)
})

test("a window that is closed after the event page died of idleness ends the request with 4001", async () => {
  const ask = await askEthereum(tab, "personal_sign", [hexOf(MESSAGE), mine.ethereum])
  const shown = await browser.nextConsent()
  await dieOfIdleness()
  await shown.surface.close()
  expect(await ask.outcome()).toMatchObject({ error: { code: 4001, data: { reason: "USER_REJECTED" } } })
  expect(await ask.answersHeard()).toBe(1)
})

function hexOf(text: string): string {
  return `0x${Buffer.from(text).toString("hex")}`
}
