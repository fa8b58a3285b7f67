/**
 * The background is ended in each state of each kind of request. Whatever dies: one answer, no signature too many, one
 * window, and none left. What a signature is worth is for other tests to say; here only their number counts.
 */
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest"
import { localRpcUrls } from "~protocol"
import { approve, rpc, until } from "~scripts"
import { setFaults } from "../support/kms-control"
import { type MadeChains, startMadeChains } from "../support/made-chains"
import { type Asked, type RequestKind, requestKinds } from "../support/requests"
import { beginRound, expectOneAnswerEach, pause, type Round, whenPressed } from "../support/rounds"
import {
  bothBrowsers,
  connectPage,
  createWallet,
  openWalletBrowser,
  pageUrl,
  type WalletBrowser,
} from "../support/wallet-browser"

const AFTER_PRESS_MS = [0, 20, 150]
const AFTER_ANSWER_MS = [0, 10, 30]
const sent = requestKinds.filter(({ lands }) => lands !== undefined)

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
    asked = { tab: await browser.openTab(pageUrl()), mine, chains }
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
    test.each([0, 60])("stopped %i ms after it was asked, before its window is there", async (afterMs) => {
      const round = await beginRound(browser, kind, asked)
      await pause(afterMs)
      await browser.stopBackground()
      await approve(await browser.nextConsent())
      await expectDone(round, kind)
    })

    test("stopped while it is shown", async () => {
      const round = await beginRound(browser, kind, asked)
      const shown = await browser.nextConsent()
      await browser.stopBackground()
      await approve(shown)
      await expectDone(round, kind)
    })

    test.each(AFTER_PRESS_MS)("stopped %i ms after it was approved", async (afterMs) => {
      const round = await beginRound(browser, kind, asked)
      const shown = await browser.nextConsent()
      const stopped = whenPressed(shown).then(async () => {
        await pause(afterMs)
        await browser.stopBackground()
      })
      await Promise.all([approve(shown), stopped])
      await expectDone(round, kind)
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

  test("the page heard one answer to each", () => expectOneAnswerEach(asked.tab))
})
