/**
 * Who is speaking, by what the browser says of the sender and never by what the message says. `origin` is the only
 * member that tells the truth about a sandboxed frame (its `url` is its parent's), and documents that cannot be
 * seen may not ask.
 */
import type { OriginRefusal } from "~protocol"

/** The part of the browser's `MessageSender` that is read here. */
export type BrowserSender = {
  id?: string | undefined
  url?: string | undefined
  origin?: string | undefined
  tab?: { id?: number | undefined; windowId?: number | undefined } | undefined
  frameId?: number | undefined
  documentId?: string | undefined
  documentLifecycle?: string | undefined
}

/** This extension, as the browser names it: its id and the origin of its pages. */
export type Self = { id: string; origin: string }

/** One document of one page. Frame ids exceed 32 bits in Firefox and are kept whole. */
export type PageCaller = { origin: string; tabId: number; frameId: number; documentId: string }

export type PageSender = { caller: PageCaller } | { refused: OriginRefusal }

/** Whether the sender is a page of this extension: both its URL and its origin must be the extension's own. */
export function isExtensionPage(sender: BrowserSender, self: Self): boolean {
  return (
    sender.id === self.id &&
    sender.url?.startsWith(`${self.origin}/`) === true &&
    (sender.origin === undefined || sender.origin === self.origin)
  )
}

/** Reads the sender of a content script's port. */
export function parsePageSender(sender: BrowserSender | undefined, self: Self): PageSender {
  const tabId = sender?.tab?.id
  const { origin, frameId, documentId } = sender ?? {}
  if (sender?.id !== self.id || tabId === undefined || frameId === undefined || documentId === undefined) {
    return { refused: "not-a-page" }
  }
  const refused = lifecycleRefusal(sender.documentLifecycle) ?? originRefusal(origin)
  if (refused !== null || origin === undefined) return { refused: refused ?? "opaque" }
  return { caller: { origin, tabId, frameId, documentId } }
}

/** Firefox does not name a lifecycle; what it lets speak is visible. */
function lifecycleRefusal(lifecycle: string | undefined): OriginRefusal | null {
  return lifecycle === undefined || lifecycle === "active" ? null : "prerendered"
}

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"])

/** Why an origin may not ask, or null where it may: https, or http on this computer. */
export function originRefusal(origin: string | undefined): OriginRefusal | null {
  if (origin === undefined || origin === "null" || origin === "") return "opaque"
  if (origin.startsWith("file:")) return "file"
  const url = URL.canParse(origin) ? new URL(origin) : null
  if (url === null || url.origin !== origin) return "not-a-page"
  if (url.protocol === "https:") return null
  if (url.protocol !== "http:") return "not-a-page"
  return LOOPBACK.has(url.hostname) ? null : "insecure"
}

export function isSameDocument(a: PageCaller, b: PageCaller): boolean {
  return (
    a.documentId === b.documentId && a.tabId === b.tabId && a.frameId === b.frameId && a.origin === b.origin
  )
}
