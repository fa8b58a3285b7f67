/**
 * The local Solana chain as a program: surfpool, offline, behind a fixed port. Surfpool picks its own port and
 * knows nothing of CORS, so a small proxy on the loopback address stands before it.
 */
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http"
import { createRequire } from "node:module"
import { parseArgs } from "node:util"

type Surfnet = { rpcUrl: string; drainEvents: () => unknown[] }
type Surfpool = { Surfnet: { startWithConfig: (config: { offline: boolean }) => Surfnet } }

const packages: Record<string, string> = {
  "linux-x64": "@solana/surfpool-linux-x64-gnu",
  "darwin-x64": "@solana/surfpool-darwin-x64",
  "darwin-arm64": "@solana/surfpool-darwin-arm64",
}

const { values } = parseArgs({ options: { port: { type: "string" } } })
const port = Number(values.port)
const surfnet = openSurfpool().Surfnet.startWithConfig({ offline: true })
// Surfpool keeps its events for whoever reads them and stops, after a few minutes, when nobody does.
setInterval(() => surfnet.drainEvents(), 1_000)
const proxy = createServer((asked, answer) => forward(asked, answer, surfnet.rpcUrl))
proxy.listen(port, "127.0.0.1", () => console.log(`listening on http://127.0.0.1:${port}`))
proxy.once("error", (failure) => {
  console.error(failure.message)
  process.exit(1)
})
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(0))

function openSurfpool(): Surfpool {
  const here = `${process.platform}-${process.arch}`
  const name = packages[here]
  const sentence = `There is no local Solana chain (surfpool) for ${here}; there is for ${Object.keys(packages).join(", ")}.`
  if (name === undefined) return giveUp(sentence)
  try {
    return createRequire(import.meta.url)(name) as Surfpool
  } catch {
    return giveUp(`${sentence} On Linux it needs glibc.`)
  }
}

function giveUp(sentence: string): never {
  console.error(sentence)
  process.exit(1)
}

function forward(asked: IncomingMessage, answer: ServerResponse, rpcUrl: string): void {
  answer.setHeader("access-control-allow-origin", "*")
  answer.setHeader("access-control-allow-headers", "content-type, solana-client")
  answer.setHeader("access-control-allow-methods", "POST, OPTIONS")
  if (asked.method === "OPTIONS") {
    answer.writeHead(204).end()
    return
  }
  const headers = { "content-type": asked.headers["content-type"] ?? "application/json" }
  const onward = request(rpcUrl, { method: asked.method ?? "POST", headers }, (reply) => {
    answer.writeHead(reply.statusCode ?? 502, {
      "content-type": reply.headers["content-type"] ?? "text/plain",
    })
    reply.pipe(answer)
  })
  onward.once("error", () => (answer.headersSent ? answer.destroy() : answer.writeHead(502).end()))
  asked.pipe(onward)
}
