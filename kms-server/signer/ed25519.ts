/**
 * What a private key of Ed25519 does, through node:crypto. Only the private key goes into a signature: a public key
 * that a caller brought along could make two signatures of one message give the private key away.
 */
import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto"
import { mishap } from "./mishaps"

/** PKCS#8 (RFC 8410) up to the 32 bytes of the secret. */
const PKCS8_PREFIX = Buffer.from("302e020100300506032b657004220420", "hex")

/** Both halves of a key pair, ready to use; the memory of the private one is OpenSSL's, which wipes it. */
export type KeyPair = { privateKey: KeyObject; publicKey: KeyObject; publicBytes: Uint8Array }

/** As DER and not as JWK: a JWK would make the secret a string. */
export function openKeyPair(secret: Uint8Array): KeyPair {
  const key = Buffer.concat([PKCS8_PREFIX, secret])
  try {
    const privateKey = createPrivateKey({ key, format: "der", type: "pkcs8" })
    const publicKey = createPublicKey(privateKey)
    return { privateKey, publicKey, publicBytes: bytesOf(publicKey) }
  } finally {
    key.fill(0)
  }
}

/** RFC 8032 over the bytes themselves: 64 bytes. */
export function signEd25519({ privateKey, publicKey }: KeyPair, bytes: Uint8Array): Uint8Array {
  const signature = sign(null, bytes, privateKey)
  if (!verify(null, bytes, publicKey, signature)) throw mishap("a signature came out wrong")
  return signature
}

function bytesOf(publicKey: KeyObject): Uint8Array {
  return Uint8Array.from(Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url"))
}
