/**
 * One HTTP exchange with the KMS: sends a stamped request as it is, and says what came back without judging it.
 * It follows no redirect (a stamp is for one address), sends no cookie, reads no more than it is willing to hold
 * and waits no longer than it was told.
 */
import { fault, KmsError, STAMP_HEADER, type StampedRequest } from "~protocol"

/** More than any answer of the protocol needs. */
export const MAX_ANSWER_BYTES = 1024 * 1024

export type Wire = {
  url: string
  headers: Readonly<Record<string, string>>
  fetch: typeof globalThis.fetch
  timeoutMs: number
}

export type Reply =
  /** `bytes` are what `body` was read from. */
  | { kind: "answered"; body: unknown; bytes: Uint8Array }
  /** `error` is null where something other than the KMS answered, such as a proxy. */
  | { kind: "refused"; status: number; error: KmsError | null }
  | { kind: "unreadable" }
  /** No whole answer, or one that says to ask again: whether the request was carried out is not known. */
  | { kind: "unreachable" }

const AGAIN_STATUSES: readonly number[] = [502, 503, 504]

export async function exchange(wire: Wire, stamped: StampedRequest): Promise<Reply> {
  try {
    const inTime = AbortSignal.timeout(wire.timeoutMs)
    const response = await post(wire, stamped, inTime)
    return replyOf(response, await readBounded(response, MAX_ANSWER_BYTES, inTime))
  } catch {
    return { kind: "unreachable" }
  }
}

/**
 * Something public of the KMS that needs no stamp, such as its attestation document; no larger than `limit`. Null
 * where it was not given; throws KMS_UNREACHABLE where nobody answered, or said to ask again.
 */
export async function fetchPublic(wire: Omit<Wire, "headers">, limit: number): Promise<Uint8Array | null> {
  try {
    const inTime = AbortSignal.timeout(wire.timeoutMs)
    const response = await request(wire, { method: "GET" }, inTime)
    if ([429, ...AGAIN_STATUSES].includes(response.status)) throw fault("KMS_UNREACHABLE")
    return response.status === 200 ? await readBounded(response, limit, inTime) : null
  } catch {
    throw fault("KMS_UNREACHABLE")
  }
}

function post(wire: Wire, { body, stamp }: StampedRequest, inTime: AbortSignal): Promise<Response> {
  const init = {
    method: "POST",
    headers: { ...wire.headers, [STAMP_HEADER]: stamp },
    body: new TextEncoder().encode(body),
  }
  return request(wire, init, inTime)
}

function request(
  { url, fetch }: Pick<Wire, "url" | "fetch">,
  init: RequestInit,
  inTime: AbortSignal,
): Promise<Response> {
  // A plain call: browsers' fetch refuses to be the method of anything but the global object.
  return fetch(url, {
    ...init,
    redirect: "error",
    credentials: "omit",
    cache: "no-store",
    referrerPolicy: "no-referrer",
    signal: inTime,
  })
}

function replyOf(response: Response, bytes: Uint8Array | null): Reply {
  if (AGAIN_STATUSES.includes(response.status)) return { kind: "unreachable" }
  const body = parseJson(bytes)
  if (response.ok) {
    return bytes === null || body === undefined ? { kind: "unreadable" } : { kind: "answered", body, bytes }
  }
  const { data } = KmsError.safeParse(body)
  return { kind: "refused", status: response.status, error: data ?? null }
}

/** The JSON in these bytes; undefined, which JSON cannot say, where there is none. */
export function parseJson(bytes: Uint8Array | null): unknown {
  if (bytes === null) return undefined
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}

/** The body, or null where it is larger than `limit`; then the rest is not fetched. Throws once time is up. */
async function readBounded(
  response: Response,
  limit: number,
  inTime: AbortSignal,
): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = []
  let length = 0
  const reader = response.body?.getReader()
  if (reader === undefined) return new Uint8Array()
  // Node's fetch forgets its signal when memory is tidied up while the body is on its way.
  inTime.addEventListener("abort", () => void reader.cancel().catch(() => {}))
  for (let part = await reader.read(); part.value !== undefined; part = await reader.read()) {
    length += part.value.length
    if (length > limit) {
      await reader.cancel()
      return null
    }
    chunks.push(part.value)
  }
  inTime.throwIfAborted()
  return joined(chunks, length)
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}
