/**
 * A listening socket in front of an app. It waits so long for a request to arrive whole and no longer, takes so many
 * connections at once and no more, and on stopping lets the requests that are under way finish.
 */
import { createAdaptorServer } from "@hono/node-server"

/** Longer than handing a transaction to its network may take. */
const DRAIN_MS = 15_000
const SWEEP_MS = 50
const PATIENCE_MS = 30_000
/** Whoever says nothing for so long holds a connection for nothing. */
const HEAD_PATIENCE_MS = 5000
const MAX_CONNECTIONS = 1000
/** A stamp with an id token in it, and beside it the token of a published client. */
const MAX_HEADER_BYTES = 32 * 1024

/** What a Hono app is to a server. */
type App = Pick<Parameters<typeof createAdaptorServer>[0], "fetch">

export type Listener = { port: number; close(): Promise<void> }

export type ListenOptions = {
  host?: string
  /** How long the head and the body of a request may take to arrive. */
  patienceMs?: number
}

/** Port 0 is any free one. Listens on the loopback address only, unless a host is given. */
export function listen(
  app: App,
  port: number,
  { host = "127.0.0.1", patienceMs = PATIENCE_MS }: ListenOptions = {},
): Promise<Listener> {
  const server = createAdaptorServer({
    fetch: app.fetch,
    // A probe in HTTP/1.0 names no host.
    hostname: host,
    serverOptions: {
      headersTimeout: Math.min(patienceMs, HEAD_PATIENCE_MS),
      requestTimeout: patienceMs,
      connectionsCheckingInterval: Math.min(patienceMs, HEAD_PATIENCE_MS) / 4,
      maxHeaderSize: MAX_HEADER_BYTES,
    },
  })
  server.maxConnections = MAX_CONNECTIONS
  return new Promise((resolve, reject) => {
    server.once("error", reject)
    server.listen(port, host, () => {
      const address = server.address()
      resolve({
        port: typeof address === "object" && address ? address.port : port,
        close: () => drain(server),
      })
    })
  })
}

type Server = ReturnType<typeof createAdaptorServer>

function drain(server: Server): Promise<void> {
  // A connection that never rests would be served for as long as it asks: its next answer is its last.
  server.prependListener("request", (_, response) => {
    if ("shouldKeepAlive" in response) response.shouldKeepAlive = false
  })
  return new Promise((resolve) => {
    const cut = setTimeout(() => "closeAllConnections" in server && server.closeAllConnections(), DRAIN_MS)
    // A connection that has had its last answer would be kept alive for more.
    const sweep = setInterval(
      () => "closeIdleConnections" in server && server.closeIdleConnections(),
      SWEEP_MS,
    )
    server.close(() => {
      clearTimeout(cut)
      clearInterval(sweep)
      resolve()
    })
  })
}
