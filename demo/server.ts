/**
 * Serves the demo on its fixed port: the page as Vite builds it, under a strict policy, and the faucet. Listens on
 * the loopback address only.
 */
import { readFile } from "node:fs/promises"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { extname, resolve, sep } from "node:path"
import { fileURLToPath } from "node:url"
import { build } from "vite"
import * as z from "zod/mini"
import { Family, LOCAL_DEMO_URL, localPorts, localRpcUrls } from "~protocol"
import { drip } from "./faucet"

export type Demo = { url: string; stop: () => Promise<void> }

const here = fileURLToPath(new URL(".", import.meta.url))
const site = resolve("build", "demo-site")
const network = { ethereumRpcUrl: localRpcUrls.ethereum, solanaRpcUrl: localRpcUrls.solana }
const Drop = z.strictObject({ family: Family, address: z.string().check(z.maxLength(64)) })
const MAX_BODY_BYTES = 1024

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  `connect-src 'self' ${network.ethereumRpcUrl} ${network.solanaRpcUrl}`,
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ")

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
}

export async function startDemo(): Promise<Demo> {
  await buildSite()
  const server = createServer((asked, answer) => {
    respond(asked, answer).catch((failure: Error) => answer.writeHead(400).end(failure.message))
  })
  await new Promise<void>((ready, fail) => {
    server.once("error", fail)
    server.listen(localPorts.demo, "127.0.0.1", ready)
  })
  const stop = () =>
    new Promise<void>((done) => {
      server.close(() => done())
      server.closeAllConnections()
    })
  return { url: LOCAL_DEMO_URL, stop }
}

async function buildSite(): Promise<void> {
  await build({
    root: here,
    configFile: false,
    logLevel: "warn",
    build: { outDir: site, emptyOutDir: true, modulePreload: { polyfill: false }, target: "es2022" },
  })
}

async function respond(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
  const { pathname } = new URL(asked.url ?? "/", LOCAL_DEMO_URL)
  answer.setHeader("content-security-policy", policy)
  answer.setHeader("x-content-type-options", "nosniff")
  answer.setHeader("cache-control", "no-store")
  if (asked.method === "POST" && pathname === "/faucet") return fillFrom(asked, answer)
  if (pathname === "/network.json") {
    answer.setHeader("content-type", "application/json")
    answer.end(JSON.stringify(network))
    return
  }
  await sendFile(answer, pathname === "/" ? "/index.html" : pathname)
}

async function sendFile(answer: ServerResponse, pathname: string): Promise<void> {
  const file = resolve(site, `.${decodeURIComponent(pathname)}`)
  const content = file.startsWith(site + sep) ? await readFile(file).catch(() => null) : null
  if (content === null) {
    answer.writeHead(404).end("There is nothing here.")
    return
  }
  answer.setHeader("content-type", types[extname(file)] ?? "application/octet-stream")
  answer.end(content)
}

async function fillFrom(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
  let body = ""
  for await (const chunk of asked) {
    body += chunk
    if (body.length > MAX_BODY_BYTES) throw new Error("The request is too large.")
  }
  const { family, address } = Drop.parse(JSON.parse(body))
  await drip(family, address)
  answer.writeHead(204).end()
}
