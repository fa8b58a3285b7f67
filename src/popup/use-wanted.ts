/** What a person has just chosen, shown at once; once nothing is under way any more, what the background says. */
import { useEffect, useState } from "react"

export function useWanted<Value>(known: Value, isAmending: boolean): [Value, (wanted: Value) => void] {
  const [wanted, setWanted] = useState<{ value: Value } | null>(null)
  useEffect(() => {
    if (!isAmending) setWanted(null)
  }, [isAmending])
  return [wanted === null ? known : wanted.value, (value) => setWanted({ value })]
}
