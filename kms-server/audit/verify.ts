/**
 * Checks the whole log: every hash, root and signature, the life of every decision, every stamp, every limit. Reads
 * in batches, so that its memory does not grow with the log; changes nothing and may run beside a KMS that appends.
 */
import { max } from "drizzle-orm"
import { logCheckpoints, logEntries, type Session } from "../store"
import { readLeaf } from "./entries"
import { checkEvidenceKey } from "./evidence"
import { type Finding, type Note, openFindings } from "./findings"
import { type Head, readHead, readLeaves } from "./leaves"
import { readVerifierKey } from "./notes"
import type { AuditEntry } from "./role"
import { findRepeated, openDecisionCheck } from "./verify-decisions"
import { openLimitCheck } from "./verify-limits"
import { openStampCheck } from "./verify-stamps"
import { openTreeCheck } from "./verify-tree"

export type { Finding } from "./findings"

export type VerifyOptions = {
  /** The verifier key of the log, as it was pinned. */
  logKey: string
  evidenceKey: Uint8Array
  onProgress?: (progress: { checked: number; size: number }) => void
}

export type VerifyReport = {
  /** True without a finding. */
  ok: boolean
  size: number
  /** Hex; null where an entry is missing, so that it cannot be made again. */
  rootHash: string | null
  lastAt: number
  intents: number
  results: number
  refusals: number
  /** Decisions begun in the last minute that have no result yet. */
  atWork: number
  checkpoints: number
  stamps: number
  /** Organizations that were founded without a stamp. */
  unstamped: number
  /** Intents of operators, which no request asked for. */
  withoutRequest: number
  /** How many times a window was held against a limit. */
  limits: number
  findings: Finding[]
  /** Findings that are too many to be listed. */
  unlisted: number
}

const BATCH = 1000

export async function verifyLog(database: Session, options: VerifyOptions): Promise<VerifyReport> {
  checkEvidenceKey(options.evidenceKey)
  const key = readVerifierKey(options.logKey)
  const { note, listed, unlisted } = openFindings()
  const head = await openHead(database, note)
  const tree = await openTreeCheck(database, key, note)
  const decisions = openDecisionCheck(await findRepeated(database, head.size), note)
  const stamps = openStampCheck(database, options.evidenceKey, note)
  const limits = openLimitCheck(note)

  for (let start = 0; start < head.size; start += BATCH) {
    const end = Math.min(start + BATCH, head.size)
    const rows = await readLeaves(database, start, end, BATCH)
    const entries = readEntries(rows, start, end, note)
    await tree.check(rows, end)
    for (const entry of entries) {
      decisions.check(entry)
      limits.check(entry)
    }
    await stamps.check(entries)
    options.onProgress?.({ checked: end, size: head.size })
  }

  const sums = {
    ...tree.finish(head),
    ...decisions.finish(Date.now()),
    ...stamps.finish(),
    ...limits.finish(),
  }
  return { ok: listed.length === 0, size: head.size, ...sums, findings: listed, unlisted: unlisted() }
}

/** The head, held against what there is beyond it, all in one snapshot; its size is that of what can be read. */
function openHead(database: Session, note: Note): Promise<Head> {
  return database.transaction((snapshot) => checkHead(snapshot, note), {
    isolationLevel: "repeatable read",
    accessMode: "read only",
  })
}

async function checkHead(snapshot: Session, note: Note): Promise<Head> {
  const head = await readHead(snapshot)
  const [entries] = await snapshot.select({ last: max(logEntries.seq) }).from(logEntries)
  const [signed] = await snapshot.select({ size: max(logCheckpoints.size) }).from(logCheckpoints)
  const there = (entries?.last ?? -1) + 1
  if (there > head.size)
    note(head.size, "tail-unclaimed", `The head counts ${head.size} entries of ${there}.`)
  const promised = Math.max(head.size, signed?.size ?? 0)
  const size = Math.min(head.size, there)
  if (promised > size) note(size, "tail-missing", `There were ${promised} entries, and ${size} are left.`)
  return { ...head, size }
}

type Rows = Awaited<ReturnType<typeof readLeaves>>

/** The entries of these rows, each in its place; what is missing or cannot be read is noted. */
function readEntries(rows: Rows, start: number, end: number, note: Note): AuditEntry[] {
  const entries: AuditEntry[] = []
  let next = start
  for (const row of [...rows, { seq: end, leaf: null, decisionId: "", digest: null }]) {
    for (; next < row.seq; next++) note(next, "entry-missing", "The entry is gone.")
    next = row.seq + 1
    if (row.leaf === null) continue
    const entry = readLeaf(row.leaf)
    if (!entry) note(row.seq, "entry-unreadable", "The entry is not the text of any.")
    else {
      checkPlace(entry, row, note)
      entries.push(entry)
    }
  }
  return entries
}

function checkPlace(
  entry: AuditEntry,
  row: { seq: number; decisionId: string; digest: string | null },
  note: Note,
) {
  if (entry.seq !== row.seq) note(row.seq, "entry-misplaced", `The entry was written as number ${entry.seq}.`)
  if (entry.decisionId !== row.decisionId || entry.digest !== row.digest) {
    note(row.seq, "column-changed", "The entry is filed under another decision or digest than its own.")
  }
}
