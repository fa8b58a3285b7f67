/** A browser with the wallet in it, the same for every browser: what the stories are told with. */
import { inject } from "vitest"
import { approve, look, type OpenConsent, openConsents, type Surface, until, waitForConsent } from "~scripts"
import { askEthereum, askSolanaConnect, type Outcome } from "./asks"
import { openChromiumHands } from "./chromium"
import { openFirefoxHands } from "./firefox"
import type { BrowserPlan, Hands } from "./hands"

export type BrowserName = "chromium" | "firefox"
export type WalletBrowser = Hands & {
  name: BrowserName
  nextConsent: (answered?: OpenConsent) => Promise<OpenConsent>
  openConsents: () => Promise<OpenConsent[]>
}
export type Addresses = { ethereum: string; solana: string }

export const bothBrowsers: readonly BrowserName[] = ["chromium", "firefox"]

const openers = { chromium: openChromiumHands, firefox: openFirefoxHands }

export async function openWalletBrowser(name: BrowserName, plan: BrowserPlan = {}): Promise<WalletBrowser> {
  const hands = await openers[name](inject("world"), plan)
  return {
    ...hands,
    name,
    nextConsent: (answered) => waitForConsent(hands.surfaces, answered),
    openConsents: () => openConsents(hands.surfaces),
  }
}

/** A page of the test server under one of its names. */
export function pageUrl(path = "/", host = "127.0.0.1"): string {
  return `http://${host}:${inject("world").pagesPort}${path}`
}

/** Creates the wallet as a person does who opens the extension first. */
export async function createWallet(browser: WalletBrowser): Promise<Addresses> {
  const popup = await browser.openExtensionPage("popup.html")
  await pressWhenThere(popup, "create-wallet")
  const addresses = await readAddresses(popup)
  await popup.close()
  return addresses
}

export async function readAddresses(surface: Surface): Promise<Addresses> {
  return {
    ethereum: await textOf(surface, "account-ethereum"),
    solana: await textOf(surface, "account-solana"),
  }
}

export async function pressWhenThere(surface: Surface, testId: string): Promise<void> {
  const selector = `[data-testid="${testId}"]`
  await until(() => look(surface, `document.querySelector('${selector}') && true`), `There is no ${testId}.`)
  await surface.click(selector)
}

export function textOf(surface: Surface, testId: string): Promise<string> {
  const script = `document.querySelector('[data-testid="${testId}"]')?.textContent?.trim() || null`
  return until(() => look<string>(surface, script), `There is no text in ${testId}.`)
}

/** Connects a page and consents to it; answers what the page was given. */
export async function connectPage(
  browser: WalletBrowser,
  tab: Surface,
  family: "ethereum" | "solana",
): Promise<Outcome> {
  const ask = await (family === "ethereum" ? askEthereum(tab, "eth_requestAccounts") : askSolanaConnect(tab))
  await approve(await browser.nextConsent())
  return ask.outcome()
}
