/** True for a moment after something is shown: how long a person is kept from agreeing while it is still being read. */
import { useEffect, useState } from "react"

const PATIENCE_MS = 2_000

export function usePatience(shown: string): boolean {
  const [lost, setLost] = useState<string | null>(null)
  useEffect(() => {
    const timer = setTimeout(() => setLost(shown), PATIENCE_MS)
    return () => clearTimeout(timer)
  }, [shown])
  return lost !== shown
}
