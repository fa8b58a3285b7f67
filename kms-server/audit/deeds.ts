/**
 * What an operator did and no request asked for: an intent and its result, appended at once, because nothing happens
 * between them that could be cut off. Signs no checkpoint and keeps no evidence: there is none.
 */
import { randomUUID } from "node:crypto"
import { type Database, inTransaction } from "../store"
import { openAuditLog } from "./log"

export async function noteDeed(database: Database, method: string, outcome: string): Promise<void> {
  const signCheckpoint = () => Promise.reject(new Error("an operator signs no checkpoint"))
  const log = await openAuditLog(database, {
    ...{ clock: Date.now, certifier: { signCheckpoint } },
    evidenceKey: new Uint8Array(32),
  })
  const deed = { decisionId: randomUUID(), method, outcome }
  await inTransaction(database, (session) =>
    log.append(session, [
      { ...deed, kind: "intent", outcome: "allowed by operator" },
      { ...deed, kind: "result" },
    ]),
  )
}
