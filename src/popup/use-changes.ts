/** Calls back when what is shown may be old: the background says so, or the person comes back to this window. */
import { useEffect } from "react"
import type { CHANGED_CHANNEL } from "~protocol"
import { useComingBack } from "./use-coming-back"

/** Spelt out, so that the schema library stays out of this page; the type holds it to the one word. */
const CHANGED: typeof CHANGED_CHANNEL = "countersign:changed"

export function useChanges(look: () => void): void {
  useComingBack(look)
  useEffect(() => {
    const channel = new BroadcastChannel(CHANGED)
    channel.onmessage = look
    return () => channel.close()
  }, [look])
}
