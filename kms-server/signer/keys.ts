/**
 * What a private key does: give its public key, sign bytes. Each signature is verified under the derived public key
 * before it leaves, so a fault in the machine cannot leak a key through a wrong signature.
 */
import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto"
import { pointFromScalar, signRecoverable, verify as verifySecp256k1 } from "tiny-secp256k1"
import type { Curve } from "~protocol"

/** PKCS#8 (RFC 8410) up to the 32 bytes of the secret, and SPKI up to those of the public key. */
const PKCS8_ED25519 = Buffer.from("302e020100300506032b657004220420", "hex")
const SPKI_ED25519_BYTES = 12

export function publicKeyOf(privateKey: Uint8Array, curve: Curve): Uint8Array {
  if (curve === "Ed25519") return rawOf(createPublicKey(ed25519KeyOf(privateKey)))
  const point = pointFromScalar(privateKey, true)
  if (point === null) throw new Error("a private key is out of range")
  return point
}

/** RFC 8032 over the bytes themselves: 64 bytes. */
export function signEd25519(privateKey: Uint8Array, bytes: Uint8Array): Uint8Array {
  const key = ed25519KeyOf(privateKey)
  const signature = sign(null, bytes, key)
  if (!verify(null, bytes, createPublicKey(key), signature)) throw new Error("a signature came out wrong")
  return signature
}

/** ECDSA with RFC 6979 and low s over a 32-byte digest: 64 bytes r‖s, then the recovery id. */
export function signSecp256k1(privateKey: Uint8Array, digest: Uint8Array): Uint8Array {
  const { signature, recoveryId } = signRecoverable(digest, privateKey)
  const verified = verifySecp256k1(digest, publicKeyOf(privateKey, "Secp256k1"), signature, true)
  if (!verified || recoveryId > 1) throw new Error("a signature came out wrong")
  return Uint8Array.of(...signature, recoveryId)
}

/** As DER and not as JWK: a JWK would make the secret a string. The key object's own memory is OpenSSL's to wipe. */
function ed25519KeyOf(secret: Uint8Array): KeyObject {
  const key = Buffer.concat([PKCS8_ED25519, secret])
  try {
    return createPrivateKey({ key, format: "der", type: "pkcs8" })
  } finally {
    key.fill(0)
  }
}

function rawOf(publicKey: KeyObject): Uint8Array {
  return Uint8Array.from(publicKey.export({ format: "der", type: "spki" }).subarray(SPKI_ED25519_BYTES))
}
