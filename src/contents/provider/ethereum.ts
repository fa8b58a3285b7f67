/**
 * The EIP-1193 provider. It knows no method by heart: whatever a page requests goes to the background, which
 * refuses what the wallet does not offer. What it does keep is the chain and the accounts it last heard of, to
 * tell the page of changes, once each.
 */
import type { PageEvent } from "~protocol"
import { type LegacyProvider, legacyOf } from "./ethereum-legacy"
import { type Listener, openListeners } from "./listeners"
import type { Natives } from "./natives"
import { readRequest } from "./request"
import type { Wire } from "./wire"

type Subscribe = (name: string, listener: Listener) => EthereumProvider

export type EthereumProvider = LegacyProvider & {
  readonly isCountersign: true
  /** What the page has been told of; null before it asked. */
  readonly chainId: string | null
  readonly networkVersion: string | null
  readonly selectedAddress: string | null
  isConnected(): boolean
  request(asked: { method: string; params?: unknown }): Promise<unknown>
  on: Subscribe
  addListener: Subscribe
  once: Subscribe
  off: Subscribe
  removeListener: Subscribe
  removeAllListeners(name?: string): EthereumProvider
}

/** `lost`: the extension went away. Otherwise the wallet can be asked, whether or not this site is connected. */
type Known = { lost: boolean; announced: boolean; chainId: string | null; accounts: string[] | null }

/** `keepListening` is called after the page has subscribed. */
export function openEthereum(natives: Natives, wire: Wire, keepListening: () => void) {
  const listeners = openListeners(natives)
  const known: Known = { lost: false, announced: false, chainId: null, accounts: null }

  wire.onEvent((event) => hear(event))
  wire.onLost((error) => {
    if (known.lost) return
    known.lost = true
    known.announced = false
    listeners.emit("disconnect", error)
  })

  function hear(event: PageEvent): void {
    if (event.name === "chain") learnChain(event.chainId)
    else if (event.name === "message") listeners.emit("message", event.message)
    else if (event.name === "accounts" && event.family === "ethereum") learnAccounts(spelled(event.accounts))
  }

  function learnChain(chainId: string): void {
    if (known.chainId !== null && known.chainId !== chainId) listeners.emit("chainChanged", chainId)
    known.chainId = chainId
    if (known.announced) return
    known.announced = true
    listeners.emit("connect", { chainId })
  }

  function learnAccounts(accounts: string[]): void {
    const changed = `${accounts}` !== `${known.accounts ?? []}`
    known.accounts = accounts
    if (changed) listeners.emit("accountsChanged", [...accounts])
  }

  /** Reads along with the answers a page gets, so that it is told of later changes and of no others. */
  async function learn(method: string, answer: unknown): Promise<void> {
    known.lost = false
    if (method === "eth_subscribe") keepListening()
    if (method === "eth_chainId") return learnChain(String(answer))
    if (method === "eth_accounts" && known.accounts === null) known.accounts = [...(answer as string[])]
    else if (method === "eth_accounts" || method === "eth_requestAccounts")
      learnAccounts([...(answer as string[])])
    if (!known.announced) learnChain(String(await wire.ask("eth_chainId", undefined)))
  }

  async function request(asked: { method: string; params?: unknown }): Promise<unknown> {
    const { method, params } = readRequest(asked)
    const told = await wire.ask(method, params)
    const answer = ACCOUNT_METHODS.includes(method) ? spelled(told as string[]) : told
    learn(method, answer).catch(() => undefined)
    return answer
  }

  /** What a page that cannot wait is told of its accounts and its chain. */
  function tell(method: string): unknown {
    if (method === "eth_accounts") return known.accounts ?? []
    if (method === "eth_coinbase") return provider.selectedAddress
    if (method === "net_version") return provider.networkVersion
    return method === "eth_chainId" ? known.chainId : undefined
  }

  const subscribe =
    (change: (name: string, listener: Listener) => void): Subscribe =>
    (name, listener) => {
      change(name, listener)
      return provider
    }
  const on = subscribe((name, listener) => listeners.add(name, listener))
  const off = subscribe(listeners.remove)

  const provider: EthereumProvider = {
    isCountersign: true,
    get chainId() {
      return known.chainId
    },
    get networkVersion() {
      return known.chainId === null ? null : `${Number(known.chainId)}`
    },
    get selectedAddress() {
      return known.accounts?.[0] ?? null
    },
    isConnected: () => !known.lost,
    request,
    on,
    addListener: on,
    once: subscribe((name, listener) => listeners.add(name, listener, true)),
    off,
    removeListener: off,
    removeAllListeners(name) {
      listeners.clear(name)
      return provider
    },
    ...legacyOf(request, tell),
  }

  /** Asks quietly for what may have changed while no event could arrive; a site never connected is left alone. */
  async function refresh(): Promise<void> {
    if (known.accounts?.length)
      learnAccounts(spelled((await wire.ask("eth_accounts", undefined)) as string[]))
  }
  return { provider, refresh }
}

const ACCOUNT_METHODS = ["eth_accounts", "eth_requestAccounts"]

/** In small letters, as wallets have always told sites: some compare them as text. */
function spelled(accounts: string[]): string[] {
  return accounts.map((account) => account.toLowerCase())
}
