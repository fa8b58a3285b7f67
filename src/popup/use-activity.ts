/**
 * What was sent and signed, newest first, as far as it was scrolled to, asked for again while it is looked at; null until it is
 * known. Replacing an entry opens a consent of its own: nothing is decided here.
 */
import { useCallback, useEffect, useRef, useState } from "react"
import type { ActivityPage } from "~protocol"
import { type Activity, activityIn } from "./activity"
import { type Ask, ask } from "./ask"
import { useChanges } from "./use-changes"

export type ActivityFilter = Pick<ActivityPage, "kind" | "family" | "account" | "status" | "origin" | "text">

export type ActivityPages = {
  entries: Activity[] | null
  problem: string | null
  hasMore: boolean
  more: () => void
  look: () => void
}

/** How many come at once, and the most that one answer holds. */
const STEP = 20
const PAGE_LIMIT = 100
const EVERY_MS = 5_000

export function useActivity(filter: ActivityFilter): ActivityPages {
  const [entries, setEntries] = useState<Activity[] | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [hasMore, setMore] = useState(false)
  const wanted = useRef(STEP)
  const asked = useRef(0)
  const { kind, family, account, status, origin, text } = filter

  const look = useCallback(() => {
    if (document.hidden) return
    const mine = ++asked.current
    const only = {
      ...(kind === undefined ? {} : { kind }),
      ...(family === undefined ? {} : { family }),
      ...(account === undefined ? {} : { account }),
      ...(status === undefined ? {} : { status }),
      ...(origin === undefined ? {} : { origin }),
      ...(text === undefined ? {} : { text }),
    }
    void activityUpTo(ask, wanted.current, only).then((read) => {
      // What was asked before the filter was changed comes too late.
      if (mine !== asked.current) return
      setProblem("problem" in read ? read.problem : null)
      if ("problem" in read) return
      setEntries(read.entries)
      setMore(read.hasMore)
    })
  }, [kind, family, account, status, origin, text])

  useEffect(() => {
    wanted.current = STEP
    look()
    const timer = setInterval(look, EVERY_MS)
    return () => clearInterval(timer)
  }, [look])
  useChanges(look)

  const more = useCallback(() => {
    wanted.current += STEP
    look()
  }, [look])
  return { entries, problem, hasMore, more, look }
}

/** The newest of them, page by page; one more is asked for, to know whether there are more. */
export async function activityUpTo(
  ask: Ask,
  wanted: number,
  filter: ActivityFilter,
): Promise<{ entries: Activity[]; hasMore: boolean } | { problem: string }> {
  const entries: Activity[] = []
  while (entries.length <= wanted) {
    const last = entries.at(-1)
    const limit = Math.min(PAGE_LIMIT, wanted + 1 - entries.length)
    const page = { limit, ...filter, ...(last === undefined ? {} : { before: last.id }) }
    const reply = await ask("activity", page)
    if ("problem" in reply) return { problem: reply.problem.message }
    const read = activityIn(reply.answered)
    entries.push(...read)
    if (read.length < limit) break
  }
  return { entries: entries.slice(0, wanted), hasMore: entries.length > wanted }
}

/** Asks for a consent to send it again at a higher fee, or to make it do nothing. Gives what went wrong. */
export async function replaceActivity(how: "speedUp" | "cancel", id: string): Promise<string | null> {
  const reply = await ask(how, { id })
  return "problem" in reply ? reply.problem.message : null
}
