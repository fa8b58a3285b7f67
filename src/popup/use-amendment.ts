/**
 * What a person changes about a request in the window. One change at a time; until the changed request is on the
 * screen nothing can be agreed to, so that nobody agrees to what he has just changed.
 */
import { useState } from "react"
import type { ConsentChange, ConsentView } from "~protocol"
import { ask } from "./ask"

export type Amendment = {
  isAmending: boolean
  problem: string | null
  amend: (change: ConsentChange) => Promise<void>
}

export function useAmendment({ id, digest }: ConsentView, refresh: () => void): Amendment {
  /** The digest that a change was made to, until another is shown. */
  const [changing, setChanging] = useState<string | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const isAmending = changing === digest

  async function amend(change: ConsentChange): Promise<void> {
    if (isAmending) return
    setChanging(digest)
    setProblem(null)
    const reply = await ask("amend", { id, digest, change })
    const isChanged = "answered" in reply && reply.answered.digest !== digest
    if (!isChanged) setChanging(null)
    if ("problem" in reply) setProblem(reply.problem.message)
    refresh()
  }
  return { isAmending, problem, amend }
}
