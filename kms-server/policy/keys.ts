/**
 * Public keys of authenticators: which ones may be registered, and as objects that verify. Importing costs as much
 * as verifying, so objects are kept, a bounded number of them.
 */
import { createPublicKey, type KeyObject } from "node:crypto"
import { ed25519 } from "@noble/curves/ed25519.js"
import type { StampAlgorithm } from "~protocol"

const MAX_CACHED = 1024
const KEY_BYTES = { Ed25519: 32, Secp256r1: 65 } as const
const cached = new Map<string, KeyObject>()

/** The key in its one spelling, or null where the text is not exactly what its bytes would be written as. */
export function decodeCanonical(text: string): Uint8Array | null {
  const bytes = Buffer.from(text, "base64url")
  return bytes.toString("base64url") === text ? bytes : null
}

/** Null where the bytes are no key of this algorithm. */
export function openPublicKey(algorithm: StampAlgorithm, publicKey: string): KeyObject | null {
  const name = `${algorithm}:${publicKey}`
  const known = cached.get(name)
  if (known) return known
  const opened = importKey(algorithm, publicKey)
  if (opened === null) return null
  const [oldest] = cached.keys()
  if (cached.size >= MAX_CACHED && oldest !== undefined) cached.delete(oldest)
  cached.set(name, opened)
  return opened
}

/** Why a key may not be registered, or null. node:crypto takes weak Ed25519 keys, under which one stamp fits all. */
export function weaknessOf(algorithm: StampAlgorithm, publicKey: string): string | null {
  if (openPublicKey(algorithm, publicKey) === null) return `it is not a ${algorithm} key`
  return algorithm === "Ed25519" ? ed25519WeaknessOf(publicKey) : null
}

function ed25519WeaknessOf(publicKey: string): string | null {
  try {
    const point = ed25519.Point.fromBytes(Buffer.from(publicKey, "base64url"), false)
    if (point.isSmallOrder()) return "it is of small order"
    return point.isTorsionFree() ? null : "it is not in the prime-order group"
  } catch {
    return "it is not a point in canonical form"
  }
}

/** As JWK, which node:crypto imports in half the time of DER. OpenSSL refuses points that are not on P-256. */
function importKey(algorithm: StampAlgorithm, publicKey: string): KeyObject | null {
  const raw = decodeCanonical(publicKey)
  if (raw?.length !== KEY_BYTES[algorithm]) return null
  if (algorithm === "Secp256r1" && raw[0] !== 4) return null
  const encode = (from: number, to: number) => Buffer.from(raw.subarray(from, to)).toString("base64url")
  const key =
    algorithm === "Ed25519"
      ? { kty: "OKP", crv: "Ed25519", x: publicKey }
      : { kty: "EC", crv: "P-256", x: encode(1, 33), y: encode(33, 65) }
  try {
    return createPublicKey({ key, format: "jwk" })
  } catch {
    return null
  }
}
