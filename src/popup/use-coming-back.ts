/** Calls back whenever the person comes back to this window: it gets the focus, or is shown again. */
import { useEffect } from "react"

export function useComingBack(comeBack: () => void): void {
  useEffect(() => {
    const show = () => {
      if (document.visibilityState === "visible") comeBack()
    }
    window.addEventListener("focus", comeBack)
    document.addEventListener("visibilitychange", show)
    return () => {
      window.removeEventListener("focus", comeBack)
      document.removeEventListener("visibilitychange", show)
    }
  }, [comeBack])
}
