/** How long each kind of consent takes from the page's request until it can be read in the window. */
import { generateKeyPairSync } from "node:crypto"
import { base58 } from "@scure/base"
import type { BrowserContext, Page } from "playwright-core"
import { localEthereum, localRpcUrls } from "~protocol"
import { approve, type OpenConsent, rpc, until, waitForConsent } from "~scripts"
import { solanaTransfer } from "../tests/support/solana-transfer"
import { serveChains } from "./many-chains"
import { type Quantiles, quantiles } from "./summary"

/** Both clocks are the computer's own: `timeOrigin` is when each document began, by it. */
export const NOW = "performance.timeOrigin + performance.now()"

/** When the first text of the consent was painted; its element may have given way to better words since. */
const CONSENT_PAINTED = `new Promise((resolve, reject) => {
  new PerformanceObserver((list) => {
    const text = list.getEntries().find(({ element }) => !element || element.closest('[data-testid="consent"]'))
    if (text) resolve(performance.timeOrigin + text.startTime)
  }).observe({ type: "largest-contentful-paint", buffered: true })
  setTimeout(() => reject(new Error("No text of the consent was painted in ten seconds.")), 10_000)
})`

const ETHEREUM = "window.countersign.ethereum"
const SOLANA = "window.countersign.solana"

/** A token called TOK with 18 decimals, and nothing else. */
const TOKEN_CODE =
  "0x5f3560e01c63313ce5671460255760205f52600360205262544f4b60e81b60405260605ff35b60125f5260205ff3"

/** Every request is agreed to, or the site would be slowed down. */
export async function measureKinds(
  context: BrowserContext,
  page: Page,
  address: string,
  { count, tell }: { count: number; tell: (step: string) => void },
): Promise<Record<string, Quantiles>> {
  const chains = await serveChains()
  const surfaces = async () => context.pages()
  await rpc(localRpcUrls.ethereum, "anvil_setBalance", [address, "0x8ac7230489e80000"])
  await connectSolana(page, surfaces)
  const kinds = asksOf(page, address, chains.urlOf)
  const measured: Record<string, Quantiles> = {}
  try {
    for (const [kind, ask] of Object.entries(kinds)) {
      tell(`consent: ${kind}`)
      const taken: number[] = []
      for (let asked = 0; asked < count + 1; asked++) {
        const call = await ask(asked)
        const from = Number(
          await page.evaluate(
            `(() => { const from = ${NOW}; window.asked = ${call}; window.asked.catch(() => {}); return from })()`,
          ),
        )
        const open = await waitForConsent(surfaces)
        const painted = Number(await open.surface.evaluate(CONSENT_PAINTED))
        if (asked > 0) taken.push(painted - from)
        await approveAndClose(open)
        await page.evaluate("window.asked")
      }
      measured[kind] = quantiles(taken)
    }
    return measured
  } finally {
    await chains.stop()
  }
}

/** Until its window is gone: what is asked before that has no window to open. */
export async function approveAndClose(open: OpenConsent): Promise<void> {
  await approve(open)
  await until(async () => open.surface.isClosed() || null, "The consent window stayed open.", 10_000)
}

async function connectSolana(page: Page, surfaces: () => Promise<Page[]>): Promise<void> {
  const connected = page.evaluate(`${SOLANA}.connect().then(() => null)`)
  await approveAndClose(await waitForConsent(surfaces))
  await connected
}

type Ask = (turn: number) => Promise<string> | string

function asksOf(page: Page, address: string, chainUrl: (chainId: number) => string): Record<string, Ask> {
  const ethereum = (method: string, params: unknown) =>
    `${ETHEREUM}.request(${JSON.stringify({ method, params })})`
  const value = (turn: number) => `0x${(turn + 1).toString(16)}`
  const to = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
  const hexOf = (text: string) => `0x${Buffer.from(text).toString("hex")}`
  return {
    async connection() {
      await page.evaluate(ethereum("wallet_revokePermissions", [{ eth_accounts: {} }]))
      return ethereum("eth_requestAccounts", [])
    },
    message: (turn) => ethereum("personal_sign", [hexOf(`Message ${turn}`), address]),
    "sign-in": (turn) => ethereum("personal_sign", [hexOf(signIn(page.url(), address, turn)), address]),
    "typed data": (turn) => ethereum("eth_signTypedData_v4", [address, JSON.stringify(typedData(turn))]),
    "Ethereum transaction": (turn) =>
      ethereum("eth_sendTransaction", [{ from: address, to, value: value(turn) }]),
    async "token approval"() {
      await rpc(localRpcUrls.ethereum, "anvil_setCode", [tokenAt(0), TOKEN_CODE])
      const data = `0x095ea7b3${to.slice(2).padStart(64, "0")}${"64".padStart(64, "0")}`
      return ethereum("eth_sendTransaction", [{ from: address, to: tokenAt(0), data, gas: "0x186a0" }])
    },
    batch: (turn) =>
      ethereum("wallet_sendCalls", [
        {
          ...{
            version: "2.0.0",
            from: address,
            chainId: hexChainOf(localEthereum.id),
            atomicRequired: false,
          },
          calls: [
            { to, value: value(turn) },
            { to, value: value(turn + 1) },
          ],
        },
      ]),
    "Solana transaction": async (turn) => signOnSolana([await transfer(turn)]),
    "Solana batch": async (turn) => signOnSolana([await transfer(2 * turn), await transfer(2 * turn + 1)]),
    "Solana message": (turn) => `${SOLANA}.signMessage(new TextEncoder().encode("Message ${turn}"))`,
    network: (turn) =>
      ethereum("wallet_addEthereumChain", [
        {
          ...{ chainId: `0x${chainIdOf(turn).toString(16)}`, chainName: `Network ${turn}` },
          ...{ nativeCurrency: { name: "Coin", symbol: "COIN", decimals: 18 } },
          rpcUrls: [chainUrl(chainIdOf(turn))],
        },
      ]),
    async token(turn) {
      await page.evaluate(ethereum("wallet_switchEthereumChain", [{ chainId: hexChainOf(localEthereum.id) }]))
      await rpc(localRpcUrls.ethereum, "anvil_setCode", [tokenAt(turn + 1), TOKEN_CODE])
      const options = { address: tokenAt(turn + 1), symbol: "TOK", decimals: 18 }
      return ethereum("wallet_watchAsset", { type: "ERC20", options })
    },
    login: () => `window.countersign.app.login(${JSON.stringify(newApp())})`,
    // The last: what comes after it might not be asked.
    async "auto-confirm"() {
      await page.evaluate(app("countersign_auto_confirm_disable"))
      return app("countersign_auto_confirm_enable")
    },
  }

  /** To oneself: nobody runs out of anything. */
  async function transfer(turn: number): Promise<string> {
    const own = String(await page.evaluate(`${SOLANA}.publicKey.toBase58()`))
    return solanaTransfer(own, own, BigInt(turn + 1))
  }
}

const app = (method: string) => `window.countersign.app.request(${JSON.stringify({ method })})`

/** By the Wallet Standard, as dApps ask today. */
function signOnSolana(transactions: readonly string[]): string {
  return `(() => {
    const found = []
    const detail = { register: (wallet) => found.push(wallet) }
    dispatchEvent(new CustomEvent("wallet-standard:app-ready", { detail }))
    const { accounts, features } = found.find(({ name }) => name === "Countersign")
    const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
    return features["solana:signTransaction"].signTransaction(...${JSON.stringify(transactions)}.map((text) => (
      { account: accounts[0], chain: "solana:localnet", transaction: bytes(text) })))
  })()`
}

/** An app with a key of its own. */
function newApp(): object {
  const { publicKey } = generateKeyPairSync("ed25519")
  const key = Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url")
  return { publicKey: base58.encode(key), appId: "benchmark", sessionId: crypto.randomUUID() }
}

function chainIdOf(turn: number): number {
  return 700_000 + turn
}

function hexChainOf(id: string): string {
  return `0x${Number(id.split(":")[1]).toString(16)}`
}

function tokenAt(turn: number): string {
  return `0x${(0x7000 + turn).toString(16).padStart(40, "0")}`
}

function signIn(url: string, address: string, turn: number): string {
  const { host, origin } = new URL(url)
  return [
    ...[`${host} wants you to sign in with your Ethereum account:`, address, "", "Sign in.", ""],
    ...[`URI: ${origin}`, "Version: 1", `Chain ID: ${localEthereum.id.split(":")[1]}`],
    ...[`Nonce: turn${String(turn).padStart(8, "0")}`, `Issued At: ${new Date().toISOString()}`],
  ].join("\n")
}

function typedData(turn: number): object {
  return {
    types: {
      EIP712Domain: [{ name: "name", type: "string" }],
      Mail: [{ name: "contents", type: "string" }],
    },
    primaryType: "Mail",
    domain: { name: "Benchmark" },
    message: { contents: `Mail ${turn}` },
  }
}
