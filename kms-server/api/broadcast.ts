/**
 * Hands a signed transaction to its network, where the client asked for that and the operator configured one. It holds
 * no key, waits a bounded time, and answers with what became of it; it never throws, because the signature is made.
 */
import { addAbortSignal, Readable } from "node:stream"
import type { ReadableStream as WebStream } from "node:stream/web"
import type { SubmissionConfig } from "~protocol"
import { type Family, familyOf, idOf } from "./transaction-ids"

/** `error` is what the published clients read; a broken connection leaves open whether the network has it. */
export type BroadcastResult = { result: string } | { error: { code: number; message: string } }

export type Submission = { to: SubmissionConfig; transaction: Uint8Array }

/** Null where this network is not configured: then the client hands it over by itself. */
export type Broadcast = (submission: Submission) => Promise<BroadcastResult | null>

export type BroadcastConfig = {
  /** `solana/devnet` or `ethereum/mainnet` → the address of its JSON-RPC. */
  rpcUrls: Readonly<Record<string, string>>
  patienceMs?: number
  fetch?: typeof globalThis.fetch
  /** Told of each, with the configured name of the network. */
  note?: (to: string, outcome: "sent" | "known" | "refused" | "silent") => void
}

const PATIENCE_MS = 10_000
const MAX_ANSWER_BYTES = 65_536
const MAX_MESSAGE = 256

export function openBroadcast(config: BroadcastConfig): Broadcast {
  const urls = new Map(Object.entries(config.rpcUrls))
  const note = config.note ?? (() => {})

  return async ({ to, transaction }) => {
    const name = `${to.chain}/${to.network}`
    const url = urls.get(name)
    const family = familyOf(to.chain)
    if (url === undefined || family === null) return null
    const rpc = openRpc(url, config)
    const id = idOf(family, transaction)
    try {
      const { error } = await rpc(...submissionOf(family, transaction))
      if (error === null) return settled("sent", { result: id })
      if (isKnown(error.message) || (await isFound(rpc, family, id))) return settled("known", { result: id })
      return settled("refused", { error })
    } catch {
      const message = `${name} fell silent and may have the transaction all the same: look for ${id}`
      return settled("silent", { error: { code: -32603, message } })
    }

    function settled(outcome: Parameters<typeof note>[1], result: BroadcastResult): BroadcastResult {
      note(name, outcome)
      return result
    }
  }
}

type RpcError = { code: number; message: string }
type Rpc = (method: string, params: unknown[]) => Promise<{ result: unknown; error: RpcError | null }>

function submissionOf(family: Family, transaction: Uint8Array): [string, unknown[]] {
  const bytes = Buffer.from(transaction)
  return family === "ethereum"
    ? ["eth_sendRawTransaction", [`0x${bytes.toString("hex")}`]]
    : ["sendTransaction", [bytes.toString("base64"), { encoding: "base64" }]]
}

/** A request that is sent again finds its transaction there already; that is no failure. */
function isKnown(message: string): boolean {
  return /already (known|imported|exists|been processed|processed)|alreadyknown|\bknown transaction|same hash was already/i.test(
    message,
  )
}

/** A mined transaction is refused for its nonce; the network still knows it by its hash. */
async function isFound(rpc: Rpc, family: Family, id: string): Promise<boolean> {
  if (family !== "ethereum") return false
  const { result } = await rpc("eth_getTransactionByHash", [id])
  return typeof result === "object" && result !== null
}

function openRpc(url: string, { fetch = globalThis.fetch, patienceMs = PATIENCE_MS }: BroadcastConfig): Rpc {
  const signal = AbortSignal.timeout(patienceMs)
  return async (method, params) => {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
      redirect: "error",
      signal,
    })
    const said: unknown = JSON.parse(await readBounded(response, signal))
    if (typeof said !== "object" || said === null) throw new Error("no JSON-RPC answer")
    if (!("error" in said) || said.error === null || said.error === undefined) {
      if (!("result" in said)) throw new Error("no JSON-RPC answer")
      return { result: said.result, error: null }
    }
    return { result: null, error: errorIn(said.error) }
  }
}

/** A network's words, bounded and printable: they go to a client and may come from anywhere. */
function errorIn(error: unknown): RpcError {
  const { code, message } = (typeof error === "object" ? error : null) as {
    code?: unknown
    message?: unknown
  }
  return {
    code: Number.isSafeInteger(code) ? Number(code) : -32603,
    message: String(message ?? "refused")
      .replace(/[^\x20-\x7e]/g, "?")
      .slice(0, MAX_MESSAGE),
  }
}

/** Node's fetch may forget its signal while the body is on its way: the stream gets it once more. */
async function readBounded({ body }: Response, signal: AbortSignal): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body === null
    ? []
    : addAbortSignal(signal, Readable.fromWeb(body as WebStream))) {
    length += chunk.length
    if (length > MAX_ANSWER_BYTES) throw new Error("the answer is too long")
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString("utf8")
}
