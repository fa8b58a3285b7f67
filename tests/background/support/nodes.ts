/** Nodes over HTTP that answer as they are told to, or do not: what a network's address may turn out to be. */
import { createServer, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import type { Chain } from "~protocol"

export type NodeCall = { id: number; method: string; params: unknown[] }

/** Thrown by an answer, it is what the node refuses with. */
export type NodeError = { code: number; message: string; data?: unknown }

export type TestNode = {
  url: string
  /** What was asked, in order. */
  asked: NodeCall[]
  methods(): string[]
  /** What the node does with a call. Anything written by hand takes the place of the answer. */
  serve: (call: NodeCall, response: ServerResponse) => unknown
  stop(): Promise<void>
}

/** What `serve` gives where it wrote the response by itself. */
export const WRITTEN = Symbol("written")

export async function startNode(serve: TestNode["serve"] = () => null): Promise<TestNode> {
  const asked: NodeCall[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const call = JSON.parse(Buffer.concat(chunks).toString()) as NodeCall
    asked.push(call)
    const reply = await Promise.resolve()
      .then(() => node.serve(call, response))
      .then(
        (result) => (result === WRITTEN ? WRITTEN : { result }),
        (error: NodeError) => ({ error }),
      )
    if (reply === WRITTEN) return
    response.setHeader("content-type", "application/json")
    response.end(JSON.stringify({ jsonrpc: "2.0", id: call.id, ...reply }))
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const node: TestNode = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    asked,
    methods: () => asked.map(({ method }) => method),
    serve,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return node
}

export const refuse = (error: NodeError) => () => {
  throw error
}

/** Takes the call and never says anything. */
export const silent = () => WRITTEN

export function withStatus(status: number, body = "") {
  return (_call: NodeCall, response: ServerResponse) => {
    response.statusCode = status
    response.end(body)
    return WRITTEN
  }
}

/** An Ethereum chain of this number, asked at these addresses. */
export function ethereumAt(number: number, rpcUrls: string[]): Chain {
  return {
    id: `eip155:${number}`,
    family: "ethereum",
    kind: "test",
    name: `Test ${number}`,
    rpcUrls,
    currency: { symbol: "TST", decimals: 18 },
    explorerUrl: null,
  }
}

/** A chain that grows when it is told to; each block has one log at its own address. */
export function openTestChain() {
  const chain = { head: 10 }
  const block = (number: number) => ({
    number: `0x${number.toString(16)}`,
    hash: `0x${number.toString(16).padStart(64, "0")}`,
    transactions: ["0x1"],
    uncles: [],
  })
  const serve = ({ method, params }: NodeCall): unknown => {
    if (method === "eth_blockNumber") return `0x${chain.head.toString(16)}`
    if (method === "eth_getBlockByNumber") return block(Number(params[0]))
    if (method === "eth_getLogs") {
      const { fromBlock, toBlock } = params[0] as { fromBlock: string; toBlock: string }
      const count = Number(toBlock) - Number(fromBlock) + 1
      return Array.from({ length: count }, (_, place) => ({
        blockNumber: `0x${(Number(fromBlock) + place).toString(16)}`,
        removed: false,
      }))
    }
    throw { code: -32601, message: `no ${method}` }
  }
  return { chain, serve }
}
