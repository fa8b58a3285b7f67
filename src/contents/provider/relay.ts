/**
 * The relay between one page and the background. It keeps every ask until it is answered and sends it again, with
 * the same id, whenever the port had to be opened anew: the background's worker dies often, a page in the
 * back/forward cache loses its port without a word. It reads no method and no parameter.
 *
 *   idle ──ask──▶ connected ──port lost──▶ waiting (50 ms … 2 s) ──▶ connected
 *                     │                       │ no open ask: idle
 *                     └── extension gone ─────┴──▶ gone: every ask is answered with 4900, at once
 *
 * With no open ask a lost port stays lost: a site that only listens does not wake the background. When the background,
 * awake for another reason, has news for pages, those that have spoken to it before come back and hear.
 */
import type { PageError, PageTell } from "~protocol"
import { bodyTooLarge, tooManyRequests, walletDisconnected } from "./refusals"

/** As much of a browser port as the relay uses. */
export type Port = {
  postMessage(frame: unknown): void
  disconnect(): void
  onMessage: { addListener(hear: (frame: unknown) => void): void }
  onDisconnect: { addListener(hear: () => void): void }
}

export type RelayWorld = {
  /** Opens a port. Null or a throw when this extension is not there any more. `isBack`: to hear how things are. */
  connect(isBack: boolean): Port | null
  /** Whether the document is one that a person can see, now or later; a prerendered one must wait. */
  isShown(): boolean
  tell(frame: PageTell): void
  after(ms: number, run: () => void): void
}

export type Relay = {
  /** Takes what a page dispatched; false for what is no ask. */
  hear(text: unknown): boolean
  /** The document goes away, perhaps into the back/forward cache, where Firefox would keep its port open. */
  leave(): void
  /** The document came back from the back/forward cache: its port is dead, and nobody said so. */
  restore(): void
  /** The prerendered document is shown now. */
  show(): void
  /** The background has told pages something, and may not have reached this one. */
  news(): void
}

export const OPEN_LIMIT = 256
export const ASK_LIMIT_BYTES = 1024 * 1024
const RETRY_FIRST_MS = 50
const RETRY_MAX_MS = 2000
/** Ports lost in a row, without one word heard, after which the extension counts as gone: about two minutes. */
const LOST_LIMIT = 60

type Ask = { id: string; method: string; params?: unknown }

export function openRelay(world: RelayWorld): Relay {
  const open = new Map<string, Ask>()
  let port: Port | null = null
  let waiting = false
  let lost = 0
  let gone = false
  let hasSpoken = false

  function send(ask: Ask): void {
    try {
      port?.postMessage(ask)
    } catch {
      drop()
      retry()
    }
  }

  function connect(isBack = false): void {
    if (port || gone || !world.isShown()) return
    const opened = openPort(world, isBack)
    if (!opened) {
      end()
      return
    }
    port = opened
    hasSpoken = true
    opened.onMessage.addListener((frame) => {
      if (port === opened) pass(frame as PageTell)
    })
    opened.onDisconnect.addListener(() => {
      if (port !== opened) return
      port = null
      retry()
    })
    for (const ask of open.values()) send(ask)
  }

  function pass(tell: PageTell): void {
    lost = 0
    if (tell.kind === "event" || open.delete(tell.id)) world.tell(tell)
  }

  function retry(): void {
    if (open.size === 0 || waiting || gone) return
    lost += 1
    if (lost > LOST_LIMIT) end()
    else waitAndConnect(Math.min(RETRY_FIRST_MS * 2 ** (lost - 1), RETRY_MAX_MS))
  }

  function waitAndConnect(ms: number): void {
    waiting = true
    world.after(ms, () => {
      waiting = false
      if (open.size > 0) connect()
    })
  }

  function drop(): void {
    const dropped = port
    port = null
    dropped?.disconnect()
  }

  /** The extension was updated or removed: each open ask gets its one answer, and no timer is left. */
  function end(): void {
    gone = true
    port = null
    for (const id of [...open.keys()]) refuse(id, walletDisconnected)
  }

  function refuse(id: string, error: PageError): void {
    open.delete(id)
    world.tell({ kind: "answer", id, error })
  }

  function take(ask: Ask, size: number): void {
    const refusal = open.has(ask.id) ? null : refusalOf(size)
    if (refusal) {
      refuse(ask.id, refusal)
    } else if (!open.has(ask.id)) {
      open.set(ask.id, ask)
      if (port) send(ask)
      else if (!waiting) connect()
    }
  }

  function refusalOf(size: number): PageError | null {
    if (gone) return walletDisconnected
    if (size > ASK_LIMIT_BYTES) return bodyTooLarge(ASK_LIMIT_BYTES)
    return open.size >= OPEN_LIMIT ? tooManyRequests(OPEN_LIMIT) : null
  }

  return {
    hear(text) {
      const ask = readAsk(text)
      if (ask) take(ask, String(text).length)
      return ask !== null
    },
    leave: drop,
    restore() {
      drop()
      lost = 0
      if (open.size > 0) connect()
    },
    show() {
      if (open.size > 0) connect()
    },
    news() {
      if (hasSpoken && open.size === 0) connect(true)
    },
  }
}

function openPort(world: RelayWorld, isBack: boolean): Port | null {
  try {
    return world.connect(isBack)
  } catch {
    return null
  }
}

function readAsk(text: unknown): Ask | null {
  if (typeof text !== "string") return null
  try {
    const ask = JSON.parse(text) as Partial<Ask> | null
    if (typeof ask?.id !== "string" || !/^[0-9a-f]{32}$/.test(ask.id)) return null
    if (typeof ask.method !== "string") return null
    return ask.params === undefined
      ? { id: ask.id, method: ask.method }
      : { id: ask.id, method: ask.method, params: ask.params }
  } catch {
    return null
  }
}
