/**
 * One HTTP exchange with the KMS: sends a stamped request as it is, and says what came back without judging it.
 * It follows no redirect (a stamp is for one address), sends no cookie, reads no more than it is willing to hold
 * and waits no longer than it was told.
 */
import { KmsError, STAMP_HEADER, type StampedRequest } from "~protocol"

/** More than any answer of the protocol needs. */
export const MAX_ANSWER_BYTES = 1024 * 1024

export type Wire = {
  url: string
  headers: Readonly<Record<string, string>>
  fetch: typeof globalThis.fetch
  timeoutMs: number
}

export type Reply =
  | { kind: "answered"; body: unknown }
  /** `error` is null where something other than the KMS answered, such as a proxy. */
  | { kind: "refused"; status: number; error: KmsError | null }
  | { kind: "unreadable" }
  /** No whole answer, or one that says to ask again: whether the request was carried out is not known. */
  | { kind: "unreachable" }

const AGAIN_STATUSES: readonly number[] = [502, 503, 504]

export async function exchange(wire: Wire, request: StampedRequest): Promise<Reply> {
  try {
    const response = await post(wire, request)
    const body = parseJson(await readBounded(response, MAX_ANSWER_BYTES))
    return replyOf(response, body)
  } catch {
    return { kind: "unreachable" }
  }
}

function post({ url, headers, fetch, timeoutMs }: Wire, request: StampedRequest): Promise<Response> {
  // A plain call: browsers' fetch refuses to be the method of anything but the global object.
  return fetch(url, {
    method: "POST",
    headers: { ...headers, [STAMP_HEADER]: request.stamp },
    body: new TextEncoder().encode(request.body),
    redirect: "error",
    credentials: "omit",
    cache: "no-store",
    referrerPolicy: "no-referrer",
    signal: AbortSignal.timeout(timeoutMs),
  })
}

function replyOf(response: Response, body: unknown): Reply {
  if (AGAIN_STATUSES.includes(response.status)) return { kind: "unreachable" }
  if (response.ok) return body === undefined ? { kind: "unreadable" } : { kind: "answered", body }
  const { data } = KmsError.safeParse(body)
  return { kind: "refused", status: response.status, error: data ?? null }
}

/** The JSON in these bytes; undefined, which JSON cannot say, where there is none. */
function parseJson(bytes: Uint8Array | null): unknown {
  if (bytes === null) return undefined
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}

/** The body, or null where it is larger than `limit`; then the rest is not fetched. */
async function readBounded(response: Response, limit: number): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = []
  let length = 0
  const reader = response.body?.getReader()
  if (reader === undefined) return new Uint8Array()
  for (let part = await reader.read(); part.value !== undefined; part = await reader.read()) {
    length += part.value.length
    if (length > limit) {
      await reader.cancel()
      return null
    }
    chunks.push(part.value)
  }
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
