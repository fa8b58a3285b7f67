/**
 * What asking a network can end in: a result, a refusal with the network's own words, or no answer in time. Results
 * are parsed before use; a network that answers nonsense counts as one that did not answer.
 */
import * as z from "zod/mini"
import { type Chain, fault } from "~protocol"

/** How long a network may take. */
export const RPC_TIMEOUT_MS = 8_000

const DETAIL_LENGTH = 200

export type RpcReply = { kind: "result"; result: unknown } | { kind: "refused"; detail: string }

export type Rpc = (method: string, params: readonly unknown[]) => Promise<RpcReply>

const Envelope = z.object({
  result: z.optional(z.unknown()),
  error: z.nullish(z.object({ message: z.catch(z.string(), "no reason given") })),
})

/** Reads a JSON-RPC response; `exchange` throws where there is none. */
export function openRpc(
  chain: Chain,
  exchange: (method: string, params: readonly unknown[]) => Promise<unknown>,
): Rpc {
  return async (method, params) => {
    const envelope = Envelope.safeParse(await exchange(method, params).catch(() => null))
    if (!envelope.success) throw fault("RPC_UNREACHABLE", { chain: chain.name })
    const { error, result } = envelope.data
    return error
      ? { kind: "refused", detail: error.message.slice(0, DETAIL_LENGTH) }
      : { kind: "result", result }
  }
}

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
