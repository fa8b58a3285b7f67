/**
 * The live key's signature on a response: over which request it answers, and the exact text of the result. A client
 * that checked the attestation document knows whose word it is. Format: docs/attestation.md.
 */
import { createHash, type KeyObject, sign } from "node:crypto"

/** What keeps these signatures apart from everything else that the key might ever sign. */
const DOMAIN = "countersign response v1\n"

/** base64url of Ed25519 over the domain, SHA-256 of the received body and SHA-256 of the result's text. */
export function signResponse(privateKey: KeyObject, body: Uint8Array, resultText: string): string {
  const signed = Buffer.concat([Buffer.from(DOMAIN), sha256(body), sha256(Buffer.from(resultText))])
  return sign(null, signed, privateKey).toString("base64url")
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest()
}
