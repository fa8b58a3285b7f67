/**
 * The bridge between a page and the background, in the content script's isolated world: text events to the page, a
 * port to the background. It decides nothing; who is asking, the background learns from the browser.
 */
import type { PlasmoCSConfig } from "plasmo"
import type { PageAskEvent, PagePort, PageTellEvent } from "~protocol"
import { openRelay, type Port } from "./provider/relay"

export const config: PlasmoCSConfig = {
  matches: ["http://*/*", "https://*/*"],
  run_at: "document_start",
  all_frames: true,
}

const ASK: PageAskEvent = "countersign:ask"
const TELL: PageTellEvent = "countersign:tell"
const PORT: PagePort = "page"

type Runtime = { id?: string; lastError?: unknown; connect(named: { name: string }): Port }
type Extension = { runtime?: Runtime }

/** Read anew each time: an extension that was updated or removed leaves no `runtime.id` behind. */
function liveRuntime(): Runtime | null {
  const { browser, chrome } = globalThis as { browser?: Extension; chrome?: Extension }
  const runtime = (browser ?? chrome)?.runtime
  return runtime?.id ? runtime : null
}

function connect(): Port | null {
  const runtime = liveRuntime()
  const port = runtime?.connect({ name: PORT }) ?? null
  // Reading the error tells the browser that it was seen; the relay goes by the loss alone.
  port?.onDisconnect.addListener(() => void runtime?.lastError)
  return port
}

const relay = openRelay({
  connect,
  isShown: () => !(document as { prerendering?: boolean }).prerendering,
  tell: (frame) => void window.dispatchEvent(new CustomEvent(TELL, { detail: JSON.stringify(frame) })),
  after: (ms, run) => void setTimeout(run, ms),
})

// Cancelling the event is how the page learns that somebody took its ask.
window.addEventListener(ASK, (event) => {
  if (relay.hear((event as CustomEvent<unknown>).detail)) event.preventDefault()
})
window.addEventListener("pagehide", () => relay.leave())
window.addEventListener("pageshow", (event) => event.persisted && relay.restore())
document.addEventListener("prerenderingchange", () => relay.show())
