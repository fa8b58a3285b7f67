/**
 * The wallet's own ways, with the keyboard alone, in both browsers: another account, where it receives, and sending ether
 * and a token to it from the popup, to be found in the activity.
 */
import { base58, base64 } from "@scure/base"
import { afterAll, beforeAll, expect, test } from "vitest"
import { localRpcUrls } from "~protocol"
import { approve, look, rpc, type Surface, until } from "~scripts"
import { askEthereum } from "../support/asks"
import { inBothBrowsers } from "../support/both-browsers"
import { decideByKeyboard, tabTo } from "../support/keyboard"
import { smallTokenCode, tokenCall } from "../support/small-token"
import {
  type Addresses,
  connectPage,
  createWallet,
  openWalletBrowser,
  pageUrl,
  type WalletBrowser,
} from "../support/wallet-browser"

const TOKENS = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA"
const TOKEN = "0x1111111111111111111111111111111111111111"
const HELD = 1_234_567_890_123_456_789n
const HALF_ETHER = "0x6f05b59d3b20000"

inBothBrowsers((name) => {
  let browser: WalletBrowser
  let mine: Addresses
  let popup: Surface
  let second: { ethereum: string; solana: string }
  const mint = base58.encode(crypto.getRandomValues(new Uint8Array(32)))

  beforeAll(async () => {
    browser = await openWalletBrowser(name)
    mine = await createWallet(browser)
    await rpc(localRpcUrls.ethereum, "anvil_setBalance", [mine.ethereum, "0x8ac7230489e80000"])
    await rpc(localRpcUrls.solana, "requestAirdrop", [mine.solana, 10_000_000_000])
    await rpc(localRpcUrls.ethereum, "anvil_setCode", [TOKEN, smallTokenCode])
    const place = `0x${mine.ethereum.slice(2).toLowerCase().padStart(64, "0")}`
    const amount = `0x${HELD.toString(16).padStart(64, "0")}`
    await rpc(localRpcUrls.ethereum, "anvil_setStorageAt", [TOKEN, place, amount])
    await mintTokens(mint, mine.solana, 2_500_000)
    popup = await browser.openExtensionPage("popup.html")
  })
  afterAll(() => browser.close())

  const find = (testId: string) => `document.querySelector('[data-testid="${testId}"]')`
  const sees = (condition: string, otherwise: string) =>
    until(() => look<true>(popup, `(${condition}) ? true : null`), otherwise)
  const text = (testId: string) =>
    until(
      () => look<string>(popup, `${find(testId)}?.textContent?.trim() || null`),
      `There is nothing in ${testId}.`,
    )

  async function reach(testId: string): Promise<void> {
    await sees(find(testId), `There is no ${testId}.`)
    await tabTo(popup, testId)
  }
  async function press(testId: string): Promise<void> {
    await reach(testId)
    await popup.keyboard.press("Enter")
  }
  async function choose(family: "ethereum" | "solana", number: number, address: string): Promise<void> {
    await press("account-menu")
    await press(`choose-${family}-${number}`)
    await sees(`${find("account-in-use")}?.textContent === "${address}"`, "Another account is in use.")
  }
  /** In a page of its own: Firefox does not come back from loading a page anew that has a place behind its `#`. */
  async function openPlace(place: string): Promise<void> {
    await popup.close()
    popup = await browser.openExtensionPage(`popup.html#${place}`)
  }
  /** From the form to the consent, and through it. */
  async function review(): Promise<void> {
    const ready = `${find("review")}?.getAttribute("aria-disabled") === "false"`
    await sees(ready, `It cannot be sent: ${await look(popup, "document.querySelector('form')?.innerText")}`)
    await press("review")
    await sees(find("consent"), "No consent was asked for.")
    const requestId = String(await look(popup, `${find("consent")}.dataset.requestId`))
    await decideByKeyboard({ surface: popup, requestId, kind: "transaction", origin: "" }, "approve")
    const isDone = () => look<true>(popup, `${find("activity-entry")} && !${find("consent")} ? true : null`)
    await until(isDone, "It is not in the activity.", 15_000).catch(async (thrown: Error) => {
      throw new Error(`${thrown.message} There is: ${await look(popup, "document.body.innerText")}`)
    })
  }

  test("an account is added for each family, once, and is called by its number", async () => {
    await press("account-menu")
    await press("manage-accounts")
    await sees("document.activeElement?.tagName === 'H1'", "The focus is not on the title.")
    for (const [family, count] of [
      ["ethereum", 3],
      ["solana", 4],
    ] as const) {
      await reach(`add-${family}`)
      for (const _ of [1, 2]) await popup.keyboard.press("Enter")
      const rows = `document.querySelectorAll('[data-testid="account-row"]').length`
      await sees(`${rows} === ${count}`, `There are not ${count} accounts.`)
    }
    const addresses = (await look<string[]>(
      popup,
      `[...document.querySelectorAll('[data-testid="account-row"] .address')].map((one) => one.textContent)`,
    )) as string[]
    expect(addresses.slice(0, 2)).toEqual([mine.ethereum, mine.solana])
    second = { ethereum: addresses[2] ?? "", solana: addresses[3] ?? "" }
    expect(new Set(addresses).size).toBe(4)
  })

  test("receiving shows the address of whichever account is in use, whole", async () => {
    await openPlace("/receive")
    expect(await text("receive-address")).toBe(mine.ethereum)
    await choose("ethereum", 2, second.ethereum)
    expect(await text("receive-address")).toBe(second.ethereum)
    await browser.stopBackground()
    await openPlace("/receive")
    expect(await text("receive-address")).toBe(second.ethereum)
  })

  test("ether goes to another account of one's own, and is in the activity", async () => {
    await openPlace("/send")
    await choose("ethereum", 1, mine.ethereum)
    await reach("send-to")
    await popup.keyboard.type(second.ethereum.replace("0x", "0x0").slice(0, 42))
    expect(await text("recipient-said")).not.toBe("")
    await openPlace("/send")
    await press("own-recipient")
    await reach("send-amount")
    await popup.keyboard.type("99")
    expect(await text("amount-said")).toContain("10 ETH")
    for (const _ of [1, 2]) await popup.keyboard.press("Backspace")
    await popup.keyboard.type("0.5")
    await review()
    const balance = () => rpc<string>(localRpcUrls.ethereum, "eth_getBalance", [second.ethereum, "latest"])
    await until(async () => ((await balance()) === HALF_ETHER ? true : null), "It did not arrive.")
    expect(await text("activity-entry")).toContain("0.5 ETH")
  })

  test("a token that a site named goes to another account, paid for in ether", async () => {
    const tab = await browser.openTab(pageUrl())
    await connectPage(browser, tab, "ethereum")
    const options = { address: TOKEN, symbol: "SMALL", decimals: 6 }
    const watching = await askEthereum(tab, "wallet_watchAsset", { type: "ERC20", options })
    await approve(await browser.nextConsent())
    expect(await watching.outcome()).toEqual({ result: true })
    await tab.close()
    await openPlace(`/send/eip155%3A31337/${TOKEN}`)
    await sees(`${find("send-asset")}?.value.includes("${TOKEN}")`, "The token is not there to send.")
    await press("own-recipient")
    await reach("send-amount")
    await popup.keyboard.type("0.123456")
    await review()
    const balance = () =>
      rpc<string>(localRpcUrls.ethereum, "eth_call", [
        { to: TOKEN, data: tokenCall.balanceOf(second.ethereum as `0x${string}`) },
        "latest",
      ])
    await until(async () => (BigInt(await balance()) === 123_456n ? true : null), "It did not arrive.")
  })

  test("a token of Solana goes to an account that has none of it yet", async () => {
    await openPlace(`/send/solana%3Alocalnet/${mint}`)
    await choose("solana", 1, mine.solana)
    await sees(`${find("send-asset")}?.value.includes("${mint}")`, "The token is not there to send.")
    await reach("send-to")
    await popup.keyboard.type(second.solana)
    await reach("send-max")
    await popup.keyboard.press("Enter")
    await sees(`${find("send-amount")}?.value === "2.5"`, "It is not all of it.")
    // All of it would have to be held for, as a site's request for all of it.
    await openPlace(`/send/solana%3Alocalnet/${mint}`)
    await reach("send-to")
    await popup.keyboard.type(second.solana)
    await reach("send-amount")
    await popup.keyboard.type("1.500001")
    await review()
    await until(
      async () => ((await held(mint, second.solana)) === "1500001" ? true : null),
      "It did not arrive.",
    )
    expect(await held(mint, mine.solana)).toBe("999999")
  })
})

/** A mint of six decimals, and an account of it that holds so many. */
async function mintTokens(mint: string, owner: string, amount: number): Promise<void> {
  const bytes = new Uint8Array(82)
  const view = new DataView(bytes.buffer)
  view.setBigUint64(36, BigInt(amount), true)
  bytes[44] = 6
  bytes[45] = 1
  const data = Buffer.from(bytes).toString("hex")
  const account = { lamports: 1_461_600, owner: TOKENS, executable: false, rentEpoch: 0, data }
  await rpc(localRpcUrls.solana, "surfnet_setAccount", [mint, account])
  await rpc(localRpcUrls.solana, "surfnet_setTokenAccount", [
    owner,
    mint,
    { amount, state: "initialized" },
    TOKENS,
  ])
}

async function held(mint: string, owner: string): Promise<string> {
  const { value } = await rpc<{ value: { account: { data: [string, string] } }[] }>(
    localRpcUrls.solana,
    "getTokenAccountsByOwner",
    [owner, { mint }, { encoding: "base64" }],
  )
  const bytes = base64.decode(value[0]?.account.data[0] ?? "")
  return bytes.length < 72
    ? ""
    : new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(64, true).toString()
}
