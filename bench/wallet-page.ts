/** An ordinary page for the benchmark of the wallet, on an address of its own. */
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"

const HTML =
  "<!doctype html><html lang=en><head><title>A page</title></head><body><h1>A page</h1></body></html>"

export async function servePage(): Promise<{ url: string; stop(): Promise<void> }> {
  const server = createServer((_asked, answer) => {
    answer.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(HTML)
  })
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async stop() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}
