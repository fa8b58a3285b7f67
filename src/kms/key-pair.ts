/**
 * Key pairs of WebCrypto: Ed25519 where the engine has it, else ECDSA P-256. The private key is made
 * non-extractable and never exists as bytes that a program could read.
 */
import type { StampAlgorithm } from "~protocol"
import type { KeyRecord } from "./key-life"

/** The part of `crypto.subtle` that makes keys. */
export type KeyMaker = Pick<SubtleCrypto, "generateKey" | "exportKey">

const ED25519 = { name: "Ed25519" } as const
const P256 = { name: "ECDSA", namedCurve: "P-256" }
const P256_SIGN = { name: "ECDSA", hash: "SHA-256" }

export async function makeKey(subtle: KeyMaker): Promise<KeyRecord> {
  const { privateKey, publicKey } = await generate(subtle)
  return {
    privateKey,
    publicKey: new Uint8Array(await subtle.exportKey("raw", publicKey)),
    createdAt: Date.now(),
    authenticatorId: null,
  }
}

/** The algorithm of a stored key comes from the key, so a record cannot disagree with it. */
export function algorithmOf(key: CryptoKey): StampAlgorithm {
  return key.algorithm.name === ED25519.name ? "Ed25519" : "Secp256r1"
}

/** 64 bytes: RFC 8032, or r‖s of ECDSA with SHA-256 (not normalised to low s: browsers cannot promise it). */
export async function signWith(key: CryptoKey, bytes: Uint8Array): Promise<Uint8Array> {
  const algorithm = algorithmOf(key) === "Ed25519" ? ED25519 : P256_SIGN
  return new Uint8Array(await crypto.subtle.sign(algorithm, key, new Uint8Array(bytes)))
}

async function generate(subtle: KeyMaker): Promise<CryptoKeyPair> {
  try {
    return await subtle.generateKey(ED25519, false, ["sign", "verify"])
  } catch (thrown) {
    if (!isUnsupported(thrown)) throw thrown
    return await subtle.generateKey(P256, false, ["sign", "verify"])
  }
}

function isUnsupported(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.name === "NotSupportedError"
}
