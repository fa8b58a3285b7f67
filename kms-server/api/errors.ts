/**
 * Refusals as the wire shows them: a superset of what the published clients read, under the status of the fault's row,
 * and never a 200. What caused a fault stays inside; what a policy explains of a denial is passed on.
 */
import { Fault, type FaultCode, faultOf, faults, isFaultCode, type KmsError } from "~protocol"
import type { Refused } from "../policy"

const titles: Partial<Record<FaultCode, string>> = {
  UNAUTHENTICATED: "Unauthorized",
  POLICY_DENIED: "Denied by policy",
  BODY_MALFORMED: "Bad request",
  BODY_TOO_LARGE: "Request too large",
  TRANSACTION_UNREADABLE: "Unreadable transaction",
  METHOD_UNKNOWN: "Unknown method",
  METHOD_UNAVAILABLE: "Method not available",
  VERB_REFUSED: "Method not allowed",
  RATE_LIMITED: "Too many requests",
  KMS_SEALED: "Sealed",
  INTERNAL: "Internal error",
}

/** How long to wait where the KMS cannot do it now: it is likely starting a part of itself again. */
const UNAVAILABLE_WAIT_MS = 1000
/** How long where a person has to unseal it first. */
const SEALED_WAIT_MS = 10_000

export type WireError = { status: number; body: KmsError; headers: Readonly<Record<string, string>> }

/** Whatever was thrown on the way to an answer, as a refusal. A fault keeps its code, a bug has none to show. */
export function refusedOf(thrown: unknown, at: number): Refused {
  const { code, context } = faultOf(thrown)
  return { ok: false, code, context, at }
}

export function errorOf(refused: Refused, requestId: string): WireError {
  const { code, context } = isFaultCode(refused.code) ? refused : { code: "INTERNAL" as const, context: {} }
  const status: number = faults[code].http
  const sentence = new Fault(code, context).message
  const retryAfterMs = retryAfterOf(code, status, context)
  return {
    status,
    headers: {
      ...(retryAfterMs === null ? {} : { "retry-after": String(Math.ceil(retryAfterMs / 1000)) }),
      ...(code === "VERB_REFUSED" ? { allow: String(context.allowed) } : {}),
    },
    body: {
      error: sentence,
      message: sentence,
      type: code.toLowerCase().replaceAll("_", "-"),
      title: titles[code] ?? titleOf(code),
      detail: sentence,
      requestId,
      ...(status === 401 ? { serverTimeMs: refused.at } : {}),
      ...(retryAfterMs === null ? {} : { retryAfterMs }),
      ...(refused.rules ? { rules: refused.rules } : {}),
      ...(refused.limits ? { limits: refused.limits } : {}),
      ...(refused.amounts ?? {}),
    },
  }
}

function retryAfterOf(code: FaultCode, status: number, context: Refused["context"]): number | null {
  if (status !== 429 && status !== 503) return null
  if (code === "KMS_SEALED") return SEALED_WAIT_MS
  const { retryAfterMs } = context
  return typeof retryAfterMs === "number" && retryAfterMs > 0 ? retryAfterMs : UNAVAILABLE_WAIT_MS
}

function titleOf(code: FaultCode): string {
  const words = code.toLowerCase().replaceAll("_", " ")
  return words.charAt(0).toUpperCase() + words.slice(1)
}
