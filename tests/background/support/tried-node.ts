/** An Ethereum node that holds one token and tries calls on it: what the wallet asks it, and what it says to that. */
import { encodeAbiParameters, parseAbiParameters, stringToHex, toHex } from "viem"
import { ethereumAddress } from "./kms"
import { type NodeCall, startNode, type TestNode } from "./nodes"

export const TOKEN = "0x5FbDB2315678afecb367f032d93F642f64180aa3"
export const SPENDER = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"

const TRANSFER = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"
const APPROVAL = "0x8c5be1e5ebec7d5bd14f71427d1e84f3dd0314c0f7b2291e5b200ac8c7c3b925"
const word = (value: bigint) => value.toString(16).padStart(64, "0")
const topicOf = (address: string) => `0x${word(BigInt(address))}`

export const approvalOf = (amount: bigint) => `0x095ea7b3${word(BigInt(SPENDER))}${word(amount)}`
export const transferOf = (to: string, amount: bigint) => `0xa9059cbb${word(BigInt(to))}${word(amount)}`

export type TriedNode = TestNode & {
  head: number
  balance: bigint
  symbol: string
  /** Logs of the one call that is tried. */
  logs: unknown[]
  /** Instead of an answer to a method. */
  instead: Map<string, (call: NodeCall) => unknown>
  count(method: string): number
}

export const approvalLog = (amount: bigint) => ({
  address: TOKEN.toLowerCase(),
  topics: [APPROVAL, topicOf(ethereumAddress), topicOf(SPENDER)],
  data: `0x${word(amount)}`,
})
export const transferLog = (to: string, amount: bigint) => ({
  address: TOKEN.toLowerCase(),
  topics: [TRANSFER, topicOf(ethereumAddress), topicOf(to)],
  data: `0x${word(amount)}`,
})

export async function startTriedNode(): Promise<TriedNode> {
  const node: TriedNode = {
    ...(await startNode((call) => node.instead.get(call.method)?.(call) ?? answerOf(call, node))),
    head: 10,
    balance: 500n,
    symbol: "TKN",
    logs: [],
    instead: new Map(),
    count: (method) => node.methods().filter((one) => one === method).length,
  }
  return node
}

function answerOf({ method, params }: NodeCall, node: TriedNode): unknown {
  switch (method) {
    case "eth_blockNumber":
      return toHex(node.head)
    case "eth_getBlockByNumber":
      return { baseFeePerGas: "0x3b9aca00" }
    case "eth_maxPriorityFeePerGas":
      return "0x3b9aca00"
    case "eth_estimateGas":
      return "0xc350"
    case "eth_getBalance":
      return toHex(10n ** 18n)
    case "eth_simulateV1":
      return [{ calls: [{ status: "0x1", returnData: "0x", logs: node.logs }] }]
    case "eth_call":
      return tokenSays(params[0] as { to?: string; data?: string }, node)
    default:
      throw { code: -32601, message: `no ${method}` }
  }
}

function tokenSays(
  { to, data = "" }: { to?: string; data?: string },
  { symbol, balance }: TriedNode,
): string {
  if (to?.toLowerCase() !== TOKEN.toLowerCase()) return "0x"
  if (data.startsWith("0x95d89b41")) {
    return symbol.length > 31
      ? encodeAbiParameters(parseAbiParameters("string"), [symbol])
      : stringToHex(symbol, { size: 32 })
  }
  if (data.startsWith("0x313ce567")) return `0x${word(6n)}`
  return data.startsWith("0x70a08231") ? `0x${word(balance)}` : "0x"
}
