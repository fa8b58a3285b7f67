/**
 * Pages to visit: an ordinary one, one that is sandboxed by its own policy, one that frames others, and the same
 * ones under other names. Each notes, in its first inline script, whether the provider was there before it.
 */
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"

export type Pages = { port: number; stop: () => Promise<void> }

/** The names are a page's own: had the wallet left one of them behind, this script would not even parse. */
const FIRST_SCRIPT = `<script>let e, n, r, t; window.firstLook = {
  countersign: typeof window.countersign === "object", ethereum: typeof window.ethereum === "object"
}</script>`

/** A frame that asks at once and tells its parent how it went; a sandboxed one has no other way to say it. */
const ASKING_SCRIPT = `<script>
  if (!window.countersign) parent.postMessage({ absent: true }, "*")
  else window.countersign.ethereum.request({ method: "eth_requestAccounts" }).then(
    (result) => parent.postMessage({ result }, "*"),
    ({ code, message, data }) => parent.postMessage({ code, message, data }, "*"),
  )
</script>`

const HEARING_SCRIPT = `<script>
  window.heard = []
  addEventListener("message", ({ data }) => window.heard.push(data))
</script>`

/** Notes when the wallet's second name appears, in milliseconds since the document began. */
const WAITING_SCRIPT = `<script>
  window.seenAt = null
  const look = () => window.phantom ? (window.seenAt = performance.now()) : setTimeout(look, 1)
  look()
</script>`

const pages: Record<string, { body: string; policy?: string }> = {
  "/": { body: "<h1>A page</h1>" },
  "/other": { body: "<h1>Another page</h1>" },
  "/sandboxed": { body: "<h1>A sandboxed page</h1>", policy: "sandbox allow-scripts" },
  "/asking": { body: ASKING_SCRIPT },
  "/waiting": { body: WAITING_SCRIPT },
  "/framing-sandboxed": { body: `${HEARING_SCRIPT}<iframe sandbox="allow-scripts" src="/asking"></iframe>` },
  "/framing-sandboxed-srcdoc": {
    body: `${HEARING_SCRIPT}<iframe sandbox="allow-scripts" srcdoc='${ASKING_SCRIPT.replaceAll("'", "&#39;")}'></iframe>`,
  },
}

export async function startPages(): Promise<Pages> {
  const server = createServer((asked, answer) => {
    const page = pages[new URL(asked.url ?? "/", "http://page").pathname]
    if (page === undefined) {
      answer.writeHead(404).end()
      return
    }
    if (page.policy !== undefined) answer.setHeader("content-security-policy", page.policy)
    answer.setHeader("content-type", "text/html; charset=utf-8")
    answer.end(
      `<!doctype html><html lang="en"><head>${FIRST_SCRIPT}<title>A page</title></head><body>${page.body}</body>`,
    )
  })
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready))
  const stop = () =>
    new Promise<void>((done) => {
      server.close(() => done())
      server.closeAllConnections()
    })
  return { port: (server.address() as AddressInfo).port, stop }
}
