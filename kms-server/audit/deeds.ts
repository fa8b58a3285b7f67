/**
 * What an operator did and no request asked for: an intent and its result, appended at once and in the transaction of
 * the deed itself where it is one, because nothing happens between them that could be cut off. Signs no checkpoint and
 * keeps no evidence: there is none.
 */
import { randomUUID } from "node:crypto"
import { type Database, inTransaction, type Session } from "../store"
import { openAuditLog } from "./log"

export type OperatorDeed = {
  method: string
  /** What came of it; short printable ASCII. */
  outcome: string
  /** Whom it was done to, where it was one organization. */
  organizationId?: string
}

/**
 * Writes the deed down, and does it: `work` is told the log's time and answers whether there was anything to do. Where
 * there was not, nothing is written and this is false; where it throws, neither happens.
 */
export async function noteDeed(
  database: Database,
  { outcome, ...deed }: OperatorDeed,
  work: (session: Session, at: number) => Promise<boolean> = async () => true,
): Promise<boolean> {
  const signCheckpoint = () => Promise.reject(new Error("an operator signs no checkpoint"))
  const log = await openAuditLog(database, {
    ...{ clock: Date.now, certifier: { signCheckpoint } },
    evidenceKey: new Uint8Array(32),
  })
  const entry = { ...deed, decisionId: randomUUID() }
  return inTransaction(database, async (session) => {
    // The rows before the log, as every change takes them, so that two who wait never wait for each other.
    if (!(await work(session, log.now()))) return false
    await log.append(session, [
      { ...entry, kind: "intent", outcome: "allowed by operator" },
      { ...entry, kind: "result", outcome },
    ])
    return true
  })
}
