/**
 * Checks a stamp over the bytes as they came, before anything in them is read. A stamp only says that some key
 * signed these bytes; whether anyone knows that key, or an id token vouches for it, is asked later.
 */
import { verify } from "node:crypto"
import { Stamp } from "~protocol"
import { decodeCanonical, openPublicKey } from "./keys"
import { parseStrictJson } from "./strict-json"

/** An id token of the length that the protocol allows, encoded twice, and what stands beside it. */
const MAX_HEADER = 16_384
const SIGNATURE_BYTES = 64

export type StampVerdict =
  | { ok: true; stamp: Stamp }
  | { ok: false; reason: "STAMP_MALFORMED" | "STAMP_KEY" | "STAMP_WRONG" }

export function checkStamp(header: string, body: Uint8Array): StampVerdict {
  const stamp = readStamp(header)
  if (stamp === null) return { ok: false, reason: "STAMP_MALFORMED" }
  const key = openPublicKey(stamp.algorithm, stamp.publicKey)
  if (key === null) return { ok: false, reason: "STAMP_KEY" }
  const signature = decodeCanonical(stamp.signature)
  if (signature?.length !== SIGNATURE_BYTES) return { ok: false, reason: "STAMP_MALFORMED" }
  // Browsers cannot promise a low s, so none is asked for: nothing here is ever keyed on the stamp.
  const genuine =
    stamp.algorithm === "Ed25519"
      ? verify(null, body, key, signature)
      : verify("sha256", body, { key, dsaEncoding: "ieee-p1363" }, signature)
  return genuine ? { ok: true, stamp } : { ok: false, reason: "STAMP_WRONG" }
}

function readStamp(header: string): Stamp | null {
  if (header.length > MAX_HEADER) return null
  const bytes = decodeCanonical(header)
  if (bytes === null) return null
  try {
    const parsed = Stamp.safeParse(parseStrictJson(bytes))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}
