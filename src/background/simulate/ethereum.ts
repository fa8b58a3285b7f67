/**
 * Tries Ethereum calls on the newest block without sending anything: as a block of their own where the node can
 * (`eth_simulateV1`), else the first of them with a trace, else the first of them for success alone. Fees are not
 * among the changes: what they can be at most stands beside them.
 */
import * as z from "zod/mini"
import { blockOf } from "./ethereum-block"
import { callOf } from "./ethereum-call"
import type { EthereumAsked } from "./ethereum-request"
import { traceOf } from "./ethereum-trace"
import { type Ask, type Tried, unavailable } from "./outcome"

/** Ways to try, best first; each has the name of the method that it needs. */
const ways = [
  ["eth_simulateV1", blockOf],
  ["debug_traceCall", traceOf],
  ["eth_call", callOf],
] as const

/** Which methods a network has turned out not to have. */
export type Lacking = { has(method: string): boolean; note(method: string): void }

export async function simulateEthereum(ask: Ask, asked: EthereumAsked, lacking: Lacking): Promise<Tried> {
  const at = await headOf(ask)
  if (at === null) return unavailable("unreachable")
  for (const [method, way] of ways) {
    if (lacking.has(method)) continue
    const tried = await way(ask, asked, at)
    if (tried === "missing") lacking.note(method)
    if (typeof tried !== "string") return tried
  }
  return unavailable("unsupported")
}

const Quantity = z.string().check(z.regex(/^0x[0-9a-fA-F]{1,16}$/))

/** The newest block in decimal; null where the network does not say. */
export async function headOf(ask: Ask): Promise<string | null> {
  const reply = await ask("eth_blockNumber", [])
  const number = reply.kind === "result" ? Quantity.safeParse(reply.result) : null
  return number?.success ? BigInt(number.data).toString() : null
}
