/**
 * Writes a request as it will be sent and stamps exactly those bytes. Nobody re-serialises a stamped body: whoever
 * sends it sends these bytes, and sends the same ones again when no answer came.
 */
import { base64urlnopad } from "@scure/base"
import type { Stamp, StampedRequest } from "~protocol"
import type { Authenticator } from "./authenticator"

const utf8 = new TextEncoder()

/** `now` is epoch milliseconds by the time of the KMS, as well as it is known. */
export function stampRequest(
  authenticator: Authenticator,
  method: string,
  params: unknown,
  now: number,
): Promise<StampedRequest> {
  const stampedAt = Math.trunc(now)
  return stampBody(authenticator, method, { method, params, timestampMs: stampedAt }, stampedAt)
}

export async function stampBody(
  authenticator: Authenticator,
  method: string,
  said: object,
  stampedAt: number,
): Promise<StampedRequest> {
  const body = JSON.stringify(said)
  const stamp = await stampOf(authenticator, utf8.encode(body))
  return { method, body, stamp: base64urlnopad.encode(utf8.encode(JSON.stringify(stamp))), stampedAt }
}

async function stampOf(authenticator: Authenticator, bytes: Uint8Array): Promise<Stamp> {
  return {
    publicKey: base64urlnopad.encode(authenticator.publicKey),
    signature: base64urlnopad.encode(await authenticator.sign(bytes)),
    kind: "PKI",
    algorithm: authenticator.algorithm,
  }
}
