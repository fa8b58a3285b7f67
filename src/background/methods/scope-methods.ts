/**
 * What can be done in the scopes of each family: on Ethereum the methods of the provider that are about a chain, on
 * Solana those that other wallets offer there, put into this wallet's own.
 */
import * as z from "zod/mini"
import { type Family, fault, pageMethods } from "~protocol"
import { parseShape } from "../shape"

/** Everything named `eth_` and the like, but what belongs to the one chain that a site is on. */
const ETHEREUM = /^(eth|net|personal|web3)_/
const ETHEREUM_MORE = [
  "wallet_getCallsStatus",
  "wallet_getCapabilities",
  "wallet_sendCalls",
  "wallet_showCallsStatus",
  "wallet_watchAsset",
]
const ETHEREUM_LESS = ["eth_accounts", "eth_requestAccounts"]

const Named = z.object({ address: z.string() })
const Base64 = z.string()
const Loose = z.optional(z.unknown())

const MessageAsked = z.strictObject({ account: Named, message: Base64 })
const TransactionAsked = z.strictObject({
  account: Named,
  transaction: Base64,
  scope: z.optional(z.string()),
  options: Loose,
})
const TransactionsAsked = z.strictObject({
  account: Named,
  transactions: z.array(Base64).check(z.minLength(1), z.maxLength(20)),
  scope: z.optional(z.string()),
  options: Loose,
})

type Invoked = { method: string; params: unknown }

/** Puts parameters into those of this wallet's own method; `chain` is the scope's. */
type Translation = { method: string; translate: (method: string, params: unknown, chain: string) => unknown }

const solana: Readonly<Record<string, Translation>> = {
  signMessage: {
    method: "solana_signMessage",
    translate(method, params) {
      const { account, message } = parseShape(method, MessageAsked, params)
      return { address: account.address, message }
    },
  },
  signTransaction: {
    method: "solana_signTransaction",
    translate(method, params, chain) {
      const { account, transaction } = parseShape(method, TransactionAsked, params)
      return { address: account.address, transaction, chain }
    },
  },
  signAllTransactions: {
    method: "solana_signTransactions",
    translate(method, params, chain) {
      const { account, transactions } = parseShape(method, TransactionsAsked, params)
      return { address: account.address, transactions, chain }
    },
  },
  signAndSendTransaction: {
    method: "solana_signAndSendTransaction",
    translate(method, params, chain) {
      const { account, transaction, options } = parseShape(method, TransactionAsked, params)
      return { address: account.address, transaction, chain, ...(options === undefined ? {} : { options }) }
    },
  },
  signIn: { method: "solana_signIn", translate: (_method, params) => params ?? {} },
  getAccounts: { method: "solana_connect", translate: () => ({ silent: true }) },
}

const isOffered = (method: string) => Object.hasOwn(pageMethods, method)

const offered: { readonly [F in Family]: readonly string[] } = {
  ethereum: Object.keys(pageMethods).filter(
    (method) => (ETHEREUM.test(method) || ETHEREUM_MORE.includes(method)) && !ETHEREUM_LESS.includes(method),
  ),
  solana: Object.keys(solana).filter((name) => isOffered(solana[name]?.method ?? "")),
}

const notifications: { readonly [F in Family]: readonly string[] } = {
  ethereum: ["eth_subscription"],
  solana: [],
}

export const scopeOffers: {
  readonly [F in Family]: { methods: readonly string[]; notifications: readonly string[] }
} = {
  ethereum: { methods: offered.ethereum, notifications: notifications.ethereum },
  solana: { methods: offered.solana, notifications: notifications.solana },
}

/** The wallet's own method that this one of a scope is, with its parameters. */
export function invokedIn(family: Family, { method, params }: Invoked, chain: string): Invoked {
  if (family === "ethereum") return { method, params }
  const translation = Object.hasOwn(solana, method) ? solana[method] : undefined
  if (translation === undefined) throw fault("METHOD_UNSUPPORTED", { method })
  return { method: translation.method, params: translation.translate(method, params, chain) }
}
