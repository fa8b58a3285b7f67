/**
 * The KMS is slow, away or says no, and a chain falls silent: the page gets its signature later or one coded error,
 * nothing is signed that need not be, and no window stays.
 */
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from "vitest"
import { localRpcUrls } from "~protocol"
import { approve, rpc, until } from "~scripts"
import { setFaults } from "../support/kms-control"
import { type MadeChains, startMadeChains } from "../support/made-chains"
import { type Asked, type RequestKind, requestKinds } from "../support/requests"
import { beginRound, expectOneAnswerEach, isLong, pause, type Round } from "../support/rounds"
import {
  type BrowserName,
  bothBrowsers,
  connectPage,
  createWallet,
  openWalletBrowser,
  pageUrl,
  type WalletBrowser,
} from "../support/wallet-browser"

const SLOW_MS = 5_000
/** Three attempts of eight seconds, and the pauses between them. */
const SILENCE_MS = 60_000
const signed = requestKinds.filter(({ signatures, asksKms }) => signatures > 0 || asksKms)
/** Several signatures, or a chain, are where most can happen meanwhile; both at once wait for a long run. */
const slow = requestKinds.filter(
  ({ signatures, lands }) => signatures > 1 !== (lands !== undefined) || (isLong && signatures > 1),
)
const sent = requestKinds.filter(
  ({ lands, signatures }) => lands !== undefined && (isLong || signatures === 1),
)

/** In Firefox one of each, because what answers is the same background; all of them in a long run. */
const toldIn = (name: BrowserName, kinds: readonly RequestKind[]) =>
  name === "chromium" || isLong ? kinds : kinds.slice(0, 1)
/** A silent chain takes half a minute: one chain in each browser. */
const silentIn = (name: BrowserName) =>
  isLong ? sent : name === "chromium" ? sent.slice(0, 1) : sent.slice(-1)

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
  afterEach(() => setFaults({}))
  afterAll(async () => {
    await browser.close()
    await chains.stop()
  })

  async function approveDuring(kind: RequestKind, faults: Parameters<typeof setFaults>[0]): Promise<Round> {
    const round = await beginRound(browser, kind, asked)
    const shown = await browser.nextConsent()
    await setFaults(faults)
    await approve(shown)
    return round
  }

  test.each(toldIn(name, slow))("$kind is signed once where the KMS takes five seconds", async (kind) => {
    const round = await approveDuring(kind, { delayMs: SLOW_MS })
    expect(await round.end({ signatures: kind.signatures, windows: 1 })).toHaveProperty("result")
  })

  test.each(toldIn(name, signed))("$kind ends with a reason where the KMS is away", async (kind) => {
    const round = await approveDuring(kind, { down: true })
    expect(await round.end({ signatures: 0, windows: 1 })).toMatchObject({
      error: { code: -32603, data: { reason: "KMS_UNREACHABLE" } },
    })
  })

  test.each(toldIn(name, signed))("$kind ends with a reason where the KMS denies it", async (kind) => {
    const round = await approveDuring(kind, { denies: true })
    expect(await round.end({ signatures: 0, windows: 1 })).toMatchObject({
      error: { code: -32003, data: { reason: "KMS_REFUSED" } },
    })
  })

  test("a chain that is silent from the start is named, and no window opens", async () => {
    const [kind] = sent
    if (kind === undefined) throw new Error("Nothing is sent.")
    await whileSilent(kind, async () => {
      const round = await beginRound(browser, kind, asked)
      expect(await round.end({ signatures: 0, windows: 0 })).toMatchObject({
        error: { code: 4901, data: { reason: "RPC_UNREACHABLE" } },
      })
    })
  })

  test.each(silentIn(name))(
    "$kind: a chain that falls silent with it in hand may have it, and says so",
    async (kind) => {
      const round = await approveDuring(kind, { delayMs: 1_000 })
      await pause(600)
      await whileSilent(kind, async () => {
        await until(round.ask.now, "The page got no answer.", SILENCE_MS)
      })
      expect(await round.end({ signatures: kind.signatures, windows: 1 })).toMatchObject({
        error: { code: -32603, data: { reason: "SUBMISSION_UNKNOWN" } },
      })
    },
  )

  test("the page heard one answer to each", () => expectOneAnswerEach(asked.tab))
})

async function whileSilent({ lands }: RequestKind, work: () => Promise<void>): Promise<void> {
  const [ethereum = 0, solana = 0] = inject("world").chainProcessIds
  const chain = lands === "ethereum" ? ethereum : solana
  process.kill(chain, "SIGSTOP")
  try {
    await work()
  } finally {
    process.kill(chain, "SIGCONT")
  }
}
