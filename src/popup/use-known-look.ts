/** Looks up what was chosen, once what is urgent has been shown: the mirror may be of an earlier time. */
import { useEffect } from "react"
import { ask } from "./ask"
import { takeLook } from "./look"

const LATER_MS = 400

export function useKnownLook(): void {
  useEffect(() => {
    const timer = setTimeout(() => {
      void ask("settings", null).then((reply) => "answered" in reply && takeLook(reply.answered))
    }, LATER_MS)
    return () => clearTimeout(timer)
  }, [])
}
