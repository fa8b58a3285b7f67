/** Every kind of request, read and answered with the keyboard alone. */
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { localRpcUrls } from "~protocol"
import { look, type OpenConsent, rpc, type Surface, until, untilLive } from "~scripts"
import { askEthereum } from "../support/asks"
import { type MadeChains, startMadeChains } from "../support/made-chains"
import { requestKinds } from "../support/requests"
import {
  type Addresses,
  bothBrowsers,
  createWallet,
  openWalletBrowser,
  pageUrl,
  type WalletBrowser,
} from "../support/wallet-browser"

const KINDS = [
  "personal_sign",
  "eth_signTypedData_v4",
  "eth_sendTransaction",
  "wallet_addEthereumChain",
  // Signing in connects the site on Solana, so that it can ask for the batch.
  "solana:signIn",
  "a batch of two Solana transactions",
]
const MOST_STOPS = 60

const activeId = (surface: Surface) =>
  look<string>(surface, "document.activeElement?.dataset?.testid ?? document.activeElement?.id ?? ''")

/** Goes from stop to stop until it is there, and counts them. */
async function tabTo({ surface }: OpenConsent, testId: string): Promise<void> {
  for (let stops = 0; stops < MOST_STOPS; stops++) {
    await surface.keyboard.press("Tab")
    if ((await activeId(surface)) === testId) return
  }
  throw new Error(`The keyboard does not reach ${testId}.`)
}

async function press(open: OpenConsent, testId: "approve" | "reject"): Promise<void> {
  await untilLive(open)
  await tabTo(open, testId)
  await open.surface.keyboard.press("Enter")
}

/** The focus starts on the question, where neither key decides anything. */
async function expectNothingByAccident(open: OpenConsent): Promise<void> {
  await untilLive(open)
  await until(
    async () => ((await activeId(open.surface)) === "question" ? true : null),
    "The focus is elsewhere.",
    5_000,
  )
  for (const key of ["Enter", "Escape", " "]) await open.surface.keyboard.press(key)
  await new Promise((rest) => setTimeout(rest, 200))
  const shown = `document.querySelector('[data-request-id="${open.requestId}"]') !== null`
  expect(await look(open.surface, shown)).toBe(true)
}

describe.each(bothBrowsers)("in %s", (name) => {
  let browser: WalletBrowser
  let tab: Surface
  let mine: Addresses
  let chains: MadeChains

  beforeAll(async () => {
    browser = await openWalletBrowser(name)
    chains = await startMadeChains()
    mine = await createWallet(browser)
    await rpc(localRpcUrls.ethereum, "anvil_setBalance", [mine.ethereum, "0x8ac7230489e80000"])
    await rpc(localRpcUrls.solana, "requestAirdrop", [mine.solana, 10_000_000_000])
    tab = await browser.openTab(pageUrl())
  })
  afterAll(() => Promise.all([browser.close(), chains.stop()]))

  test("a site is connected, for an hour, by the keyboard alone, and not by accident", async () => {
    const ask = await askEthereum(tab, "eth_requestAccounts")
    const open = await browser.nextConsent()
    await expectNothingByAccident(open)
    await tabTo(open, "life")
    // From a week to the first: an hour.
    for (const _ of [1, 2]) await open.surface.keyboard.press("ArrowUp")
    await until(
      () => look(open.surface, `document.querySelector('[data-testid="life"]')?.value === "3600000" || null`),
      "The hour was not chosen.",
    )
    await press(open, "approve")
    expect(await ask.outcome()).toEqual({ result: [mine.ethereum.toLowerCase()] })
  })

  test.each(KINDS)("%s is approved by the keyboard alone", async (kind) => {
    const requestKind = requestKinds.find((each) => each.kind === kind)
    const ask = await requestKind?.ask({ tab, mine, chains })
    const open = await browser.nextConsent()
    await expectNothingByAccident(open)
    await press(open, "approve")
    expect(await ask?.outcome()).toHaveProperty("result")
    await requestKind?.undo?.({ tab, mine, chains })
  })

  test("a request is rejected by the keyboard alone, and is passed before the one that grants", async () => {
    const ask = await askEthereum(tab, "personal_sign", ["0x6e6f", mine.ethereum])
    const open = await browser.nextConsent()
    await untilLive(open)
    await tabTo(open, "reject")
    await open.surface.keyboard.press("Tab")
    expect(await activeId(open.surface)).toBe("approve")
    await press(open, "reject")
    expect(await ask.outcome()).toMatchObject({ error: { code: 4001 } })
  })
})
