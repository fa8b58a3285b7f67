/**
 * The bridge between a page and the background, in the content script's isolated world: text events to the page, a
 * port to the background. It decides nothing; who is asking, the background learns from the browser.
 */
import type { PlasmoCSConfig } from "plasmo"
import type { NewsKey, PageAskEvent, PagePort, PageTell, PageTellEvent } from "~protocol"
import { openRelay, type Port } from "./provider/relay"

export const config: PlasmoCSConfig = {
  matches: ["http://*/*", "https://*/*"],
  run_at: "document_start",
  all_frames: true,
}

const ASK: PageAskEvent = "countersign:ask"
const TELL: PageTellEvent = "countersign:tell"
const PORT: PagePort = "page"
const PORT_BACK: PagePort = "page:back"
const NEWS: NewsKey = "news"

/** The setting by which pages find the wallet under a second name as well. */
const SETTING = "asPhantom"
const SETTING_WITHIN_MS = 500

type Runtime = { id?: string; lastError?: unknown; connect(named: { name: string }): Port }
type Changed = { addListener(hear: (changes: Record<string, unknown>) => void): void }
type Storage = { local: { get(key: string): Promise<Record<string, unknown>>; onChanged: Changed } }
type Extension = { runtime?: Runtime; storage?: Storage }

function extension(): Extension | undefined {
  const { browser, chrome } = globalThis as { browser?: Extension; chrome?: Extension }
  return browser ?? chrome
}

/** Read from the browser itself, which wakes nobody. A page hears of it only where it is on. */
async function tellSettings(): Promise<void> {
  const settings = await extension()?.storage?.local.get(SETTING)
  if (settings?.[SETTING] === true) tell({ kind: "event", event: { name: "settings", asPhantom: true } })
}

/** Read anew each time: an extension that was updated or removed leaves no `runtime.id` behind. */
function liveRuntime(): Runtime | null {
  const runtime = extension()?.runtime
  return runtime?.id ? runtime : null
}

let isListening = false

/** Only a page that has spoken to the wallet is told of news; the others cost nothing. */
function listenForNews(): void {
  if (isListening) return
  isListening = true
  extension()?.storage?.local.onChanged.addListener((changes) => NEWS in changes && relay.news())
}

function connect(isBack: boolean): Port | null {
  const runtime = liveRuntime()
  const port = runtime?.connect({ name: isBack ? PORT_BACK : PORT }) ?? null
  if (port) listenForNews()
  // Reading the error tells the browser that it was seen; the relay goes by the loss alone.
  port?.onDisconnect.addListener(() => void runtime?.lastError)
  return port
}

const tell = (frame: PageTell) =>
  void window.dispatchEvent(new CustomEvent(TELL, { detail: JSON.stringify(frame) }))

const relay = openRelay({
  connect,
  isShown: () => !(document as { prerendering?: boolean }).prerendering,
  tell,
  after: (ms, run) => void setTimeout(run, ms),
})

let isFollowing = false

/** Only a page that has asked something has a port that may be lost, and asks that may have to wait. */
function followDocument(): void {
  if (isFollowing) return
  isFollowing = true
  window.addEventListener("pagehide", () => relay.leave())
  window.addEventListener("pageshow", (event) => event.persisted && relay.restore())
  document.addEventListener("prerenderingchange", () => relay.show())
}

// Cancelling the event is how the page learns that somebody took its ask.
window.addEventListener(ASK, (event) => {
  if (!relay.hear((event as CustomEvent<unknown>).detail)) return
  event.preventDefault()
  followDocument()
})
// When the page is not at work itself. Where it cannot be read, it is off.
requestIdleCallback(() => void tellSettings().catch(() => undefined), { timeout: SETTING_WITHIN_MS })
