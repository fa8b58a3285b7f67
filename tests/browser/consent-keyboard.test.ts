/** Every kind of request, read and answered with the keyboard alone. */
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { localRpcUrls } from "~protocol"
import { look, type OpenConsent, rpc, type Surface, until, untilLive } from "~scripts"
import { askEthereum } from "../support/asks"
import { activeId, decideByKeyboard, isShown, tabTo } from "../support/keyboard"
import { type MadeChains, startMadeChains } from "../support/made-chains"
import { requestKinds } from "../support/requests"
import { pause } from "../support/rounds"
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
/** The focus starts on the question, where neither key decides anything. */
async function expectNothingByAccident(open: OpenConsent): Promise<void> {
  await untilLive(open)
  await until(
    async () => ((await activeId(open.surface)) === "question" ? true : null),
    "The focus is elsewhere.",
    5_000,
  )
  for (const key of ["Enter", "Escape", " "]) await open.surface.keyboard.press(key)
  await pause(200)
  expect(await isShown(open)).toBe(true)
}

async function untilChosen(surface: Surface, testId: string, value: string): Promise<void> {
  const chosen = `document.querySelector('[data-testid="${testId}"]')?.value === "${value}" || null`
  await until(() => look(surface, chosen), `${value} is not chosen.`)
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

  test("a site is connected, for an hour, and its limit is set, by the keyboard alone, and not by accident", async () => {
    const ask = await askEthereum(tab, "eth_requestAccounts")
    const open = await browser.nextConsent()
    await expectNothingByAccident(open)
    await tabTo(open.surface, "life")
    // From a day to the first: an hour.
    await open.surface.keyboard.press("ArrowUp")
    await untilChosen(open.surface, "life", "3600000")
    // From nothing to the least: a tenth of the most.
    await tabTo(open.surface, "limit eip155:31337")
    await untilChosen(open.surface, "limit eip155:31337", "0")
    await open.surface.keyboard.press("ArrowDown")
    await untilChosen(open.surface, "limit eip155:31337", "5000000000000000")
    await until(
      () => look(open.surface, `document.querySelectorAll(".life-end").length === 2 || null`),
      "The end of the limit is not said.",
    )
    // And back: what comes below is to be asked.
    await open.surface.keyboard.press("ArrowUp")
    await untilChosen(open.surface, "limit eip155:31337", "0")
    await decideByKeyboard(open, "approve")
    expect(await ask.outcome()).toEqual({ result: [mine.ethereum.toLowerCase()] })
  })

  test.each(KINDS)("%s is approved by the keyboard alone", async (kind) => {
    const requestKind = requestKinds.find((each) => each.kind === kind)
    const ask = await requestKind?.ask({ browser, tab, mine, chains })
    const open = await browser.nextConsent()
    await expectNothingByAccident(open)
    await decideByKeyboard(open, "approve")
    expect(await ask?.outcome()).toHaveProperty("result")
    await requestKind?.undo?.({ browser, tab, mine, chains })
  })

  test("a request is rejected by the keyboard alone, and is passed before the one that grants", async () => {
    const ask = await askEthereum(tab, "personal_sign", ["0x6e6f", mine.ethereum])
    const open = await browser.nextConsent()
    await untilLive(open)
    await tabTo(open.surface, "reject")
    await open.surface.keyboard.press("Tab")
    expect(await activeId(open.surface)).toBe("approve")
    await decideByKeyboard(open, "reject")
    expect(await ask.outcome()).toMatchObject({ error: { code: 4001 } })
  })
})
