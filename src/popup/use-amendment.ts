/**
 * What a person changes about a request in the window. One change goes at a time, and what is changed meanwhile follows;
 * until all of it is on the screen nothing can be agreed to, so that nobody agrees to what he has just changed.
 */
import { useEffect, useRef, useState } from "react"
import type { ConsentChange, ConsentView } from "~protocol"
import { ask } from "./ask"
import { withChange } from "./waiting-changes"

export type Amendment = {
  isAmending: boolean
  problem: string | null
  amend: (change: ConsentChange) => void
}

export function useAmendment({ id, digest }: ConsentView, refresh: () => void): Amendment {
  const [waiting, setWaiting] = useState<ConsentChange[]>([])
  /** The digest that a change was sent for, until another is shown. */
  const [sentFor, setSentFor] = useState<string | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const isSending = sentFor === digest
  const refreshed = useRef(refresh)
  refreshed.current = refresh

  useEffect(() => {
    const [change] = waiting
    if (isSending || change === undefined) return
    setSentFor(digest)
    setWaiting((all) => all.filter((other) => other !== change))
    void ask("amend", { id, digest, change }).then((reply) => {
      const isChanged = "answered" in reply && reply.answered.digest !== digest
      if (!isChanged) setSentFor(null)
      setProblem("problem" in reply ? reply.problem.message : null)
      refreshed.current()
    })
  }, [id, digest, waiting, isSending])

  return {
    isAmending: isSending || waiting.length > 0,
    problem,
    amend: (change) => setWaiting((all) => withChange(all, change)),
  }
}
