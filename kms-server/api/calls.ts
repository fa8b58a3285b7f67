/**
 * The endpoints that take a body: the methods of the KMS, `prepare`, `outlook` and `simulations`. The body goes on as the
 * bytes that came; nothing in it is believed here, and an authenticated answer is passed on byte for byte.
 */
import { type FaultCode, fault, isFault, kmsMethods, STAMP_HEADER } from "~protocol"
import type { Policy, Received, Refused, Reply } from "../policy"
import { openBodies } from "./body"
import type { Broadcast, BroadcastResult } from "./broadcast"
import { type Answer, type Exchange, json, type Route } from "./exchange"
import { within } from "./patience"
import type { Purpose } from "./rates"

export type Calls = { policy: Policy; broadcast: Broadcast; patienceMs: number }

type Use = (received: Received, exchange: Exchange) => Promise<Answer | Refused>

export function callRoutes({ policy, broadcast, patienceMs }: Calls): Route[] {
  const bodies = openBodies()
  const ask = <T>(asked: Promise<T>): Promise<T> => within(patienceMs, asked)

  function post(path: string, purposes: Purpose[], use: Use): Route {
    return { verb: "POST", path, purposes, answer: (exchange) => takeBody(exchange, use) }
  }

  async function takeBody(exchange: Exchange, use: Use): Promise<Answer | Refused> {
    const { context, requestId } = exchange
    try {
      return await bodies.take(context.req.raw, (body) => {
        exchange.bytes = body.length
        return use({ body, stamp: context.req.header(STAMP_HEADER) ?? null, requestId }, exchange)
      })
    } catch (thrown) {
      if (!isFault(thrown, "BODY_TOO_LARGE") && !isFault(thrown, "BODY_MALFORMED")) throw thrown
      return noted(requestId, thrown)
    }
  }

  /** What never became a request is in the audit log too; where that cannot be written, that is the answer. */
  async function noted(requestId: string, { code, context }: RefusalOf): Promise<Refused> {
    const reply = await ask(policy.noteRefusal({ requestId, code }))
    if (reply.ok) throw fault("INTERNAL")
    return reply.code === code ? { ...reply, context } : reply
  }

  async function call(received: Received, exchange: Exchange): Promise<Answer | Refused> {
    exchange.method = methodIn(received.body)
    const reply = await ask(policy.answer(received))
    if (!reply.ok) return reply
    const sent = reply.submission === null ? null : await broadcast(reply.submission)
    return json(bodyOf(reply.result, reply.signature, sent))
  }

  return [
    post("/v1/wallets/kms/rpc", ["request", "unstamped"], call),
    post("/v1/wallets/prepare", ["request", "unstamped"], async (received) =>
      plainly(await ask(policy.prepare(received))),
    ),
    post("/v1/wallets/outlook", ["request", "unstamped"], async (received) =>
      plainly(await ask(policy.outlook(received))),
    ),
    post("/v1/wallets/simulations", ["request", "proof"], async (received) =>
      plainly(await ask(policy.simulate(received))),
    ),
  ]
}

type RefusalOf = { code: FaultCode; context: Refused["context"] }

function plainly(reply: Reply): Answer | Refused {
  return reply.ok ? json(reply.result) : reply
}

/** `signature` is over the very text of `result`, so the text is not parsed and written again. */
function bodyOf(result: string, signature: string, sent: BroadcastResult | null): string {
  const submitted = sent === null ? "" : `,"rpc_submission_result":${JSON.stringify(sent)}`
  return `{"result":${result},"signature":${JSON.stringify(signature)}${submitted}}`
}

/**
 * The method for the log and the counters, where the body begins as the published clients write it; `other` where it
 * does not. Only a name of the protocol is ever repeated. Nothing is decided by it.
 */
function methodIn(body: Uint8Array): string {
  const head = Buffer.from(body.buffer, body.byteOffset, Math.min(body.length, 64)).toString("latin1")
  const [, name = ""] = /^\s*\{\s*"method"\s*:\s*"([A-Za-z0-9]{1,40})"/.exec(head) ?? []
  return Object.hasOwn(kmsMethods, name) ? name : "other"
}
