/**
 * Follows each decision through the log: one intent, then at most one result, about the same request, at times that
 * never run back. Remembers only decisions that are still open.
 */
import { sql } from "drizzle-orm"
import type { Session } from "../store"
import type { Note } from "./findings"
import type { AuditEntry } from "./role"

/** How long a decision may take before it counts as one without an end. */
const OPEN_MS = 60_000
const MAX_REPEATED = 1000

export type Repeated = { intent: ReadonlySet<string>; result: ReadonlySet<string> }

/** Decisions that have more than one intent or result. A quote inside a field stands escaped, so these find kinds only. */
export async function findRepeated(session: Session, size: number): Promise<Repeated> {
  const find = async (kind: "intent" | "result") => {
    const found = await session.execute<{ decision_id: string }>(sql`
      select decision_id from log_entries
      where seq < ${size} and strpos(leaf, ${`"kind":"${kind}"`}) > 0
      group by decision_id having count(*) > 1 limit ${MAX_REPEATED}`)
    return new Set(found.map(({ decision_id }) => decision_id))
  }
  return { intent: await find("intent"), result: await find("result") }
}

export function openDecisionCheck(repeated: Repeated, note: Note) {
  const open = new Map<string, AuditEntry>()
  const begun = new Set<string>()
  const counts = { intents: 0, results: 0, refusals: 0 }
  let lastAt = 0

  function checkIntent(entry: AuditEntry): void {
    const { decisionId, seq } = entry
    if (open.has(decisionId) || begun.has(decisionId)) {
      note(seq, "second-intent", `Decision ${decisionId} has a second intent.`)
    }
    if (repeated.intent.has(decisionId)) begun.add(decisionId)
    open.set(decisionId, entry)
  }

  function checkResult({ decisionId, seq, digest, organizationId }: AuditEntry): void {
    const intent = open.get(decisionId)
    if (!intent) {
      const isSecond = repeated.result.has(decisionId)
      if (isSecond) note(seq, "second-result", `Decision ${decisionId} has a second result.`)
      else note(seq, "result-without-intent", `Decision ${decisionId} has a result and no intent before it.`)
      return
    }
    open.delete(decisionId)
    const differs = (one: string | null, other: string | null) => one !== null && one !== other
    if (differs(digest, intent.digest) || differs(organizationId, intent.organizationId)) {
      note(
        seq,
        "result-differs",
        `The result of decision ${decisionId} is about another request than its intent.`,
      )
    }
  }

  return {
    check(entry: AuditEntry): void {
      if (entry.at < lastAt) {
        note(
          entry.seq,
          "time-ran-back",
          `The entry is dated ${lastAt - entry.at} ms before the one before it.`,
        )
      }
      lastAt = Math.max(lastAt, entry.at)
      if (entry.kind === "refusal") counts.refusals += 1
      else if (entry.kind === "intent") {
        counts.intents += 1
        checkIntent(entry)
      } else {
        counts.results += 1
        checkResult(entry)
      }
    },
    /** Decisions that are still open and may be: those begun in the last minute. */
    finish(now: number) {
      let atWork = 0
      for (const { seq, at, decisionId } of open.values()) {
        if (at > Math.max(now, lastAt) - OPEN_MS) atWork += 1
        else note(seq, "intent-without-end", `Decision ${decisionId} was begun and has no result.`)
      }
      return { ...counts, atWork, lastAt }
    },
  }
}
