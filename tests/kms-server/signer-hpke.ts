/**
 * HPKE (RFC 9180, base mode, one message) written from its text on node:crypto alone: what the signer's library makes
 * must be what the standard says, and not only what the library itself can read again.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
} from "node:crypto"

const KEM = Buffer.from("KEM\x00\x20", "latin1")
const SUITE = Buffer.from("HPKE\x00\x20\x00\x01\x00\x02", "latin1")
const EMPTY = Buffer.alloc(0)

export function makeRecipient() {
  const { privateKey, publicKey } = generateKeyPairSync("x25519")
  return { privateKey, publicKey: rawOf(publicKey) }
}

/** encapsulated key ‖ ciphertext. */
export function encrypt(recipient: Uint8Array, info: string, content: Uint8Array): Uint8Array {
  const ephemeral = generateKeyPairSync("x25519")
  const enc = rawOf(ephemeral.publicKey)
  const shared = sharedSecretOf(ephemeral.privateKey, recipient, enc, recipient)
  const { key, nonce } = scheduleOf(shared, info)
  const cipher = createCipheriv("aes-256-gcm", key, nonce)
  return Buffer.concat([enc, cipher.update(content), cipher.final(), cipher.getAuthTag()])
}

export function decrypt(privateKey: KeyObject, info: string, encrypted: Uint8Array): Uint8Array {
  const enc = encrypted.subarray(0, 32)
  const shared = sharedSecretOf(privateKey, enc, enc, rawOf(createPublicKey(privateKey)))
  const { key, nonce } = scheduleOf(shared, info)
  const decipher = createDecipheriv("aes-256-gcm", key, nonce).setAuthTag(encrypted.subarray(-16))
  return Buffer.concat([decipher.update(encrypted.subarray(32, -16)), decipher.final()])
}

function sharedSecretOf(own: KeyObject, other: Uint8Array, enc: Uint8Array, recipient: Uint8Array): Buffer {
  const secret = diffieHellman({ privateKey: own, publicKey: publicKeyOf(other) })
  const prk = labeledExtract(KEM, EMPTY, "eae_prk", secret)
  return labeledExpand(KEM, prk, "shared_secret", Buffer.concat([enc, recipient]), 32)
}

function scheduleOf(shared: Uint8Array, info: string) {
  const context = Buffer.concat([
    Buffer.of(0),
    labeledExtract(SUITE, EMPTY, "psk_id_hash", EMPTY),
    labeledExtract(SUITE, EMPTY, "info_hash", Buffer.from(info)),
  ])
  const secret = labeledExtract(SUITE, shared, "secret", EMPTY)
  return {
    key: labeledExpand(SUITE, secret, "key", context, 32),
    nonce: labeledExpand(SUITE, secret, "base_nonce", context, 12),
  }
}

function labeledExtract(suite: Buffer, salt: Uint8Array, label: string, input: Uint8Array): Buffer {
  const labeled = Buffer.concat([Buffer.from("HPKE-v1"), suite, Buffer.from(label), input])
  return createHmac("sha256", salt).update(labeled).digest()
}

/** One block of HKDF-Expand, or less. */
function labeledExpand(
  suite: Buffer,
  prk: Uint8Array,
  label: string,
  info: Uint8Array,
  length: number,
): Buffer {
  const labeled = Buffer.concat([
    Buffer.of(0, length),
    Buffer.from("HPKE-v1"),
    suite,
    Buffer.from(label),
    info,
  ])
  return createHmac("sha256", prk).update(labeled).update(Buffer.of(1)).digest().subarray(0, length)
}

function publicKeyOf(raw: Uint8Array): KeyObject {
  return createPublicKey({
    key: { kty: "OKP", crv: "X25519", x: Buffer.from(raw).toString("base64url") },
    format: "jwk",
  })
}

function rawOf(publicKey: KeyObject): Buffer {
  return Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url")
}
