/**
 * Pages to visit: an ordinary one, one that is sandboxed by its own policy, one that frames others, and the same
 * ones under other names. Each notes, in its first inline script, whether the provider was there before it.
 */
import { createServer, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { serveDapp } from "./dapps"

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

/** A frame at an address that only the page's script can make. */
function framed(address: string): string {
  return `<script>
    const asking = ${JSON.stringify(ASKING_SCRIPT).replaceAll("</", "<\\/")}
    const frame = document.createElement("iframe")
    frame.src = \`${address}\`
    addEventListener("DOMContentLoaded", () => document.body.append(frame))
  </script>`
}
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
  "/three-frames": { body: '<iframe src="/"></iframe>'.repeat(3) },
  "/framing-same-origin": { body: `${HEARING_SCRIPT}<iframe src="/asking"></iframe>` },
  "/framing-sandboxed-with-origin": {
    body: `${HEARING_SCRIPT}<iframe sandbox="allow-scripts allow-same-origin" src="/asking"></iframe>`,
  },
  "/framing-cross-origin": {
    body: `${HEARING_SCRIPT}${framed(`http://localhost:\${location.port}/asking`)}`,
  },
  "/framing-data": {
    body: `${HEARING_SCRIPT}${framed(`data:text/html,\${encodeURIComponent(asking)}`)}`,
  },
  "/framing-blob": {
    body: `${HEARING_SCRIPT}${framed(`\${URL.createObjectURL(new Blob([asking], { type: 'text/html' }))}`)}`,
  },
  "/framing-srcdoc": {
    body: `${HEARING_SCRIPT}<iframe srcdoc='${ASKING_SCRIPT.replaceAll("'", "&#39;")}'></iframe>`,
  },
  "/framing-about-blank": {
    body: `${HEARING_SCRIPT}<iframe id="blank"></iframe><script>
      const child = document.getElementById("blank").contentDocument
      child.open(); child.write(${JSON.stringify(ASKING_SCRIPT).replaceAll("</", "<\\/")}); child.close()
    </script>`,
  },
  "/prerendering": {
    body: `<script type="speculationrules">{ "prerender": [{ "source": "list", "urls": ["/prerendered"] }] }</script>
      <script>setTimeout(() => { location.href = "/prerendered" }, 3_000)</script>`,
  },
  "/prerendered": {
    body: `<script>
      const wasPrerendering = document.prerendering === true
      const tell = (outcome) => { document.title = "prerendered: " + wasPrerendering + ", " + outcome }
      window.countersign.ethereum.request({ method: "eth_requestAccounts" }).then(tell, ({ code }) => tell(code))
    </script>`,
  },
  "/framing-sandboxed-srcdoc": {
    body: `${HEARING_SCRIPT}<iframe sandbox="allow-scripts" srcdoc='${ASKING_SCRIPT.replaceAll("'", "&#39;")}'></iframe>`,
  },
}

async function serveOther(path: string, answer: ServerResponse): Promise<void> {
  const served = await serveDapp(path).catch(() => null)
  if (served === null) answer.writeHead(404).end()
  else answer.writeHead(200, { "content-type": served.type }).end(served.body)
}

export async function startPages(): Promise<Pages> {
  const server = createServer((asked, answer) => void serve(asked.url ?? "/", answer))

  async function serve(url: string, answer: ServerResponse): Promise<void> {
    const { pathname } = new URL(url, "http://page")
    const page = pages[pathname]
    if (page === undefined) return serveOther(pathname, answer)
    if (page.policy !== undefined) answer.setHeader("content-security-policy", page.policy)
    answer.setHeader("content-type", "text/html; charset=utf-8")
    answer.end(
      `<!doctype html><html lang="en"><head>${FIRST_SCRIPT}<title>A page</title></head><body>${page.body}</body>`,
    )
  }

  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready))
  const stop = () =>
    new Promise<void>((done) => {
      server.close(() => done())
      server.closeAllConnections()
    })
  return { port: (server.address() as AddressInfo).port, stop }
}
