/**
 * Whether to offer that the system tells what became of transactions. Nothing asks the browser for leave before the
 * person has pressed for it; who does not want it is not offered it again in the list.
 */
import { useState } from "react"
import { ask } from "./ask"
import { askForNotices } from "./extension"
import { useAnswer } from "./use-answer"

const DECLINED = "notices-declined"

export type Notices = {
  /** Null until it is known. */
  areWanted: boolean | null
  wereDeclined: boolean
  /** The browser did not give leave. */
  areDenied: boolean
  allow: () => Promise<void>
  decline: () => void
}

export function useNotices(): Notices {
  const { answer, look } = useAnswer("settings", null)
  const [wereDeclined, setDeclined] = useState(readDeclined)
  const [areDenied, setDenied] = useState(false)
  return {
    areWanted: answer?.notifications ?? null,
    wereDeclined,
    areDenied,
    async allow() {
      const isAllowed = await askForNotices()
      setDenied(!isAllowed)
      if (isAllowed) await ask("changeSetting", { notifications: true })
      look()
    },
    decline() {
      setDeclined(true)
      try {
        localStorage.setItem(DECLINED, "true")
      } catch {
        // Then it is offered again next time.
      }
    },
  }
}

function readDeclined(): boolean {
  try {
    return localStorage.getItem(DECLINED) === "true"
  } catch {
    return false
  }
}
