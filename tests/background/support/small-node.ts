/** An Ethereum node of a few fixed answers; anything else it refuses. It notes what it was asked. */
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { type Chain, localEthereum } from "~protocol"

export type SmallNode = {
  chain: Chain
  asked: { method: string; params: unknown[] }[]
  stop(): Promise<void>
}

/** `answers`: method → what it answers, or works out from the parameters. */
export async function startSmallNode(
  id: string,
  answers: Readonly<Record<string, unknown>>,
): Promise<SmallNode> {
  const asked: SmallNode["asked"] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const call = JSON.parse(Buffer.concat(chunks).toString()) as SmallNode["asked"][number] & { id: number }
    asked.push({ method: call.method, params: call.params })
    response.setHeader("content-type", "application/json")
    response.end(JSON.stringify({ jsonrpc: "2.0", id: call.id, ...replyTo(call) }))
  })

  function replyTo({ method, params }: SmallNode["asked"][number]): object {
    const answer = answers[method]
    const result = typeof answer === "function" ? answer(...params) : answer
    return result === undefined ? { error: { code: -32601, message: "not here" } } : { result }
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  return {
    chain: { ...localEthereum, id, name: `Chain ${id}`, rpcUrls: [`http://127.0.0.1:${port}/`] },
    asked,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
