/**
 * One request and its answer: counted, limited, timed, logged and never thrown away. The log says what was answered
 * to which request id; it never holds a body, a stamp, a header, a query or an address.
 */
import { createHmac, randomBytes, randomUUID } from "node:crypto"
import type { Context } from "hono"
import type { Logger } from "pino"
import { type Fault, type FaultCode, fault, faultOf, STAMP_HEADER } from "~protocol"
import type { Refused } from "../policy"
import { senderOf } from "./addresses"
import { errorOf, refusedOf } from "./errors"
import { headersOf } from "./headers"
import type { Metrics } from "./metrics"
import type { Gate, Purpose } from "./rates"

/** A request on its way. `method` and `bytes` become known while it is read. */
export type Exchange = {
  readonly context: Context
  readonly requestId: string
  /** One of the protocol's methods, or another word from a fixed set; never the sender's own. */
  method: string
  bytes: number
}

export type Answer = { ok: true; type: string; body: string | Uint8Array<ArrayBuffer>; status?: number }

export type Route = {
  verb: "GET" | "POST"
  path: string
  /** What it is counted as, beside `request`; null counts as nothing at all. */
  purposes: readonly Purpose[]
  answer(exchange: Exchange): Promise<Answer | Refused>
}

export type Exchanges = {
  logger: Logger
  metrics: Metrics
  gate: Gate
  /** Proxies in front whose `X-Forwarded-For` is believed. */
  proxies: number
  /** Milliseconds that never run back, for rates. */
  clock(): number
}

const JSON_TYPE = "application/json"

export function json(body: string): Answer {
  return { ok: true, type: JSON_TYPE, body }
}

/** A handler that always answers: whatever a route throws becomes an error of the wire. */
export function serve(route: Route, exchanges: Exchanges): (context: Context) => Promise<Response> {
  const { metrics, clock } = exchanges
  const hashOf = openHasher()

  async function answer(exchange: Exchange): Promise<Answer | Refused> {
    try {
      takeTokens(exchange.context, exchange.requestId)
      return await route.answer(exchange)
    } catch (thrown) {
      noteCause(exchange.requestId, faultOf(thrown))
      return refusedOf(thrown, Date.now())
    }
  }

  function takeTokens(context: Context, requestId: string): void {
    const { purposes } = route
    if (purposes.length === 0) return
    const sender = senderIn(context, exchanges.proxies)
    if (sender === null) return
    const stamped = context.req.header(STAMP_HEADER) !== undefined
    for (const purpose of purposes) {
      if (purpose === "unstamped" && stamped) continue
      const retryAfterMs = exchanges.gate.take(purpose, sender, clock())
      if (retryAfterMs === 0) continue
      metrics.limited(purpose)
      exchanges.logger.warn({ requestId, sender: hashOf(sender), purpose }, "rate limited")
      throw fault("RATE_LIMITED", { retryAfterMs })
    }
  }

  function noteCause(requestId: string, refused: Fault): void {
    if (refused.code === "INTERNAL") {
      exchanges.logger.error(
        { requestId, cause: nameOf(refused.cause) },
        "a bug, or a policy engine of another version",
      )
    }
  }

  return async (context) => {
    const exchange: Exchange = { context, requestId: randomUUID(), method: "none", bytes: 0 }
    const startedAt = clock()
    metrics.entered()
    const answered = await answer(exchange)
    const { response, status, code } = responseOf(answered, exchange.requestId)
    const ms = clock() - startedAt
    metrics.left({ route: route.path, method: exchange.method, status, ms, bytes: exchange.bytes })
    const { requestId, method, bytes } = exchange
    const line = { requestId, route: route.path, method, status, ...code, ms: Math.round(ms), bytes }
    // Probes come every few seconds, and say something only when they fail.
    if (route.purposes.length === 0 && status < 500) exchanges.logger.debug(line)
    else exchanges.logger.info(line)
    return response
  }
}

type Responded = { response: Response; status: number; code: { code?: FaultCode } }

function responseOf(answered: Answer | Refused, requestId: string): Responded {
  if (!answered.ok) {
    const { status, body, headers } = errorOf(answered, requestId)
    const response = new Response(JSON.stringify(body), {
      status,
      headers: headersOf(requestId, JSON_TYPE, headers),
    })
    return { response, status, code: { code: answered.code } }
  }
  const { status = 200, type, body } = answered
  return { response: new Response(body, { status, headers: headersOf(requestId, type) }), status, code: {} }
}

/** Null where there is no socket at all: a call from inside the process. */
function senderIn({ env, req }: Context, proxies: number): string | null {
  const incoming: { socket?: { remoteAddress?: string } } | undefined = env?.incoming
  if (incoming === undefined) return null
  const forwarded = proxies > 0 ? (req.header("x-forwarded-for") ?? null) : null
  return senderOf({ socket: incoming.socket?.remoteAddress, forwarded, proxies })
}

/** Tells one sender from another in the log of this run, and cannot be turned back into an address. */
function openHasher(): (sender: string) => string {
  const key = randomBytes(32)
  return (sender) => createHmac("sha256", key).update(sender).digest("hex").slice(0, 12)
}

/** Only what an error is called: its message may quote what it choked on. */
function nameOf(cause: unknown): string {
  if (!(cause instanceof Error)) return typeof cause
  const code = "code" in cause && typeof cause.code === "string" ? ` ${cause.code}` : ""
  return `${cause.name}${code}`
}
