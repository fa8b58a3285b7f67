/**
 * Says to the background, now and then, that this page listens to what it subscribed to. The background's worker dies
 * often and stops looking; this is what makes the next one look. A page without a subscription says nothing, and a
 * hidden tab, whose timers the browser slows down, says it seldom.
 */
import type { Natives } from "./natives"
import type { Wire } from "./wire"

/** Less than the time after which an idle worker dies. */
const LISTEN_MS = 15_000

/** Gives what is to be called after the page has subscribed. */
export function openSubscriptions(natives: Natives, wire: Wire): () => void {
  let listening = false

  function start(): void {
    if (listening) return
    listening = true
    natives.setTimeout(listen, LISTEN_MS)
  }

  async function listen(): Promise<void> {
    const ids = await wire.ask("countersign_listen", undefined).catch(lostIds)
    listening = false
    if (ids === null || (ids as string[]).length > 0) start()
  }
  return start
}

/** None where the wallet is gone for good; null where it may only have been busy. */
function lostIds(error: { code?: number }): string[] | null {
  return error.code === 4900 ? [] : null
}
