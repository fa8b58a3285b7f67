/**
 * The main job without a display: creates a wallet through the extension's own page, then connects, signs and
 * sends from the demo on both chains, as a person would. What it says is verified, is verified by code that is not
 * the wallet's: ethers, Node's own Ed25519, and the chains.
 */
import { mkdirSync, rmSync } from "node:fs"
import type { BrowserContext } from "playwright-core"
import { type ChromiumPlan, openChromium } from "./chromium"
import { look, until } from "./surface"
import { consentTo, insist, PICTURES, picture, type Tour, textOf, verdict, WAIT_MS } from "./tour-stage"
import {
  ethereumBalance,
  isEthereumAddress,
  isSolanaAddress,
  signedByEthereum,
  signedBySolana,
  solanaBalance,
  transferOnEthereum,
  transferOnSolana,
} from "./verify"

type Step = { name: string; play: (tour: Tour) => Promise<string> }

const steps: Step[] = [
  { name: "Connect Ethereum", play: (tour) => connect(tour, "ethereum") },
  { name: "Connect Solana", play: (tour) => connect(tour, "solana") },
  { name: "Sign a message on Ethereum", play: (tour) => sign(tour, "ethereum") },
  { name: "Sign a message on Solana", play: (tour) => sign(tour, "solana") },
  { name: "Send ETH", play: sendEther },
  { name: "Send SOL", play: sendSol },
]

/** Throws at the first step that fails. */
export async function playTour(plan: ChromiumPlan, demoUrl: string): Promise<void> {
  rmSync(PICTURES, { recursive: true, force: true })
  mkdirSync(PICTURES, { recursive: true })
  const { context, extensionOrigin, close } = await openChromium(plan)
  try {
    await play(context, await extensionOrigin(), demoUrl)
  } catch (failure) {
    // What can still be seen helps; that a closed window cannot be is no second failure.
    await Promise.allSettled(context.pages().map((page, index) => picture(page, `failed-${index}`)))
    throw failure
  } finally {
    await close()
  }
}

async function play(context: BrowserContext, extensionOrigin: string, demoUrl: string): Promise<void> {
  const accounts = await createWallet(context, extensionOrigin)
  say("Create a wallet", `Ethereum ${accounts.ethereum}\n  Solana   ${accounts.solana}`)
  const demo = await context.newPage()
  await demo.goto(demoUrl)
  const tour: Tour = { context, demo, ...accounts }
  for (const { name, play: playStep } of steps) say(name, await playStep(tour))
}

function say(name: string, verified: string): void {
  console.log(`✓ ${name}\n  ${verified}`)
}

async function createWallet(context: BrowserContext, extensionOrigin: string) {
  const popup = await context.newPage()
  await popup.goto(`${extensionOrigin}/popup.html`)
  await popup.getByTestId("create-wallet").click({ timeout: WAIT_MS })
  const ethereum = await textOf(popup, "account-ethereum")
  const solana = await textOf(popup, "account-solana")
  await picture(popup, "wallet")
  await popup.close()
  insist(isEthereumAddress(ethereum), `${ethereum} is not an Ethereum address.`)
  insist(isSolanaAddress(solana), `${solana} is not a Solana address.`)
  return { ethereum, solana }
}

type Family = "ethereum" | "solana"

async function connect(tour: Tour, family: Family): Promise<string> {
  await tour.demo.getByTestId(`${family}-connect`).click()
  await consentTo(tour, `${family}-connect`)
  await verdict(tour.demo, `${family}-connect`)
  const account = await textOf(tour.demo, `${family}-account`)
  insist(account === tour[family], `The page was given ${account}, which is not this wallet's.`)
  await tour.demo.getByTestId(`${family}-faucet`).click()
  await funded(tour, family)
  return `the page sees ${account}, and nothing else`
}

function funded({ demo }: Tour, family: Family): Promise<true> {
  const script = `document.querySelector('[data-testid="${family}-balance"]')?.textContent?.startsWith("10") || null`
  return until(() => look<true>(demo, script), "The faucet gave nothing.", WAIT_MS)
}

async function sign(tour: Tour, family: Family): Promise<string> {
  const message = await tour.demo.getByTestId(`${family}-message`).inputValue()
  await tour.demo.getByTestId(`${family}-sign`).click()
  await consentTo(tour, `${family}-message`)
  await verdict(tour.demo, `${family}-sign`)
  const signature = await textOf(tour.demo, `${family}-signature`)
  const isSigned = family === "ethereum" ? signedByEthereum : signedBySolana
  insist(isSigned(tour[family], message, signature), "The signature does not verify.")
  return `verified: “${message}” is signed by ${tour[family]}\n  ${signature}`
}

async function sendEther(tour: Tour): Promise<string> {
  const to = await tour.demo.getByTestId("ethereum-recipient").inputValue()
  const before = await ethereumBalance(to)
  const hash = await send(tour, "ethereum")
  const { blockNumber, wei } = await transferOnEthereum(hash, tour.ethereum, to)
  insist((await ethereumBalance(to)) - before === wei && wei > 0n, "The recipient did not get the amount.")
  return `verified: in block ${blockNumber}, ${wei} wei from ${tour.ethereum} to ${to}\n  ${hash}`
}

async function sendSol(tour: Tour): Promise<string> {
  const to = await tour.demo.getByTestId("solana-recipient").inputValue()
  const before = await solanaBalance(to)
  const signature = await send(tour, "solana")
  const { slot, lamports } = await transferOnSolana(signature, tour.solana, to)
  insist(
    (await solanaBalance(to)) - before === lamports && lamports > 0n,
    "The recipient did not get the amount.",
  )
  return `verified: in slot ${slot}, ${lamports} lamports from ${tour.solana} to ${to}\n  ${signature}`
}

async function send(tour: Tour, family: Family): Promise<string> {
  await tour.demo.getByTestId(`${family}-send`).click()
  await consentTo(tour, `${family}-transaction`)
  await verdict(tour.demo, `${family}-send`)
  return textOf(tour.demo, `${family}-transaction`)
}
