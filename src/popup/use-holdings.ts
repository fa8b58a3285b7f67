/** What an account holds, asked for again while it is looked at; null until the networks have answered. */
import { useCallback, useEffect, useState } from "react"
import type { Account, Holdings } from "~protocol"
import { ask } from "./ask"
import { useChanges } from "./use-changes"

export type Held = { holdings: Holdings | null; problem: string | null; look: () => void }

const EVERY_MS = 15_000

export function useHoldings({ family, address }: Pick<Account, "family" | "address">): Held {
  const [holdings, setHoldings] = useState<Holdings | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const look = useCallback(() => {
    if (document.hidden) return
    void ask("holdings", { family, address }).then((reply) => {
      setProblem("problem" in reply ? reply.problem.message : null)
      if ("answered" in reply) setHoldings(reply.answered)
    })
  }, [family, address])
  useEffect(() => {
    look()
    const timer = setInterval(look, EVERY_MS)
    return () => clearInterval(timer)
  }, [look])
  useChanges(look)
  // What was asked of another account is not this one's.
  return { holdings: holdings?.address === address ? holdings : null, problem, look }
}
