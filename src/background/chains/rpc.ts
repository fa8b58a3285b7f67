/**
 * What asking a network can end in: a result, a refusal with the network's own words, or no answer in time. Its
 * addresses are asked one after the other until one answers. Results are parsed before the wallet uses them; a network
 * that answers nonsense counts as one that did not answer.
 */
import * as z from "zod/mini"
import { type Chain, fault } from "~protocol"
import { exchange } from "./endpoint"
import { openRests, type Rests } from "./rest"

/** How long a network may take, all its addresses together. */
export const RPC_TIMEOUT_MS = 8_000

/** The first of several addresses is not waited for longer than this. */
const ATTEMPT_MS = 3_000

const DETAIL_LENGTH = 200
/** Of the data of a refusal, such as what a contract reverted with, in characters. */
const REFUSAL_DATA_LENGTH = 64 * 1024
/** Deeper than anything a node says; an answer that is deeper could not be passed on to a page. */
const DEPTH_LIMIT = 64

export type RpcRefusal = { kind: "refused"; detail: string; code: number; data: string | null }
export type RpcReply = { kind: "result"; result: unknown } | RpcRefusal

export type Rpc = (method: string, params: readonly unknown[]) => Promise<RpcReply>

export type RpcOptions = { timeoutMs?: number; parse?: (text: string) => unknown; now?: () => number }

const RpcError = z.object({
  code: z.catch(z.int(), -32000),
  message: z.catch(z.string(), "no reason given"),
  data: z.optional(z.unknown()),
})
const Envelope = z.object({ result: z.optional(z.unknown()), error: z.nullish(RpcError) })

/** Throws RPC_UNREACHABLE where none of the addresses answers in time. */
export function openRpc(chain: Chain, options: RpcOptions = {}): Rpc {
  const { timeoutMs = RPC_TIMEOUT_MS, parse = JSON.parse, now = () => performance.now() } = options
  const rests = openRests(chain.rpcUrls, now)
  let nextId = 1

  return async (method, params) => {
    const body = JSON.stringify({ jsonrpc: "2.0", id: nextId++, method, params })
    const until = now() + timeoutMs
    const urls = rests.inOrder()
    let refusal: RpcRefusal | null = null
    for (const [place, url] of urls.entries()) {
      const timeMs = shareOf(until - now(), urls.length - place)
      const reply = await askOne(url, body, timeMs, parse, rests)
      if (reply?.kind === "refused" && isForAnother(method, reply)) refusal ??= reply
      else if (reply !== null) return reply
    }
    if (refusal !== null) return refusal
    throw fault("RPC_UNREACHABLE", { chain: chain.name })
  }
}

/** All the time that is left for the last one; else an even share of it, and not too long. */
function shareOf(leftMs: number, attempts: number): number {
  return Math.max(1, Math.round(attempts === 1 ? leftMs : Math.min(ATTEMPT_MS, leftMs / attempts)))
}

async function askOne(
  url: string,
  body: string,
  timeMs: number,
  parse: (text: string) => unknown,
  rests: Rests,
): Promise<RpcReply | null> {
  const exchanged = await exchange(url, body, timeMs)
  // What somebody asked for was too much; that is nothing against who answered.
  if (exchanged === "too large") return tooLarge
  const reply = exchanged === "silent" ? null : readReply(exchanged.text, parse)
  if (reply === null) rests.silent(url)
  else rests.answered(url)
  return reply
}

const tooLarge: RpcRefusal = {
  kind: "refused",
  detail: "the answer is larger than 2 MB",
  code: -32005,
  data: null,
}

/** Null for what is no JSON-RPC response. */
function readReply(text: string, parse: (text: string) => unknown): RpcReply | null {
  try {
    if (depthOf(text) > DEPTH_LIMIT) return null
    const { error, result } = Envelope.parse(parse(text))
    if (error) return refusalOf(error)
    return result === undefined ? null : { kind: "result", result }
  } catch {
    return null
  }
}

function refusalOf({ code, message, data }: z.infer<typeof RpcError>): RpcRefusal {
  // Some nodes wrap what the contract gave in an object.
  const inner = typeof data === "object" && data !== null ? (data as { data?: unknown }).data : data
  const isKept = typeof inner === "string" && inner.length <= REFUSAL_DATA_LENGTH
  return { kind: "refused", detail: message.slice(0, DETAIL_LENGTH), code, data: isKept ? inner : null }
}

/** How deep arrays and objects lie in one another, without a recursion that depth could break. */
function depthOf(text: string): number {
  let [depth, deepest] = [0, 0]
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
    if (token === "[" || token === "{") deepest = Math.max(deepest, ++depth)
    else if (token === "]" || token === "}") depth -= 1
  }
  return deepest
}

/** No such method here; too much to ask of this one. */
const FOR_ANOTHER = new Set([-32601, -32004, -32005, 429])

/** Whether another address may answer what this one refused. A refused transaction is not taken elsewhere. */
function isForAnother(method: string, { code }: RpcRefusal): boolean {
  return FOR_ANOTHER.has(code) && !SUBMISSIONS.has(method)
}

const SUBMISSIONS = new Set(["eth_sendRawTransaction", "sendTransaction"])

export async function callRpc<Schema extends z.ZodMiniType>(
  chain: Chain,
  rpc: Rpc,
  schema: Schema,
  method: string,
  params: readonly unknown[],
): Promise<z.infer<Schema>> {
  const reply = await rpc(method, params)
  if (reply.kind === "refused") throw fault("RPC_REFUSED", { chain: chain.name, detail: reply.detail })
  const parsed = schema.safeParse(reply.result)
  if (!parsed.success) throw fault("RPC_UNREACHABLE", { chain: chain.name })
  return parsed.data
}

const SUBMIT_PAUSES_MS = [0, 500, 2_000]

/**
 * Submits a signed transaction until the network has it or refuses it. Sending the same bytes again is harmless,
 * and a refusal of bytes that the network already has ("already known") is success.
 */
export async function submitSigned(
  submit: () => Promise<RpcReply>,
  isKnown: () => Promise<boolean>,
): Promise<RpcReply> {
  let unreachable: unknown
  for (const pauseMs of SUBMIT_PAUSES_MS) {
    await new Promise((resume) => setTimeout(resume, pauseMs))
    try {
      const reply = await submit()
      if (reply.kind === "result" || !(await isKnown())) return reply
      return { kind: "result", result: null }
    } catch (thrown) {
      unreachable = thrown
    }
  }
  throw unreachable
}
