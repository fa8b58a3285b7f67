/**
 * What was sent, newest first, asked for again while it is looked at; null until it is known, and where the
 * background cannot tell. Replacing an entry opens a consent of its own: nothing is decided here.
 */
import { useCallback, useEffect, useState } from "react"
import { type Activity, activityIn } from "./activity"
import { ask } from "./ask"
import { useChanges } from "./use-changes"

/** How many are shown. */
const LIMIT = 20
const EVERY_MS = 5_000

export function useActivity(): Activity[] | null {
  const [entries, setEntries] = useState<Activity[] | null>(null)
  const look = useCallback(() => {
    if (document.hidden) return
    void ask("activity", { limit: LIMIT }).then((reply) => {
      if ("answered" in reply) setEntries(activityIn(reply.answered))
    })
  }, [])
  useEffect(() => {
    look()
    const timer = setInterval(look, EVERY_MS)
    return () => clearInterval(timer)
  }, [look])
  useChanges(look)
  return entries
}

/** Asks for a consent to send it again at a higher fee, or to make it do nothing. Gives what went wrong. */
export async function replaceActivity(how: "speedUp" | "cancel", id: string): Promise<string | null> {
  const reply = await ask(how, { id })
  return "problem" in reply ? reply.problem.message : null
}
