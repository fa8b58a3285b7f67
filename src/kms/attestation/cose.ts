/**
 * CBOR and COSE_Sign1 as a document may have them: deterministic (RFC 8949, section 4.2), untagged, signed with
 * ES384 and with nothing outside of the signature. Whatever has two spellings is refused in all but one.
 */
import { decode, encode, rfc8949EncodeOptions } from "cborg"
import { isSame, refuse } from "./refuse"

export type Signed = {
  payload: Uint8Array
  /** What the signature is over: the Signature1 structure of RFC 9052, section 4.4. */
  toBeSigned: Uint8Array
  /** r‖s, 96 bytes. */
  signature: Uint8Array
}

/** {1: -35}: ECDSA with SHA-384. Compared as bytes, so that no other header can stand beside it. */
const ES384 = new Uint8Array([0xa1, 0x01, 0x38, 0x22])
const SIGNATURE_BYTES = 96

const strictly = {
  strict: true,
  useMaps: true,
  rejectDuplicateMapKeys: true,
  allowIndefinite: false,
  allowUndefined: false,
  allowInfinity: false,
  allowNaN: false,
  allowBigInt: false,
}

/** The value that these bytes are the one encoding of. Maps come as `Map`. */
export function readCbor(bytes: Uint8Array): unknown {
  const value: unknown = decode(bytes, strictly)
  if (!isSame(encode(value, rfc8949EncodeOptions), bytes)) return refuse("its CBOR is not deterministic")
  return value
}

export function readSigned(document: Uint8Array): Signed {
  const parts = readCbor(document)
  if (!Array.isArray(parts) || parts.length !== 4) return refuse("it is not a COSE_Sign1")
  const [header, unprotected, payload, signature]: unknown[] = parts
  if (!isBytes(header) || !isSame(header, ES384)) return refuse("it is not signed with ES384")
  if (!(unprotected instanceof Map) || unprotected.size > 0)
    return refuse("it has a header that nobody signed")
  if (!isBytes(payload)) return refuse("it has no content")
  if (!isBytes(signature) || signature.length !== SIGNATURE_BYTES) return refuse("it has no whole signature")
  const toBeSigned = encode(["Signature1", header, new Uint8Array(), payload], rfc8949EncodeOptions)
  return { payload, toBeSigned, signature }
}

function isBytes(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array
}
