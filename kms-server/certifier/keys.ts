/**
 * The keys of an installation, all from its one identity key: the root of its certificates and the key of its audit
 * log, the same on every server that was given that identity. They sign here and are never handed out.
 */
import { createPrivateKey, createPublicKey, hkdfSync, sign } from "node:crypto"
import { p384 } from "@noble/curves/nist.js"

export type RootKey = {
  /** DER of the SubjectPublicKeyInfo. */
  publicKey: Uint8Array
  /** ECDSA with SHA-384, r‖s. The nonce is RFC 6979's, so that the root certificate has the same bytes everywhere. */
  sign(bytes: Uint8Array): Uint8Array
}

export type LogKey = {
  /** Raw, 32 bytes. */
  publicKey: Uint8Array
  /** Ed25519. */
  sign(bytes: Uint8Array): Uint8Array
}

const IDENTITY_KEY_BYTES = 32
const SEED_BYTES = { root: 72, log: 32 } as const

/** PKCS #8 around a seed of Ed25519, RFC 8410. */
const ED25519_PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex")

export function rootKeyOf(identityKey: Uint8Array): RootKey {
  // 72 bytes where the order has 48: the remainder is even to 2^-192 (FIPS 186-5, appendix A.2.1).
  const secretKey = p384.utils.randomSecretKey(seedOf(identityKey, "root"))
  return {
    publicKey: p384KeyInfoOf(p384.getPublicKey(secretKey, false)),
    sign: (bytes) => p384.sign(bytes, secretKey, { prehash: true, extraEntropy: false }),
  }
}

export function logKeyOf(identityKey: Uint8Array): LogKey {
  const key = createPrivateKey({
    key: Buffer.concat([ED25519_PKCS8, seedOf(identityKey, "log")]),
    format: "der",
    type: "pkcs8",
  })
  const { x = "" } = createPublicKey(key).export({ format: "jwk" })
  return {
    publicKey: new Uint8Array(Buffer.from(x, "base64url")),
    sign: (bytes) => new Uint8Array(sign(null, bytes, key)),
  }
}

function seedOf(identityKey: Uint8Array, use: keyof typeof SEED_BYTES): Uint8Array {
  if (identityKey.length !== IDENTITY_KEY_BYTES) throw new Error("an identity key has 32 bytes")
  const info = `countersign certifier ${use} key v1`
  return new Uint8Array(hkdfSync("sha384", identityKey, new Uint8Array(), info, SEED_BYTES[use]))
}

function p384KeyInfoOf(point: Uint8Array): Uint8Array {
  const coordinate = (from: number) => Buffer.from(point.subarray(from, from + 48)).toString("base64url")
  const jwk = { kty: "EC", crv: "P-384", x: coordinate(1), y: coordinate(49) }
  return new Uint8Array(createPublicKey({ key: jwk, format: "jwk" }).export({ format: "der", type: "spki" }))
}
