/**
 * Looks again, as long as a consent window has nothing left to decide. By then the background has closed it, unless
 * its worker died just before: to be asked wakes it, and it closes what nobody needs.
 */
import { useEffect } from "react"

const LOOK_AGAIN_MS = 2_000

export function useLookingAgain(isSettled: boolean, look: () => void): void {
  useEffect(() => {
    if (!isSettled) return
    const timer = setInterval(look, LOOK_AGAIN_MS)
    return () => clearInterval(timer)
  }, [isSettled, look])
}
