/**
 * The signature on a response: that this result, to the letter, answers this request, in the words of the key that
 * the attestation document named. Format: docs/attestation.md.
 */
import { ed25519 } from "@noble/curves/ed25519.js"
import { sha256 } from "@noble/hashes/sha2.js"
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js"
import { base64urlnopad } from "@scure/base"

export type SplitAnswer = {
  /** The exact UTF-8 of the result. */
  result: Uint8Array
  /** base64url of 64 bytes. */
  signature: string
}

const DOMAIN = utf8ToBytes("countersign response v1\n")
const BEFORE = utf8ToBytes('{"result":')
const SIGNATURE = /^,"signature":"([A-Za-z0-9_-]{86})"\}$/
const AFTER_BYTES = ',"signature":""}'.length + 86

/**
 * Cuts the result out of an answer without reading it, or null where the answer is not framed to the byte. Parse the
 * result and nothing else, once its signature is verified.
 */
export function splitAnswer(answer: Uint8Array): SplitAnswer | null {
  const end = answer.length - AFTER_BYTES
  if (end < BEFORE.length || !BEFORE.every((byte, index) => byte === answer[index])) return null
  const [, signature] = SIGNATURE.exec(String.fromCharCode(...answer.subarray(end))) ?? []
  return signature === undefined ? null : { result: answer.subarray(BEFORE.length, end), signature }
}

/** `requestBody` is what was sent, byte for byte. False for anything but the live key's signature. */
export function verifyResponse(
  liveKey: Uint8Array,
  requestBody: Uint8Array,
  resultText: Uint8Array | string,
  signature: string,
): boolean {
  const result = typeof resultText === "string" ? utf8ToBytes(resultText) : resultText
  try {
    const signed = concatBytes(DOMAIN, sha256(requestBody), sha256(result))
    return ed25519.verify(base64urlnopad.decode(signature), signed, liveKey, { zip215: false })
  } catch {
    return false
  }
}
