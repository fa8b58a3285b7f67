/**
 * The background is ended in each state of a consent. Whatever dies: the page gets exactly one answer, the KMS signs
 * at most once, and no second window opens.
 */
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from "vitest"
import { localRpcUrls } from "~protocol"
import { approve, reject, rpc, type Surface, signedByEthereum, until } from "~scripts"
import { type Ask, askEthereum } from "../support/asks"
import { setFaults, signaturesMade } from "../support/kms-control"
import { ethereumFriend } from "../support/requests"
import { isLong, pause, whenPressed } from "../support/rounds"
import {
  type Addresses,
  bothBrowsers,
  connectPage,
  createWallet,
  openWalletBrowser,
  pageUrl,
  type WalletBrowser,
} from "../support/wallet-browser"

const MESSAGE = "whatever dies"
const SWEEP_MS = isLong ? [0, 5, 10, 20, 35, 60, 100, 150, 250, 400] : [0, 35, 100]

describe.each(bothBrowsers)("in %s", (name) => {
  let browser: WalletBrowser
  let tab: Surface
  let mine: Addresses
  let before: { signatures: number; windows: number }

  beforeAll(async () => {
    browser = await openWalletBrowser(name)
    mine = await createWallet(browser)
    await rpc(localRpcUrls.ethereum, "anvil_setBalance", [mine.ethereum, "0x8ac7230489e80000"])
    tab = await browser.openTab(pageUrl())
    await connectPage(browser, tab, "ethereum")
  })
  afterEach(() => setFaults({}))
  afterAll(() => browser.close())

  async function askToSign(): Promise<Ask> {
    before = { signatures: await signaturesMade(), windows: await browser.windowsOpened() }
    return askEthereum(tab, "personal_sign", [hexOf(MESSAGE), mine.ethereum])
  }

  async function expectOneSignature(ask: Ask): Promise<void> {
    const { result } = await ask.outcome()
    expect(signedByEthereum(mine.ethereum, MESSAGE, String(result))).toBe(true)
    await expectOnce(ask, 1)
  }

  async function expectOnce(ask: Ask, signatures: number): Promise<void> {
    expect(await ask.answersHeard()).toBe(1)
    expect((await signaturesMade()) - before.signatures).toBe(signatures)
    expect((await browser.windowsOpened()) - before.windows).toBe(1)
    await until(
      async () => ((await browser.openConsents()).length === 0 ? true : null),
      "The window stayed open.",
    )
  }

  test("pending: the request waits in the same window and is signed once", async () => {
    const ask = await askToSign()
    const shown = await browser.nextConsent()
    await browser.stopBackground()
    await approve(shown)
    await expectOneSignature(ask)
  })

  test("pending: the person can still say no, and the page hears it once", async () => {
    const ask = await askToSign()
    const shown = await browser.nextConsent()
    await browser.stopBackground()
    await reject(shown)
    expect(await ask.outcome()).toMatchObject({ error: { code: 4001 } })
    await expectOnce(ask, 0)
  })

  test("pending: a window that is closed over a dead background still ends with 4001", async () => {
    const ask = await askToSign()
    const shown = await browser.nextConsent()
    await browser.stopBackground()
    await shown.surface.close()
    expect(await ask.outcome()).toMatchObject({ error: { code: 4001 } })
    await expectOnce(ask, 0)
  })

  test("stamped: the KMS is slow, the background dies, the same bytes are sent again", async () => {
    await setFaults({ delayMs: 3_000 })
    const ask = await askToSign()
    await approve(await browser.nextConsent())
    await pause(1_000)
    await browser.stopBackground()
    await setFaults({})
    await expectOneSignature(ask)
  })

  test("stamped: the KMS has signed, its answer is lost and the background dies", async () => {
    await setFaults({ dropsAnswers: 1, delayMs: 500 })
    const ask = await askToSign()
    await approve(await browser.nextConsent())
    await pause(700)
    await browser.stopBackground()
    await setFaults({})
    await expectOneSignature(ask)
  })

  test.each(SWEEP_MS)("approved %i ms before the background dies, it is signed once", async (afterMs) => {
    const ask = await askToSign()
    const shown = await browser.nextConsent()
    const stopped = whenPressed(shown).then(async () => {
      await pause(afterMs)
      await browser.stopBackground()
    })
    await Promise.all([approve(shown), stopped])
    await expectOneSignature(ask)
  })

  test("signed: the chain does not answer, the background dies, and the transfer lands once", async () => {
    const [ethereumProcess = 0] = inject("world").chainProcessIds
    const nonce = await nonceOf(mine.ethereum)
    before = { signatures: await signaturesMade(), windows: await browser.windowsOpened() }
    const transfer = { from: mine.ethereum, to: ethereumFriend, value: "0x1" }
    const ask = await askEthereum(tab, "eth_sendTransaction", [transfer])
    const shown = await browser.nextConsent()
    await setFaults({ delayMs: 1_500 })
    await approve(shown)
    await pause(700)
    process.kill(ethereumProcess, "SIGSTOP")
    try {
      await until(
        async () => ((await signaturesMade()) > before.signatures ? true : null),
        "Nothing was signed.",
      )
      await pause(500)
      await browser.stopBackground()
    } finally {
      process.kill(ethereumProcess, "SIGCONT")
    }
    expect(await ask.outcome()).toEqual({ result: expect.stringMatching(/^0x[0-9a-f]{64}$/) })
    await expectOnce(ask, 1)
    expect(await nonceOf(mine.ethereum)).toBe(nonce + 1)
  })
})

async function nonceOf(address: string): Promise<number> {
  return Number(await rpc<string>(localRpcUrls.ethereum, "eth_getTransactionCount", [address, "latest"]))
}

function hexOf(text: string): string {
  return `0x${Buffer.from(text).toString("hex")}`
}
