/** dApps made with the libraries that dApps are made with: connect, sign, send, reload, and know the wallet again. */
import { afterAll, beforeAll, expect, test } from "vitest"
import { localRpcUrls } from "~protocol"
import { approve, look, rpc, type Surface, until } from "~scripts"
import { inBothBrowsers } from "../support/both-browsers"
import type { DappName } from "../support/dapps"
import {
  type Addresses,
  createWallet,
  openWalletBrowser,
  pageUrl,
  type WalletBrowser,
} from "../support/wallet-browser"

const dapps: { name: DappName; family: keyof Addresses }[] = [
  { name: "wagmi", family: "ethereum" },
  { name: "wallet-adapter", family: "solana" },
  { name: "kit", family: "solana" },
]

inBothBrowsers((browserName) => {
  let browser: WalletBrowser
  let mine: Addresses
  beforeAll(async () => {
    browser = await openWalletBrowser(browserName)
    mine = await createWallet(browser)
    await rpc(localRpcUrls.ethereum, "anvil_setBalance", [mine.ethereum, "0x8ac7230489e80000"])
    await rpc(localRpcUrls.solana, "requestAirdrop", [mine.solana, 10_000_000_000])
  })
  afterAll(() => browser.close())

  test.each(dapps)(
    "a dApp with $name connects, signs and sends, and connects in silence after a reload",
    async ({ name, family }) => {
      const tab = await browser.openTab(
        pageUrl(`/dapps/${name}/?rpc=${encodeURIComponent(localRpcUrls[family])}`),
      )
      await press(tab, "connect")
      await approveNext("connect")
      expect((await shown(tab, "address")).toLowerCase()).toBe(mine[family].toLowerCase())
      await press(tab, "sign")
      await approveNext("message")
      expect(await shown(tab, "signed")).toBe("verified")
      await press(tab, "send")
      await approveNext("transaction")
      expect(await hasLanded(family, await shown(tab, "sent"))).toBe(true)

      const windows = await browser.windowsOpened()
      await tab.reload()
      expect((await shown(tab, "address")).toLowerCase()).toBe(mine[family].toLowerCase())
      expect(await browser.windowsOpened()).toBe(windows)
      await press(tab, "disconnect")
      await until(
        async () => ((await look(tab, textIn("address"))) === "" ? true : null),
        "It stayed connected.",
      )
      await tab.close()
    },
  )

  async function approveNext(kind: string): Promise<void> {
    const open = await browser.nextConsent()
    expect(open.kind).toBe(kind)
    await approve(open)
  }
})

const textIn = (id: string) => `document.getElementById("${id}")?.textContent?.trim() ?? ""`

async function press(tab: Surface, button: string): Promise<void> {
  const isLive = `document.querySelector("#${button}:not([disabled])") && true`
  await until(() => look(tab, isLive), `The dApp has no live button ${button}.`)
  await tab.bringToFront()
  await tab.click(`#${button}`)
}

/** What the dApp shows there, once it shows something; an error of the dApp ends the wait. */
async function shown(tab: Surface, outlet: string): Promise<string> {
  const text = await until(async () => {
    const error = await look<string>(tab, textIn("error"))
    if (error) throw new Error(`The dApp says: ${error}`)
    return (await look<string>(tab, textIn(outlet))) || null
  }, `The dApp shows nothing in ${outlet}.`)
  return text
}

async function hasLanded(family: keyof Addresses, name: string): Promise<boolean> {
  return until(async () => {
    if (family === "ethereum") {
      const receipt = await rpc<{ status: string } | null>(
        localRpcUrls.ethereum,
        "eth_getTransactionReceipt",
        [name],
      )
      return receipt && receipt.status === "0x1"
    }
    const { value } = await rpc<{ value: ({ err: unknown } | null)[] }>(
      ...[localRpcUrls.solana, "getSignatureStatuses", [[name]]],
    )
    return value[0] ? value[0].err === null : null
  }, "It never landed.")
}
