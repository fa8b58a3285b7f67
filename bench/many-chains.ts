/** Chains that answer with the id in their address and know nothing else, for networks that a page brings. */
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"

export type ManyChains = { urlOf(chainId: number): string; stop(): Promise<void> }

export async function serveChains(): Promise<ManyChains> {
  const server = createServer(async (asked, answer) => {
    const chunks: Buffer[] = []
    for await (const chunk of asked) chunks.push(chunk)
    const { id, method } = JSON.parse(Buffer.concat(chunks).toString("utf8"))
    const chainId = `0x${Number((asked.url ?? "/0").slice(1)).toString(16)}`
    const known: Record<string, unknown> = { eth_chainId: chainId, eth_blockNumber: "0x1" }
    const said =
      method in known ? { result: known[method] } : { error: { code: -32601, message: "not known here" } }
    answer.writeHead(200, { "content-type": "application/json" })
    answer.end(JSON.stringify({ jsonrpc: "2.0", id, ...said }))
  })
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready))
  return {
    urlOf: (chainId) => `http://127.0.0.1:${(server.address() as AddressInfo).port}/${chainId}`,
    async stop() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}
