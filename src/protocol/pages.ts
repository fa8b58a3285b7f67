/**
 * What a page can ask the wallet, and the frames in which the content script carries it. The content script checks
 * nothing: it forwards, and the background decides by the browser's `sender`.
 */
import * as z from "zod/mini"
import { ChainId } from "./chains"
import type { PageError } from "./faults"
import { Hex } from "./nouns"

/** The name of the port between a page's content script and the background. */
export type PagePort = "page"

/** DOM events between the provider in the page and the bridge; their `detail` is JSON text of the frames below. */
export type PageAskEvent = "countersign:ask"
export type PageTellEvent = "countersign:tell"

/** One request. `id` is 128 random bits in hex: sent again after a lost connection, it is the same request. */
export type PageAsk = { id: string; method: string; params: unknown }
export const PageAsk = z.strictObject({
  id: z.string().check(z.regex(/^[0-9a-f]{32}$/)),
  method: z.string().check(z.maxLength(64)),
  params: z.optional(z.unknown()),
})

/** Exactly one answer to each request, and the events a connected site hears of. */
export type PageTell =
  | { kind: "answer"; id: string; result: unknown }
  | { kind: "answer"; id: string; error: PageError }
  | { kind: "event"; event: PageEvent }

/** `accounts` is empty when the site was disconnected. */
export type PageEvent =
  | { name: "accounts"; family: "ethereum" | "solana"; accounts: string[] }
  | { name: "chain"; chainId: string }

/** Standard base64 with padding, as pages carry bytes. */
const Base64 = z.string().check(z.regex(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/))
const EthereumAddress = z.string().check(z.regex(/^0x[0-9a-fA-F]{40}$/))
const SolanaAddress = z.string().check(z.regex(/^[1-9A-HJ-NP-Za-km-z]{32,44}$/))
const Quantity = z.string().check(z.regex(/^0x(0|[1-9a-fA-F][0-9a-fA-F]{0,63})$/))

const NoParams = z.optional(z.union([z.tuple([]), z.strictObject({}), z.null()]))
const EthereumAccounts = z.array(EthereumAddress)

/** EIP-1474's transaction object, as far as this wallet signs it: legacy fields are read, type 2 is what is sent. */
export const EthereumTransactionRequest = z.strictObject({
  from: EthereumAddress,
  to: z.optional(z.nullable(EthereumAddress)),
  value: z.optional(Quantity),
  data: z.optional(Hex),
  input: z.optional(Hex),
  gas: z.optional(Quantity),
  gasPrice: z.optional(Quantity),
  maxFeePerGas: z.optional(Quantity),
  maxPriorityFeePerGas: z.optional(Quantity),
  nonce: z.optional(Quantity),
  chainId: z.optional(Quantity),
  type: z.optional(Quantity),
})
export type EthereumTransactionRequest = z.infer<typeof EthereumTransactionRequest>

const SolanaAccounts = z.strictObject({ accounts: z.array(SolanaAddress) })
const SolanaTransactionRequest = { address: SolanaAddress, transaction: Base64, chain: ChainId }

/** Method → what a page asks, what it is answered. `solana_*` is how the provider carries the Wallet Standard. */
export const pageMethods = {
  eth_requestAccounts: { asked: NoParams, answered: EthereumAccounts },
  eth_accounts: { asked: NoParams, answered: EthereumAccounts },
  eth_chainId: { asked: NoParams, answered: Quantity },
  eth_blockNumber: { asked: NoParams, answered: Quantity },
  eth_getTransactionReceipt: {
    asked: z.tuple([z.string().check(z.regex(/^0x[0-9a-fA-F]{64}$/))]),
    answered: z.nullable(z.record(z.string(), z.unknown())),
  },
  /**
   * The message as hex bytes or as text, then the address; the other order is read too, where it is clear. Older
   * libraries add a password for the node, which means nothing to a wallet.
   */
  personal_sign: { asked: z.tuple([z.string(), z.string(), z.optional(z.string())]), answered: Hex },
  eth_sendTransaction: { asked: z.tuple([EthereumTransactionRequest]), answered: Hex },
  /** `silent` answers with what is already connected and never opens a window. */
  solana_connect: { asked: z.strictObject({ silent: z.boolean() }), answered: SolanaAccounts },
  solana_disconnect: { asked: NoParams, answered: z.null() },
  solana_signMessage: {
    asked: z.strictObject({ address: SolanaAddress, message: Base64 }),
    answered: z.strictObject({ signature: Base64 }),
  },
  solana_signTransaction: {
    asked: z.strictObject(SolanaTransactionRequest),
    answered: z.strictObject({ transaction: Base64 }),
  },
  solana_signAndSendTransaction: {
    asked: z.strictObject({
      ...SolanaTransactionRequest,
      options: z.optional(
        z.strictObject({
          skipPreflight: z.optional(z.boolean()),
          maxRetries: z.optional(z.int()),
          preflightCommitment: z.optional(z.enum(["processed", "confirmed", "finalized"])),
          minContextSlot: z.optional(z.int()),
          commitment: z.optional(z.enum(["processed", "confirmed", "finalized"])),
        }),
      ),
    }),
    answered: z.strictObject({ signature: Base64 }),
  },
} as const

export type PageMethod = keyof typeof pageMethods
