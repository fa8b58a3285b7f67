/**
 * The KMS client: stamps, sends, reads. What it is asked to send it sends byte for byte, at most twice, and never
 * under another stamp; only `call`, whose request nobody else holds, stamps anew when the clock was wrong.
 */
import {
  type Foreseen,
  fault,
  type KmsMethod,
  type KmsParams,
  type KmsResult,
  type StampedRequest,
} from "~protocol"
import { isStale, resultOf, serverTimeOf } from "./answer"
import type { Authenticator } from "./authenticator"
import { openClock } from "./clock"
import { exchangeOutlook, stampOutlook, type Would } from "./outlook"
import type { KmsProof } from "./proof"
import { stampRequest } from "./stamper"
import { exchange, parseJson, type Reply, type Wire } from "./wire"

export type KmsClientOptions = {
  /** Such as `https://kms.example/v1/wallets`; `/kms/rpc` comes after it. */
  baseUrl: string
  authenticator: Authenticator
  appId?: string
  now?: () => number
  fetch?: typeof globalThis.fetch
  /** How long one attempt may take, its answer included. */
  timeoutMs?: number
  /** What an earlier client learned of this device's clock. */
  clockOffsetMs?: number
  /** With it, nothing is sent before the KMS has proved what it is, and every result must bear its signature. */
  proof?: KmsProof
}

export type KmsClient = {
  stamp<M extends KmsMethod>(method: M, params: KmsParams<M>): Promise<StampedRequest>
  /**
   * Sends exactly these bytes, and once more when no answer came. KMS_UNREACHABLE leaves open whether the KMS
   * acted: the same request may be sent again. Every other fault is final for this request.
   */
  send<M extends KmsMethod>(method: M, request: StampedRequest): Promise<KmsResult<M>>
  /** Stamps and sends. A wrong clock is learned from the first refusal and the request is stamped once anew. */
  call<M extends KmsMethod>(method: M, params: KmsParams<M>): Promise<KmsResult<M>>
  /**
   * Whether these requests would be carried out now; each is as signing would send it. Null where this KMS cannot say.
   * Throws KMS_UNREACHABLE.
   */
  foresee(would: readonly Would[]): Promise<Foreseen | null>
  /** What time it is for the KMS, as far as this device knows. */
  kmsTime(): number
  /** What has been learned of this device's clock, to be kept for the next client. */
  clockOffsetMs(): number
}

const DEFAULT_TIMEOUT_MS = 10_000
const RETRY_PAUSE_MS = 250

export function openKmsClient(options: KmsClientOptions): KmsClient {
  const clock = openClock(options.now ?? Date.now, options.clockOffsetMs ?? 0)
  const wire = wireOf(options)

  async function deliver(request: StampedRequest): Promise<Reply> {
    await options.proof?.prove()
    const reply = await exchangeTwice(wire, request)
    const serverTimeMs = serverTimeOf(reply)
    if (serverTimeMs !== null) clock.learn(serverTimeMs)
    return options.proof === undefined ? reply : provenReply(options.proof, request, reply)
  }

  const client: KmsClient = {
    stamp: (method, params) => stampRequest(options.authenticator, method, params, clock.kmsTime()),
    async send(method, request) {
      if (request.method !== method) throw fault("BODY_MALFORMED", { where: "stamped for another method" })
      return resultOf(method, request, await deliver(request), clock.offsetMs())
    },
    async call(method, params) {
      const request = await client.stamp(method, params)
      const reply = await deliver(request)
      if (!isStale(request, reply)) return resultOf(method, request, reply, clock.offsetMs())
      return client.send(method, await client.stamp(method, params))
    },
    async foresee(would) {
      const request = await stampOutlook(options.authenticator, would, clock.kmsTime())
      await options.proof?.prove()
      return exchangeOutlook({ ...wire, url: urlOf(options, "/outlook") }, request)
    },
    kmsTime: clock.kmsTime,
    clockOffsetMs: clock.offsetMs,
  }
  return client
}

function urlOf({ baseUrl }: KmsClientOptions, path: string): string {
  return new URL(`${baseUrl.replace(/\/+$/, "")}${path}`).href
}

function wireOf(options: KmsClientOptions): Wire {
  const { appId, fetch, timeoutMs } = options
  return {
    url: urlOf(options, "/kms/rpc"),
    headers: { "content-type": "application/json", ...(appId === undefined ? {} : { "x-app-id": appId }) },
    fetch: fetch ?? globalThis.fetch,
    timeoutMs: timeoutMs ?? DEFAULT_TIMEOUT_MS,
  }
}

async function exchangeTwice(wire: Wire, request: StampedRequest): Promise<Reply> {
  const first = await exchange(wire, request)
  if (first.kind !== "unreachable") return first
  await new Promise((resume) => setTimeout(resume, RETRY_PAUSE_MS))
  return exchange(wire, request)
}

/** Reads nothing of an answer but the very text that was signed. */
async function provenReply(proof: KmsProof, request: StampedRequest, reply: Reply): Promise<Reply> {
  if (reply.kind !== "answered") return reply
  const signed = await proof.signedResult(new TextEncoder().encode(request.body), reply.bytes)
  const result = signed === null ? undefined : parseJson(signed)
  return result === undefined ? { kind: "unreadable" } : { ...reply, body: { result } }
}
