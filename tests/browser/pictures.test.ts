/** Every view in light and dark, for people to look at: build/pictures. Not compared with anything. */
import { mkdirSync } from "node:fs"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { localRpcUrls } from "~protocol"
import { approve, reject, rpc, type Surface } from "~scripts"
import { type Ask, askEthereum, askSolana, askSolanaConnect } from "../support/asks"
import { solanaTransfer } from "../support/solana-transfer"
import {
  type Addresses,
  connectPage,
  openWalletBrowser,
  pageUrl,
  pressWhenThere,
  readAddresses,
  type WalletBrowser,
} from "../support/wallet-browser"

const FOLDER = "build/pictures"

describe.concurrent.each(["light", "dark"] as const)("in %s", (colorScheme) => {
  describe.sequential("on its own", () => {
    let browser: WalletBrowser
    let tab: Surface
    let mine: Addresses

    beforeAll(async () => {
      mkdirSync(FOLDER, { recursive: true })
      browser = await openWalletBrowser("chromium", { colorScheme })
    })
    afterAll(() => browser.close())

    const picture = async (surface: Surface, view: string) => {
      await new Promise((rest) => setTimeout(rest, 700))
      await surface.screenshot({ path: `${FOLDER}/${view}-${colorScheme}.png` })
    }

    async function pictureConsent(view: string, ask: Ask): Promise<void> {
      const shown = await browser.nextConsent()
      await picture(shown.surface, view)
      await reject(shown)
      expect(await ask.outcome()).toMatchObject({ error: { code: 4001 } })
    }

    test("the first run and the wallet have their pictures taken", async () => {
      const popup = await browser.openExtensionPage("popup.html")
      await picture(popup, "first-run")
      await pressWhenThere(popup, "create-wallet")
      mine = await readAddresses(popup)
      await rpc(localRpcUrls.ethereum, "anvil_setBalance", [mine.ethereum, "0x8ac7230489e80000"])
      await rpc(localRpcUrls.solana, "requestAirdrop", [mine.solana, 10_000_000_000])
      await popup.reload()
      await picture(popup, "wallet")
      await popup.close()
    })

    test("connecting has its picture taken", async () => {
      tab = await browser.openTab(pageUrl())
      await pictureConsent("connect-ethereum", await askEthereum(tab, "eth_requestAccounts"))
      await pictureConsent("connect-solana", await askSolanaConnect(tab))
      await connectPage(browser, tab, "ethereum")
      await connectPage(browser, tab, "solana")
    })

    test("messages and transactions have their pictures taken", async () => {
      const from = mine.ethereum
      const message = Buffer.from("Sign in to Tabby\n\nNo tricks.")
      const call = { from, to: `0x${"ab".repeat(20)}`, data: `0xa9059cbb${"0".repeat(128)}` }
      const transfer = { from, to: `0x${"cd".repeat(20)}`, value: "0x16345785d8a0000" }
      const sol = await solanaTransfer(
        mine.solana,
        "DtX3VA4Wmmnj2U6M5cwQhFP9sksJ863c23j2wEyK2oTR",
        250_000_000n,
      )
      const signs = (hex: string) => askEthereum(tab, "personal_sign", [hex, from])
      /** A site that is only ever rejected is slowed. */
      const agreeOnce = async () => {
        const ask = await signs("0x00")
        await approve(await browser.nextConsent())
        await ask.outcome()
      }

      await pictureConsent("message", await signs(`0x${message.toString("hex")}`))
      await pictureConsent("message-bytes", await signs(`0x${"ff".repeat(64)}`))
      await agreeOnce()
      await pictureConsent("send-ether", await askEthereum(tab, "eth_sendTransaction", [transfer]))
      await pictureConsent("call-contract", await askEthereum(tab, "eth_sendTransaction", [call]))
      await agreeOnce()
      await pictureConsent("sign-solana", await askSolana(tab, "signTransaction", sol))
      await pictureConsent("send-sol", await askSolana(tab, "signAndSendTransaction", sol))
    })
  })
})
