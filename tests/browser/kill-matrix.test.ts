/**
 * Each kind of request, and the background ended in each of its states, its window closed, its page gone. Whatever dies:
 * one answer, no signature too many, one window, and none left. What a signature is worth is for other tests to say;
 * here only their number counts. A long run ends the background at more moments, and lets each page go in each way.
 */
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest"
import { localRpcUrls } from "~protocol"
import { approve, look, rpc, type Surface, until } from "~scripts"
import { askSolanaConnect } from "../support/asks"
import { setFaults, signaturesMade } from "../support/kms-control"
import { type MadeChains, startMadeChains } from "../support/made-chains"
import { type Asked, kindCalled, type RequestKind, requestKinds } from "../support/requests"
import {
  beginRound,
  expectOneAnswerEach,
  isLong,
  pause,
  type Round,
  untilNoWindow,
  whenPressed,
} from "../support/rounds"
import {
  bothBrowsers,
  connectPage,
  createWallet,
  openWalletBrowser,
  pageUrl,
  type WalletBrowser,
} from "../support/wallet-browser"

const AFTER_ASK_MS = isLong ? [0, 20, 60, 120] : [0]
const AFTER_PRESS_MS = isLong ? [0, 5, 20, 60, 150, 300] : [20, 150]
/** What goes neither to a chain nor to the KMS more than once is done by the last of them. */
const afterPressOf = ({ signatures, lands }: RequestKind) =>
  signatures > 1 || lands !== undefined ? AFTER_PRESS_MS : AFTER_PRESS_MS.slice(0, -1)
const AFTER_ANSWER_MS = isLong ? [0, 10, 30] : [0, 30]
const sent = requestKinds.filter(
  ({ lands, signatures }) => lands !== undefined && (isLong || signatures === 1),
)

const sendsEther = kindCalled("eth_sendTransaction")

const ways = [
  { how: "is reloaded", leave: (tab: Surface) => tab.reload() },
  { how: "goes elsewhere", leave: (tab: Surface) => tab.goto(pageUrl("/other")) },
  { how: "is closed", leave: (tab: Surface) => tab.close() },
]
/** One after the other, so that each way is taken by some. */
const waysOf = (kind: RequestKind) =>
  isLong ? ways : ways.slice(requestKinds.indexOf(kind) % ways.length).slice(0, 1)

describe.each(bothBrowsers)("in %s", (name) => {
  let browser: WalletBrowser
  let asked: Asked
  let chains: MadeChains

  beforeAll(async () => {
    chains = await startMadeChains()
    browser = await openWalletBrowser(name)
    const mine = await createWallet(browser)
    await rpc(localRpcUrls.ethereum, "anvil_setBalance", [mine.ethereum, "0x8ac7230489e80000"])
    await rpc(localRpcUrls.solana, "requestAirdrop", [mine.solana, 10_000_000_000])
    asked = { browser, tab: await browser.openTab(pageUrl()), mine, chains }
    await connectPage(browser, asked.tab, "ethereum")
    await connectPage(browser, asked.tab, "solana")
  })
  afterAll(async () => {
    await browser.close()
    await chains.stop()
  })

  async function expectDone(round: Round, { signatures }: RequestKind): Promise<void> {
    expect(await round.end({ signatures, windows: 1 })).toHaveProperty("result")
  }

  describe.each(requestKinds)("$kind", (kind) => {
    test.each(AFTER_ASK_MS)(
      "stopped %i ms after it was asked, before its window is there",
      async (afterMs) => {
        const round = await beginRound(browser, kind, asked)
        await pause(afterMs)
        await browser.stopBackground()
        await approve(await browser.nextConsent())
        await expectDone(round, kind)
      },
    )

    test("stopped while it is shown", async () => {
      const round = await beginRound(browser, kind, asked)
      const shown = await browser.nextConsent()
      await browser.stopBackground()
      await approve(shown)
      await expectDone(round, kind)
    })

    test.each(afterPressOf(kind))("stopped %i ms after it was approved", async (afterMs) => {
      const round = await beginRound(browser, kind, asked)
      const shown = await browser.nextConsent()
      const stopped = whenPressed(shown).then(async () => {
        await pause(afterMs)
        await browser.stopBackground()
      })
      await Promise.all([approve(shown), stopped])
      await expectDone(round, kind)
    })

    test("its window closed", async () => {
      const round = await beginRound(browser, kind, asked)
      const { surface } = await browser.nextConsent()
      await surface.close()
      expect(await round.end({ signatures: 0, windows: 1 })).toMatchObject({ error: { code: 4001 } })
    })

    test.each(waysOf(kind))("while it is shown, its page $how", async ({ leave }) => {
      const tab = await browser.openTab(pageUrl())
      await (await askSolanaConnect(tab, { silent: true })).outcome()
      const before = await signaturesMade()
      await kind.ask({ ...asked, tab })
      await browser.nextConsent()
      await leave(tab)
      await untilNoWindow(browser)
      expect(await signaturesMade()).toBe(before)
      if (!tab.isClosed()) await tab.close()
      await kind.undo?.(asked)
    })
  })

  test.each(AFTER_ANSWER_MS)("stopped %i ms after it was answered, as its window closes", async (afterMs) => {
    for (const kind of requestKinds.slice(0, 2)) {
      const round = await beginRound(browser, kind, asked)
      await approve(await browser.nextConsent())
      await round.ask.outcome()
      await pause(afterMs)
      await browser.stopBackground()
      await expectDone(round, kind)
    }
  })

  test.each(sent)("$kind, stopped while it is being submitted", async (kind) => {
    const [ethereum = 0, solana = 0] = inject("world").chainProcessIds
    const chain = kind.lands === "ethereum" ? ethereum : solana
    const round = await beginRound(browser, kind, asked)
    const shown = await browser.nextConsent()
    await setFaults({ delayMs: 1_000 })
    await approve(shown)
    // What the wallet asks the chain before it stamps has been answered by then.
    await pause(600)
    process.kill(chain, "SIGSTOP")
    try {
      await until(async () => ((await round.signed()) > 0 ? true : null), "Nothing was signed.")
      await setFaults({})
      await pause(1_200)
      await browser.stopBackground()
    } finally {
      process.kill(chain, "SIGCONT")
      await setFaults({})
    }
    await expectDone(round, kind)
  })

  test.each([
    { label: "Speed up", when: "while it is shown", isShown: true },
    { label: "Cancel", when: "after it was approved", isShown: false },
  ])("$label, pressed in the activity, stopped $when", async ({ label, isShown }) => {
    await rpc(localRpcUrls.ethereum, "evm_setAutomine", [false])
    try {
      const sending = await beginRound(browser, sendsEther, asked)
      await approve(await browser.nextConsent())
      await expectDone(sending, sendsEther)
      const popup = await browser.openExtensionPage("popup.html#/activity")
      await pressText(popup, 'a[href^="#/activity/"]')
      const before = await signaturesMade()
      const signed = async () => (await signaturesMade()) - before
      await pressText(popup, "button.small-button", label)
      // The tab shows the request as well; the person looks at its window.
      await browser.nextConsent()
      await popup.close()
      const shown = await browser.nextConsent()
      const stopped = isShown
        ? await browser.stopBackground()
        : whenPressed(shown).then(() => browser.stopBackground())
      await Promise.all([approve(shown), stopped])
      await until(async () => ((await signed()) > 0 ? true : null), "Nothing was signed.")
      await untilNoWindow(browser)
      await rpc(localRpcUrls.ethereum, "evm_mine", [])
      expect(await signed()).toBe(1)
    } finally {
      await rpc(localRpcUrls.ethereum, "evm_setAutomine", [true])
    }
  })

  test("the page heard one answer to each", () => expectOneAnswerEach(asked.tab))
})

/** The first of them, once it is there. */
async function pressText(surface: Surface, selector: string, text = ""): Promise<void> {
  const find = `[...document.querySelectorAll('${selector}')].find(({ textContent }) => textContent.includes("${text}"))`
  await until(() => look(surface, `${find} ? true : null`), `There is no ${selector} ${text}.`)
  await surface.evaluate(`${find}.click()`)
}
