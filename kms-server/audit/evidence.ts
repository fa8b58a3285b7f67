/**
 * The requests behind decisions, sealed: AES-256-GCM under a key of each decision's own, with the decision's id as
 * additional data, so that the disk alone shows no message and evidence does not open under another decision.
 */
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto"
import { inArray } from "drizzle-orm"
import { logEvidence, runStatement, type Session } from "../store"
import type { Evidence } from "./role"

const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16
const LENGTH_BYTES = 4
/** Stands for the length of a stamp that there was none of. */
const UNSTAMPED = 0xffffffff

/** Keeps evidence in the caller's transaction. What is kept is never replaced: a second time under one id fails. */
export async function keepEvidence(
  session: Session,
  evidenceKey: Uint8Array,
  evidence: readonly Evidence[],
): Promise<void> {
  if (evidence.length === 0) return
  const rows = evidence.map((one) => sealedOf(evidenceKey, one))
  await runStatement(session, KEEP, [
    rows.map(({ decisionId }) => decisionId),
    rows.map(({ sealed }) => sealed),
  ])
}

/** As it is stored, in base64. */
export function sealedOf(
  evidenceKey: Uint8Array,
  evidence: Evidence,
): { decisionId: string; sealed: string } {
  return { decisionId: evidence.decisionId, sealed: seal(evidenceKey, evidence).toString("base64") }
}

const KEEP = `
  insert into log_evidence (decision_id, sealed)
  select id::uuid, decode(sealed, 'base64') from unnest($1::text[], $2::text[]) as evidence (id, sealed)`

/** What is kept for these decisions, still sealed. */
export async function findSealed(session: Session, decisionIds: string[]): Promise<Map<string, Uint8Array>> {
  if (decisionIds.length === 0) return new Map()
  const found = await session.select().from(logEvidence).where(inArray(logEvidence.decisionId, decisionIds))
  return new Map(found.map(({ decisionId, sealed }) => [decisionId, sealed]))
}

export function checkEvidenceKey(evidenceKey: Uint8Array): void {
  if (evidenceKey.length !== KEY_BYTES) throw new Error(`The key of the evidence has ${KEY_BYTES} bytes.`)
}

function seal(evidenceKey: Uint8Array, { decisionId, body, stamp }: Evidence): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv("aes-256-gcm", keyOf(evidenceKey, decisionId), nonce)
  cipher.setAAD(Buffer.from(decisionId))
  const header = Buffer.from(stamp ?? "")
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt32BE(stamp === null ? UNSTAMPED : header.length)
  const sealed = [cipher.update(length), cipher.update(header), cipher.update(body), cipher.final()]
  return Buffer.concat([nonce, ...sealed, cipher.getAuthTag()])
}

/** The evidence of this decision, or null where these bytes are not it. */
export function unseal(evidenceKey: Uint8Array, decisionId: string, sealed: Uint8Array): Evidence | null {
  if (sealed.length < NONCE_BYTES + LENGTH_BYTES + TAG_BYTES) return null
  const decipher = createDecipheriv(
    "aes-256-gcm",
    keyOf(evidenceKey, decisionId),
    sealed.subarray(0, NONCE_BYTES),
  )
  decipher.setAAD(Buffer.from(decisionId))
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES))
  try {
    const opened = decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES))
    return evidenceOf(decisionId, Buffer.concat([opened, decipher.final()]))
  } catch {
    return null
  }
}

function evidenceOf(decisionId: string, opened: Buffer): Evidence | null {
  const length = opened.readUInt32BE(0)
  const start = LENGTH_BYTES + (length === UNSTAMPED ? 0 : length)
  if (start > opened.length) return null
  const stamp = length === UNSTAMPED ? null : opened.toString("utf8", LENGTH_BYTES, start)
  return { decisionId, stamp, body: opened.subarray(start) }
}

/** So many messages under one key would wear out nonces that are drawn at random. */
function keyOf(evidenceKey: Uint8Array, decisionId: string): Buffer {
  return createHmac("sha256", evidenceKey).update(`countersign evidence ${decisionId}`).digest()
}
