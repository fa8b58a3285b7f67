/** What the person decided in this window: each answer goes to the background by the digest of what was shown. */
import { useState } from "react"
import type { ConsentView } from "~protocol"
import { ask, type Problem } from "./ask"
import { rejectEach, tell } from "./decide"
import { say } from "./language"
import { isOwnOrigin } from "./parts/origin"
import type { Decision } from "./screen"
import { afterwordOf } from "./words"

export type Decisions = {
  /** Ids that were answered here. */
  decided: ReadonlySet<string>
  afterword: string | null
  problem: string | null
  decide: (consent: ConsentView, decision: Decision) => Promise<void>
  /** Rejects what is open now; what comes later is asked as ever. */
  rejectAll: (open: readonly ConsentView[]) => Promise<void>
}

export function useDecisions(refresh: () => void): Decisions {
  const [decided, setDecided] = useState<ReadonlySet<string>>(new Set())
  const [afterword, setAfterword] = useState<string | null>(null)
  const [problem, setProblem] = useState<string | null>(null)

  function begin(open: readonly ConsentView[], said: string): void {
    setProblem(null)
    setAfterword(said)
    setDecided((ids) => new Set([...ids, ...open.map(({ id }) => id)]))
  }

  /** The request is shown again, beside what went wrong. */
  function fail(id: string, { message }: Problem): void {
    setAfterword(null)
    setProblem(message)
    setDecided((ids) => new Set([...ids].filter((known) => known !== id)))
  }

  async function decide(consent: ConsentView, decision: Decision): Promise<void> {
    const asker = { origin: consent.origin, isOwn: isOwnOrigin(consent.origin) }
    begin([consent], afterwordOf(consent, asker, decision))
    const problem = await tell(ask, consent, decision)
    if (problem !== null) fail(consent.id, problem)
    refresh()
  }

  async function rejectAll(open: readonly ConsentView[]): Promise<void> {
    begin(open, say("consent.settled.rejectedAll"))
    for (const { id, problem } of await rejectEach(ask, open)) fail(id, problem)
    refresh()
  }

  return { decided, afterword, problem, decide, rejectAll }
}
