/**
 * Serves the dApps that others' libraries are made of: MetaMask's own test dApp as it was published, and one page
 * each with wagmi, with Solana's wallet adapter, and with @solana/kit, bundled when they are first asked for.
 */
import { readFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { dirname, extname, join, normalize } from "node:path"
import { build } from "esbuild"

export type Served = { type: string; body: string | Uint8Array }

const dapps = { wagmi: "wagmi.tsx", "wallet-adapter": "wallet-adapter.tsx", kit: "kit.ts" } as const
export type DappName = keyof typeof dapps

const TEST_DAPP = dirname(createRequire(import.meta.url).resolve("@metamask/test-dapp/package.json"))

/**
 * The test dApp works only with an announced provider that bears MetaMask's mark, which this wallet does not bear by
 * itself: each announcement is told again with the mark on it.
 */
const NAMED = `<script>addEventListener("eip6963:announceProvider", (event) => {
  const { info, provider } = event.detail
  if (provider.isMetaMask) return
  event.stopImmediatePropagation()
  const marked = new Proxy(provider, { get: (real, name) => name === "isMetaMask" || Reflect.get(real, name, real) })
  dispatchEvent(new CustomEvent(event.type, { detail: { info, provider: marked } }))
})</script>`

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".svg": "image/svg+xml",
}

const bundles = new Map<DappName, Promise<string>>()

/** Null for what is none of theirs. */
export async function serveDapp(path: string): Promise<Served | null> {
  const [, first = "", second = "", third = ""] = path.split("/")
  if (first === "test-dapp") return serveTestDapp(path.slice("/test-dapp/".length) || "index.html")
  if (first !== "dapps" || !isDapp(second)) return null
  if (third === "bundle.js") return { type: "text/javascript", body: await bundleOf(second) }
  return { type: "text/html; charset=utf-8", body: pageOf(second) }
}

function isDapp(name: string): name is DappName {
  return Object.hasOwn(dapps, name)
}

async function serveTestDapp(file: string): Promise<Served | null> {
  const safe = normalize(file)
  if (safe.startsWith("..")) return null
  const body = await readFile(join(TEST_DAPP, "dist", safe)).catch(() => null)
  if (body === null) return null
  const type = types[extname(safe)] ?? "application/octet-stream"
  return safe === "index.html"
    ? { type, body: body.toString().replace("<head>", `<head>${NAMED}`) }
    : { type, body }
}

function bundleOf(name: DappName): Promise<string> {
  const known = bundles.get(name) ?? bundle(name)
  bundles.set(name, known)
  return known
}

async function bundle(name: DappName): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [`tests/dapps/${dapps[name]}`],
    ...{ bundle: true, write: false, minify: true, platform: "browser", format: "iife", target: "es2022" },
    ...{ jsx: "automatic", logLevel: "error" },
    define: { "process.env.NODE_ENV": '"production"', global: "globalThis" },
  })
  return outputFiles[0]?.text ?? ""
}

/** React puts its own elements into the root; the plain dApp uses those that stand here. */
function pageOf(name: DappName): string {
  const buttons = ["connect", "sign", "send", "disconnect"]
    .map((id) => `<button id="${id}" type="button">${id}</button>`)
    .join("")
  const inner = name === "kit" ? `<p id="address"></p>${buttons}` : '<div id="root"></div>'
  return `<!doctype html><html lang="en"><head><title>${name}</title></head><body>${inner}
<p id="signed"></p><p id="sent"></p><p id="error"></p><script src="/dapps/${name}/bundle.js"></script></body></html>`
}
