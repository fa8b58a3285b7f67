/**
 * Seals and opens bytes with AES-256-GCM. The binding says all that they belong to and is authenticated with them,
 * so a ciphertext that was moved elsewhere does not open. Nonces are random: one key is good for 2^32 seals.
 */
import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from "node:crypto"
import { mishap } from "./mishaps"

const NONCE_BYTES = 12
const TAG_BYTES = 16

/** Written as a JSON array, in which no two lists of members look the same. */
export type Binding = readonly (string | number)[]

/** nonce ‖ ciphertext ‖ tag. `content` is the caller's to zero. */
export function seal(key: KeyObject, content: Uint8Array, binding: Binding): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(additionalData(binding))
  return Buffer.concat([nonce, cipher.update(content), cipher.final(), cipher.getAuthTag()])
}

/**
 * The content, which the caller zeroes. Throws INTERNAL where anything at all was changed. No Buffer: a slice of one
 * shares its memory, and would be zeroed with it.
 */
export function open(key: KeyObject, sealed: Uint8Array, binding: Binding): Uint8Array {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) throw doesNotOpen()
  const nonce = sealed.subarray(0, NONCE_BYTES)
  const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(additionalData(binding)).setAuthTag(sealed.subarray(-TAG_BYTES))
  const content = decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES))
  try {
    decipher.final()
    return new Uint8Array(content.buffer, content.byteOffset, content.length)
  } catch {
    content.fill(0)
    throw doesNotOpen()
  }
}

function additionalData(binding: Binding): Buffer {
  return Buffer.from(JSON.stringify(binding), "utf8")
}

function doesNotOpen(): Error {
  return mishap("something sealed does not belong where it was opened")
}
