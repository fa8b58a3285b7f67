/** Connect, sign and send on both chains, each verified by code that shares nothing with the wallet. */
import { base58 } from "@scure/base"
import { afterAll, beforeAll, expect, test } from "vitest"
import { localRpcUrls } from "~protocol"
import {
  approve,
  ethereumBalance,
  rpc,
  type Surface,
  signedByEthereum,
  signedBySolana,
  solanaBalance,
  transferOnEthereum,
  transferOnSolana,
} from "~scripts"
import { askEthereum, askSolana } from "../support/asks"
import { inBothBrowsers } from "../support/both-browsers"
import { readSolanaTransaction, solanaTransfer } from "../support/solana-transfer"
import {
  type Addresses,
  connectPage,
  createWallet,
  openWalletBrowser,
  pageUrl,
  type WalletBrowser,
} from "../support/wallet-browser"

const MESSAGE = "Grüße aus dem Test 👋\nzweite Zeile"
const ETHEREUM_FRIEND = "0x000000000000000000000000000000000000bEEF"
const SOLANA_FRIEND = base58.encode(new Uint8Array(32).fill(7))

inBothBrowsers((name) => {
  let browser: WalletBrowser
  let tab: Surface
  let mine: Addresses

  beforeAll(async () => {
    browser = await openWalletBrowser(name)
    mine = await createWallet(browser)
    await rpc(localRpcUrls.ethereum, "anvil_setBalance", [mine.ethereum, "0x8ac7230489e80000"])
    await rpc(localRpcUrls.solana, "requestAirdrop", [mine.solana, 10_000_000_000])
    tab = await browser.openTab(pageUrl())
  })
  afterAll(() => browser.close())

  test("a page that connects gets the one account and nothing else", async () => {
    expect(await connectPage(browser, tab, "ethereum")).toEqual({ result: [mine.ethereum.toLowerCase()] })
    expect(await connectPage(browser, tab, "solana")).toEqual({ result: [mine.solana] })
  })

  test("an Ethereum message is signed by the account that was shown", async () => {
    const ask = await askEthereum(tab, "personal_sign", [hexOf(MESSAGE), mine.ethereum])
    await approve(await browser.nextConsent())
    const { result } = await ask.outcome()
    expect(signedByEthereum(mine.ethereum, MESSAGE, String(result))).toBe(true)
  })

  test("ether that is sent arrives, once", async () => {
    const before = await ethereumBalance(ETHEREUM_FRIEND)
    const transaction = { from: mine.ethereum, to: ETHEREUM_FRIEND, value: "0x2386f26fc10000" }
    const ask = await askEthereum(tab, "eth_sendTransaction", [transaction])
    await approve(await browser.nextConsent())
    const { result } = await ask.outcome()
    const { wei } = await transferOnEthereum(String(result), mine.ethereum, ETHEREUM_FRIEND)
    expect(wei).toBe(10n ** 16n)
    expect((await ethereumBalance(ETHEREUM_FRIEND)) - before).toBe(wei)
  })

  test("a Solana message is signed by the account that was shown", async () => {
    const ask = await askSolana(tab, "signMessage", base64Of(Buffer.from(MESSAGE)))
    await approve(await browser.nextConsent())
    const { result } = await ask.outcome()
    expect(signedBySolana(mine.solana, MESSAGE, base58Of(result))).toBe(true)
  })

  test("a Solana transaction that is only signed keeps its bytes and is not sent", async () => {
    const before = await solanaBalance(SOLANA_FRIEND)
    const unsigned = await solanaTransfer(mine.solana, SOLANA_FRIEND, 1_000_000n)
    const ask = await askSolana(tab, "signTransaction", unsigned)
    await approve(await browser.nextConsent())
    const { result } = await ask.outcome()
    const signed = readSolanaTransaction(String(result), mine.solana)
    expect(signed.messageBytes).toEqual(readSolanaTransaction(unsigned, mine.solana).messageBytes)
    expect(signed.signature).not.toBeNull()
    expect(await solanaBalance(SOLANA_FRIEND)).toBe(before)
  })

  test("SOL that is sent arrives, once", async () => {
    const before = await solanaBalance(SOLANA_FRIEND)
    const ask = await askSolana(
      tab,
      "signAndSendTransaction",
      await solanaTransfer(mine.solana, SOLANA_FRIEND, 2_000_000n),
    )
    await approve(await browser.nextConsent())
    const { result } = await ask.outcome()
    const { lamports } = await transferOnSolana(base58Of(result), mine.solana, SOLANA_FRIEND)
    expect(lamports).toBe(2_000_000n)
    expect((await solanaBalance(SOLANA_FRIEND)) - before).toBe(lamports)
  })
})

function hexOf(text: string): string {
  return `0x${Buffer.from(text).toString("hex")}`
}

function base64Of(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64")
}

function base58Of(base64: unknown): string {
  return base58.encode(Buffer.from(String(base64), "base64"))
}
