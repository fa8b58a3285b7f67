/**
 * What the background adds to a request, asked for once it is on the screen and again while it is looked at. What it
 * said of another digest is not taken for this one.
 */
import { useCallback, useEffect, useRef, useState } from "react"
import type { ConsentView, Insight } from "~protocol"
import { ask } from "./ask"
import { useChanges } from "./use-changes"

/** `reading`: not answered yet. `none`: there is nothing to add, or the background could not be asked. */
export type Seen = { status: "reading" } | { status: "none" } | { status: "known"; insight: Insight }

const SOON_MS = 700
const LATER_MS = 4_000

export function useInsight({ id, digest }: Pick<ConsentView, "id" | "digest">): Seen {
  const [known, setKnown] = useState<{ digest: string; seen: Seen } | null>(null)
  const wanted = useRef(digest)
  wanted.current = digest
  const running = useRef(false)

  const look = useCallback(() => {
    if (running.current || document.hidden) return
    running.current = true
    void ask("insight", { id }).then((reply) => {
      running.current = false
      const seen = seenIn("answered" in reply ? reply.answered : null, wanted.current)
      const asked = wanted.current
      // Nothing new, for a moment, is no reason to forget what is known.
      setKnown((before) =>
        seen.status === "none" && before?.digest === asked ? before : { digest: asked, seen },
      )
    })
  }, [id])

  // biome-ignore lint/correctness/useExhaustiveDependencies: another digest is asked about at once
  useEffect(look, [look, digest])
  useChanges(look)
  const current: Seen = known?.digest === digest ? known.seen : { status: "reading" }
  const isSettled = current.status === "none" || (current.status === "known" && !current.insight.isPending)
  useEffect(() => {
    const timer = setInterval(look, isSettled ? LATER_MS : SOON_MS)
    return () => clearInterval(timer)
  }, [look, isSettled])
  return current
}

function seenIn(insight: Insight | null, digest: string): Seen {
  if (insight === null) return { status: "none" }
  return insight.digest === digest ? { status: "known", insight } : { status: "reading" }
}
