/**
 * Checks the request behind each intent again from what was kept of it: that it is the one the entry speaks of, and
 * that its stamp is genuine. Reads stamps on its own, so that it does not share a mistake with who let them in.
 */
import { createHash, createPublicKey, type KeyObject, verify } from "node:crypto"
import { Stamp } from "~protocol"
import type { Session } from "../store"
import { findSealed, unseal } from "./evidence"
import type { Note } from "./findings"
import type { AuditEntry } from "./role"

const FINGERPRINT_LENGTH = 16
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
/** The one request that may come without a stamp: it founds what stamps belong to. */
const UNSTAMPED_METHOD = "createOrganization"

export function openStampCheck(session: Session, evidenceKey: Uint8Array, note: Note) {
  const counts = { stamps: 0, unstamped: 0, withoutRequest: 0 }

  function checkIntent(intent: AuditEntry, sealed: Uint8Array | undefined): void {
    const { seq, decisionId, digest } = intent
    const evidence = sealed && unseal(evidenceKey, decisionId, sealed)
    if (isWithoutRequest(intent)) counts.withoutRequest += 1
    else if (!sealed)
      note(seq, "evidence-missing", `Nothing is kept of the request of decision ${decisionId}.`)
    else if (!evidence || sha256(evidence.body).toString("hex") !== digest) {
      note(seq, "evidence-changed", `What is kept of decision ${decisionId} is not the request it was about.`)
    } else if (evidence.stamp === null) checkUnstamped(intent)
    else checkStamp(intent, evidence.stamp, evidence.body)
  }

  function checkUnstamped({ seq, method }: AuditEntry): void {
    counts.unstamped += 1
    if (method !== UNSTAMPED_METHOD) note(seq, "stamp-missing", `A request to ${method} bore no stamp.`)
  }

  function checkStamp({ seq, authenticator }: AuditEntry, header: string, body: Uint8Array): void {
    counts.stamps += 1
    const stamp = readStamp(header)
    if (!stamp || !isGenuine(stamp, body)) {
      note(seq, "stamp-wrong", "The stamp of the request does not verify.")
    } else if (fingerprintOf(stamp) !== authenticator) {
      note(seq, "authenticator-differs", "The request was stamped with another key than the entry names.")
    }
  }

  return {
    async check(entries: readonly AuditEntry[]): Promise<void> {
      const intents = entries.filter(({ kind }) => kind === "intent")
      const ids = intents.map(({ decisionId }) => decisionId).filter((id) => UUID.test(id))
      const sealed = await findSealed(session, [...new Set(ids)])
      for (const intent of intents) checkIntent(intent, sealed.get(intent.decisionId))
    },
    finish: () => counts,
  }
}

/** An operator's deed, which no request asked for. It spends nothing and no authenticator is named for it. */
function isWithoutRequest({ digest, authenticator, spends }: AuditEntry): boolean {
  return digest === null && authenticator === null && spends.length === 0
}

function readStamp(header: string): Stamp | null {
  try {
    const { success, data } = Stamp.safeParse(JSON.parse(Buffer.from(header, "base64url").toString("utf8")))
    return success ? data : null
  } catch {
    return null
  }
}

function isGenuine(stamp: Stamp, body: Uint8Array): boolean {
  try {
    const key = openKey(stamp)
    const signature = Buffer.from(stamp.signature, "base64url")
    return stamp.algorithm === "Ed25519"
      ? verify(null, body, key, signature)
      : verify("sha256", body, { key, dsaEncoding: "ieee-p1363" }, signature)
  } catch {
    return false
  }
}

/** Importing a key costs as much as verifying, and most of a log is by few keys: so many are kept. */
const MAX_CACHED = 1024
const cached = new Map<string, KeyObject>()

function openKey({ algorithm, publicKey }: Stamp): KeyObject {
  const name = `${algorithm}:${publicKey}`
  const known = cached.get(name)
  if (known) return known
  const opened = createPublicKey({
    key: jwkOf(algorithm, Buffer.from(publicKey, "base64url")),
    format: "jwk",
  })
  if (cached.size >= MAX_CACHED) cached.clear()
  cached.set(name, opened)
  return opened
}

function jwkOf(algorithm: Stamp["algorithm"], raw: Buffer) {
  if (algorithm === "Ed25519") return { kty: "OKP", crv: "Ed25519", x: raw.toString("base64url") }
  if (raw.length !== 65 || raw[0] !== 4) throw new Error("this is no point of P-256")
  const [x, y] = [raw.subarray(1, 33), raw.subarray(33)]
  return { kty: "EC", crv: "P-256", x: x.toString("base64url"), y: y.toString("base64url") }
}

function fingerprintOf({ publicKey }: Stamp): string {
  return sha256(Buffer.from(publicKey, "base64url")).toString("base64url").slice(0, FINGERPRINT_LENGTH)
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest()
}
