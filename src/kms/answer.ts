/**
 * What a reply of the KMS means for the request it answers: its result, read with the schema, or a fault that says
 * whether the key, the clock or the request itself was refused. What is not the KMS's word is never taken for it.
 */
import {
  type Fault,
  fault,
  type KmsMethod,
  type KmsResult,
  kmsMethods,
  STAMP_WINDOW_MS,
  type StampedRequest,
} from "~protocol"
import type { Reply } from "./wire"

type Refused = Extract<Reply, { kind: "refused" }>

/** These sentences reach a person, and sometimes a page. */
const MAX_DETAIL_LENGTH = 300

/** `clockOffsetMs` is how far this device's clock is known to be behind the KMS. */
export function resultOf<M extends KmsMethod>(
  method: M,
  request: StampedRequest,
  reply: Reply,
  clockOffsetMs: number,
): KmsResult<M> {
  switch (reply.kind) {
    case "answered":
      return parseResult(method, reply.body)
    case "refused":
      throw refusalOf(request, reply, clockOffsetMs)
    case "unreadable":
      throw fault("KMS_ANSWER_MALFORMED", { method })
    case "unreachable":
      throw fault("KMS_UNREACHABLE")
  }
}

/** Whether the KMS refused these bytes for their time, so that they can never pass again. */
export function isStale(request: StampedRequest, reply: Reply): boolean {
  const serverTimeMs = serverTimeOf(reply)
  return serverTimeMs !== null && Math.abs(request.stampedAt - serverTimeMs) > STAMP_WINDOW_MS
}

/** The time of the KMS, which every 401 of it tells. */
export function serverTimeOf(reply: Reply): number | null {
  return reply.kind === "refused" && reply.status === 401 ? (reply.error?.serverTimeMs ?? null) : null
}

function parseResult<M extends KmsMethod>(method: M, body: unknown): KmsResult<M> {
  const result = typeof body === "object" && body !== null && "result" in body ? body.result : undefined
  const parsed = kmsMethods[method].result.safeParse(result)
  if (!parsed.success) throw fault("KMS_ANSWER_MALFORMED", { method })
  return parsed.data as KmsResult<M>
}

/** A 401 means the key when the stamp was fresh; otherwise the clock, or a request that was kept too long. */
function refusalOf(request: StampedRequest, reply: Refused, clockOffsetMs: number): Fault {
  const { status, error } = reply
  if (error === null) return refused(status, "unreadable", `status ${status}, and no reason was given.`)
  if (status !== 401) return refused(status, error.type, error.detail)
  if (!isStale(request, reply)) return fault("AUTHENTICATOR_REFUSED")
  if (Math.abs(clockOffsetMs) > STAMP_WINDOW_MS) return fault("CLOCK_WRONG", { byMs: -clockOffsetMs })
  return refused(
    status,
    "stamp-expired",
    "the request was kept too long, or the clock was changed. Ask again.",
  )
}

function refused(status: number, type: string, detail: string): Fault {
  return fault("KMS_REFUSED", { status, type, detail: detail.slice(0, MAX_DETAIL_LENGTH) })
}
