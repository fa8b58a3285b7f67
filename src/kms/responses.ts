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
const SIGNATURE = /^,"signature":"([A-Za-z0-9_-]{86})"$/
const SIGNATURE_BYTES = ',"signature":""'.length + 86
/** What the API says of a network that it handed the transaction to: no word of the enclave, and not signed. */
const SUBMISSION = utf8ToBytes(',"rpc_submission_result":')

/**
 * Cuts the result out of an answer without reading it, or null where the answer is not framed to the byte. Parse the
 * result and nothing else, once its signature is verified.
 */
export function splitAnswer(answer: Uint8Array): SplitAnswer | null {
  if (!startsWith(answer, BEFORE) || answer.at(-1) !== CLOSING) return null
  const whole = splitAt(answer, answer.length - 1)
  if (whole !== null) return whole
  // A result holds this text only inside of a string, where its quotes are escaped.
  const submission = indexOf(answer, SUBMISSION)
  return submission < 0 ? null : splitAt(answer, submission)
}

const CLOSING = 0x7d

function splitAt(answer: Uint8Array, after: number): SplitAnswer | null {
  const end = after - SIGNATURE_BYTES
  if (end < BEFORE.length) return null
  const [, signature] = SIGNATURE.exec(String.fromCharCode(...answer.subarray(end, after))) ?? []
  return signature === undefined ? null : { result: answer.subarray(BEFORE.length, end), signature }
}

function startsWith(bytes: Uint8Array, head: Uint8Array, at = 0): boolean {
  return bytes.length >= at + head.length && head.every((byte, index) => byte === bytes[at + index])
}

function indexOf(bytes: Uint8Array, wanted: Uint8Array): number {
  for (let at = bytes.length - wanted.length; at >= 0; at--) if (startsWith(bytes, wanted, at)) return at
  return -1
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
