/**
 * A checkpoint of the audit log (C2SP tlog-checkpoint): how many entries it has, and the root that covers them all,
 * under the log's signature.
 */
import { base64 } from "@scure/base"
import { parseVerifierKey, verifyNote } from "./note"
import { refuse } from "./refuse"

export type LogCheckpoint = {
  size: number
  /** SHA-256, 32 bytes. */
  rootHash: Uint8Array
  /** The signed note itself, to be kept and shown to others. */
  text: string
}

/** `logKey` is the verifier key as the KMS publishes it. Throws LOG_REFUSED. */
export function verifyCheckpoint(text: string, logKey: string): LogCheckpoint {
  const key = parseVerifierKey(logKey)
  const body = verifyNote(text, key)
  const [, origin, digits = "", root = ""] =
    /^([^\n]+)\n(0|[1-9]\d{0,15})\n([A-Za-z0-9+/]{43}=)\n$/.exec(body) ?? []
  if (origin === undefined) return refuse("its checkpoint says something else")
  if (origin !== key.name) return refuse("its checkpoint is of another log")
  const size = Number(digits)
  if (!Number.isSafeInteger(size)) return refuse("its checkpoint counts too far")
  return { size, rootHash: rootOf(root), text }
}

function rootOf(encoded: string): Uint8Array {
  try {
    return base64.decode(encoded)
  } catch {
    return refuse("its checkpoint has a root that cannot be read")
  }
}
