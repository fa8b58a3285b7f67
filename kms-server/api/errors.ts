/**
 * Faults as the wire shows them: a superset of what the published clients read, under the status of the fault's
 * row, and never a 200. What caused a fault stays here.
 */
import { type Fault, type FaultCode, faults, type KmsError } from "~protocol"

const titles: Partial<Record<FaultCode, string>> = {
  UNAUTHENTICATED: "Unauthorized",
  POLICY_DENIED: "Denied by policy",
  NOT_FOUND: "Not found",
  BODY_MALFORMED: "Bad request",
  BODY_TOO_LARGE: "Request too large",
  TRANSACTION_UNREADABLE: "Unreadable transaction",
  KEY_REFUSED: "Key refused",
  METHOD_UNKNOWN: "Unknown method",
  METHOD_UNAVAILABLE: "Method not available",
  UNAVAILABLE: "Unavailable",
}

/** The body of an answer to a refused request; a 401 tells the time, so that a client can set its own by it. */
export function errorOf(refused: Fault, requestId: string, now: number): KmsError {
  const sentence = refused.message
  return {
    error: sentence,
    message: sentence,
    type: refused.code.toLowerCase().replaceAll("_", "-"),
    title: titles[refused.code] ?? "Internal error",
    detail: sentence,
    requestId,
    ...(faults[refused.code].http === 401 ? { serverTimeMs: now } : {}),
  }
}
