/**
 * What a chain has brought since a block: new blocks, or logs that somebody wants to hear of. It goes by block numbers
 * alone, so that any node can answer; what a reorganization took back is not told.
 */
import type { LogCriteria } from "~protocol"
import type { EthereumNetwork } from "./ethereum"
import type { Watched } from "./watches"

/** What a page missed beyond these is passed over. */
const HEADS_MAX = 64
const LOG_BLOCKS_MAX = 1_000
/** A chain that is this much shorter than it was has started anew, as local ones do. */
const ANEW = 128

export type News = { items: unknown[]; to: number }

/** Null where there is nothing to look at. */
export async function newsOf(
  network: EthereumNetwork,
  watched: Watched,
  next: number,
  head: number,
  shape: "hash" | "header",
): Promise<News | null> {
  if (head < next - ANEW) return { items: [], to: head }
  if (head < next) return null
  const items =
    watched.kind === "heads"
      ? await headsOf(network, Math.max(next, head - HEADS_MAX + 1), head, shape)
      : await logsOf(network, watched.criteria, Math.max(next, head - LOG_BLOCKS_MAX + 1), head)
  return { items, to: head }
}

export async function headOf(network: EthereumNetwork): Promise<number> {
  return Number(await network.blockNumber())
}

async function headsOf(network: EthereumNetwork, from: number, to: number, shape: "hash" | "header") {
  const numbers = Array.from({ length: to - from + 1 }, (_, place) => quantityOf(from + place))
  const blocks = await Promise.all(
    numbers.map((number) => network.read("eth_getBlockByNumber", [number, false])),
  )
  return blocks.flatMap((block) => (isRecord(block) ? [shape === "hash" ? block.hash : headerOf(block)] : []))
}

/** What a node tells a subscriber of a block: what is in its header. */
function headerOf(block: Record<string, unknown>): Record<string, unknown> {
  const {
    transactions: _,
    uncles: __,
    withdrawals: ___,
    size: ____,
    totalDifficulty: _____,
    ...header
  } = block
  return header
}

async function logsOf(network: EthereumNetwork, criteria: LogCriteria, from: number, to: number) {
  const range = { fromBlock: quantityOf(from), toBlock: quantityOf(endOf(criteria, to)) }
  if (endOf(criteria, to) < from) return []
  const { address, topics } = criteria
  const logs = await network.read("eth_getLogs", [
    { ...range, ...(address ? { address } : {}), ...(topics ? { topics } : {}) },
  ])
  return Array.isArray(logs) ? logs : []
}

/** A filter may end at a block. */
function endOf({ toBlock }: LogCriteria, head: number): number {
  return toBlock?.startsWith("0x") ? Math.min(Number(toBlock), head) : head
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null
}

function quantityOf(block: number): string {
  return `0x${block.toString(16)}`
}
