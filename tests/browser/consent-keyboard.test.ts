/** Every kind of request, read and answered with the keyboard alone. */
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { localRpcUrls } from "~protocol"
import { look, type OpenConsent, rpc, type Surface, until, untilLive } from "~scripts"
import { askEthereum } from "../support/asks"
import { activeId, decideByKeyboard, isShown, pressEnter, tabTo, tabToFirst } from "../support/keyboard"
import { type MadeChains, startMadeChains } from "../support/made-chains"
import { ethereumFriend, kindCalled } from "../support/requests"
import { pause } from "../support/rounds"
import { smallTokenCode, tokenCall } from "../support/small-token"
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
  "wallet_watchAsset",
  "wallet_sendCalls",
  "auto-confirm",
  "app login",
  // Signing in connects the site on Solana, so that it can ask for the batch.
  "solana:signIn",
  "a batch of two Solana transactions",
]
const TOKEN = "0x5ca1ab1e00000000000000000000000000000f0e"

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
    const requestKind = kindCalled(kind)
    const ask = await requestKind.ask({ browser, tab, mine, chains })
    const open = await browser.nextConsent()
    await expectNothingByAccident(open)
    await decideByKeyboard(open, "approve")
    expect(await ask.outcome()).toHaveProperty("result")
    await requestKind.undo?.({ browser, tab, mine, chains })
  })

  const asksToSign = (text: string) => askEthereum(tab, "personal_sign", [text, mine.ethereum])
  const sees = (open: OpenConsent, expression: string, otherwise: string) =>
    until(() => look(open.surface, `(${expression}) || null`), otherwise, 10_000)

  test("another account is ticked by the keyboard alone", async () => {
    const page = await browser.openExtensionPage("popup.html#/keys")
    await page.bringToFront()
    const isThere = `document.querySelector('[data-testid="add-ethereum"]') !== null || null`
    await until(() => look(page, isThere), "No accounts.")
    await tabTo(page, "add-ethereum")
    await page.keyboard.press("Enter")
    const isAdded = `document.querySelectorAll('[data-testid="account-row"]').length === 3 || null`
    await until(() => look(page, isAdded), "No account was added.")
    await page.close()

    const ask = await askEthereum(tab, "wallet_requestPermissions", [{ eth_accounts: {} }])
    const open = await browser.nextConsent()
    await untilLive(open)
    await tabToFirst(open.surface, ".pick input:not(:checked)")
    await open.surface.keyboard.press(" ")
    await sees(open, `document.querySelectorAll(".pick input:checked").length === 2`, "It is not ticked.")
    await decideByKeyboard(open, "approve")
    await ask.outcome()
    expect((await (await askEthereum(tab, "eth_accounts")).outcome()).result).toHaveLength(2)
  })

  test("an approval is made smaller by the keyboard alone", async () => {
    await rpc(localRpcUrls.ethereum, "anvil_setCode", [TOKEN, smallTokenCode])
    const data = tokenCall.approve(ethereumFriend, 5_000_000n)
    const ask = await askEthereum(tab, "eth_sendTransaction", [{ from: mine.ethereum, to: TOKEN, data }])
    const open = await browser.nextConsent()
    await untilLive(open)
    await sees(open, `document.querySelector(".lower") !== null`, "It cannot be made smaller.")
    await tabToFirst(open.surface, "summary:has(+ .lower)")
    await open.surface.keyboard.press("Enter")
    await tabToFirst(open.surface, ".lower .field")
    await open.surface.keyboard.type("2")
    await open.surface.keyboard.press("Enter")
    const says = `document.querySelector("#question")?.textContent?.match(/\\b2 SMALL/)`
    await sees(open, says, "It is as large as before.")
    await decideByKeyboard(open, "approve")
    const { result } = await ask.outcome()
    const sent = await rpc<{ input: string }>(localRpcUrls.ethereum, "eth_getTransactionByHash", [result])
    expect(sent.input).toBe(tokenCall.approve(ethereumFriend, 2_000_000n))
  })

  test("of several requests each is looked at, and all are rejected, by the keyboard alone", async () => {
    const asks = [await asksToSign("0x31"), await asksToSign("0x32")]
    const open = await browser.nextConsent()
    await untilLive(open)
    await sees(open, `document.querySelector('[data-testid="turn-on"]') !== null`, "There is one.")
    for (const way of ["on", "back"]) {
      await tabTo(open.surface, `turn-${way}`)
      await open.surface.keyboard.press("Enter")
      const isFirst = `document.querySelector('[data-request-id="${open.requestId}"]') !== null`
      await sees(open, `${isFirst} === ${way === "back"}`, "It is not turned to.")
    }
    await tabTo(open.surface, "reject-all")
    await pressEnter(open.surface)
    for (const ask of asks) expect(await ask.outcome()).toMatchObject({ error: { code: 4001 } })
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
