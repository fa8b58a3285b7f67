/**
 * HPKE (RFC 9180), base mode, for secrets on their way in and out: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256,
 * AES-256-GCM; no additional data. The `info` names the purpose, so what was encrypted to be imported does not open
 * as an export. On the wire: the encapsulated key, 32 bytes, and the ciphertext.
 */
import { createPrivateKey, createPublicKey } from "node:crypto"
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from "@hpke/core"

export const HPKE_INFO = { import: "countersign/import/v1", export: "countersign/export/v1" } as const
export type HpkePurpose = keyof typeof HPKE_INFO

const KEY_BYTES = 32
/** PKCS#8 (RFC 8410) up to the 32 bytes of an X25519 key. */
const PKCS8_PREFIX = Buffer.from("302e020100300506032b656e04220420", "hex")

const suite = new CipherSuite({
  kem: new DhkemX25519HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes256Gcm(),
})

/** Throws where the recipient is no X25519 key, or one of those that every secret agrees with (small order). */
export async function encryptTo(
  recipient: Uint8Array,
  purpose: HpkePurpose,
  content: Uint8Array,
): Promise<Uint8Array> {
  const recipientPublicKey = await suite.kem.deserializePublicKey(exact(recipient))
  const { enc, ct } = await suite.seal({ recipientPublicKey, info: infoOf(purpose) }, exact(content))
  return Buffer.concat([Buffer.from(enc), Buffer.from(ct)])
}

/** What was encrypted to this key; the caller zeroes it. Throws where it was not, or was altered. */
export async function decryptWith(
  privateKey: Uint8Array,
  purpose: HpkePurpose,
  encrypted: Uint8Array,
): Promise<Uint8Array> {
  const recipientKey = {
    privateKey: await suite.kem.deserializePrivateKey(exact(privateKey)),
    publicKey: await suite.kem.deserializePublicKey(exact(x25519PublicKeyOf(privateKey))),
  }
  const enc = exact(encrypted.subarray(0, KEY_BYTES))
  const content = exact(encrypted.subarray(KEY_BYTES))
  return new Uint8Array(await suite.open({ recipientKey, enc, info: infoOf(purpose) }, content))
}

/** 32 bytes. The library would derive it too, through a string with the private key in it. */
export function x25519PublicKeyOf(privateKey: Uint8Array): Uint8Array {
  const key = Buffer.concat([PKCS8_PREFIX, privateKey])
  try {
    const { x } = createPublicKey(createPrivateKey({ key, format: "der", type: "pkcs8" })).export({
      format: "jwk",
    })
    return Uint8Array.from(Buffer.from(x ?? "", "base64url"))
  } finally {
    key.fill(0)
  }
}

function infoOf(purpose: HpkePurpose): ArrayBuffer {
  return exact(Buffer.from(HPKE_INFO[purpose], "ascii"))
}

/** The library takes whole buffers, and a view may stand in a pool that others read. */
function exact(bytes: Uint8Array): ArrayBuffer {
  const buffer = new ArrayBuffer(bytes.length)
  new Uint8Array(buffer).set(bytes)
  return buffer
}
