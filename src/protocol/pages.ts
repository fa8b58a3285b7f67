/**
 * The frames in which the content script carries what a page asks, and the table of everything it can ask. The content
 * script checks nothing: it forwards, and the background decides by the browser's `sender`.
 */
import * as z from "zod/mini"
import type { PageError } from "./faults"
import { appMethods } from "./page-methods/app"
import { chainMethods } from "./page-methods/chains"
import { ethereumMethods } from "./page-methods/ethereum"
import { ethereumReadMethods } from "./page-methods/ethereum-reads"
import { multichainMethods } from "./page-methods/multichain"
import { permissionMethods } from "./page-methods/permissions"
import { solanaMethods } from "./page-methods/solana"

/**
 * The name of the port between a page's content script and the background; `page:back` where a page that had one
 * comes back because something has changed, and wants to hear how things are now.
 */
export type PagePort = "page" | "page:back"

/**
 * The key in the extension's local storage that changes when something was told to pages while some may have been
 * without a connection. Its value says nothing but that.
 */
export type NewsKey = "news"

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
  /** EIP-1193's `message`: of a subscription of this page. */
  | { name: "message"; message: { type: string; data: unknown } }
  /** CAIP-25: what the session of this page is now; no scopes where it has ended. */
  | { name: "session"; scopes: Record<string, unknown> }
  /** The person wants the wallet to answer to `window.phantom` too. Comes from the bridge, without the background. */
  | { name: "settings"; asPhantom: true }

/** Method → what a page asks, what it is answered. */
export const pageMethods = {
  ...ethereumMethods,
  ...ethereumReadMethods,
  ...chainMethods,
  ...permissionMethods,
  ...solanaMethods,
  ...appMethods,
  ...multichainMethods,
} as const

export type PageMethod = keyof typeof pageMethods
