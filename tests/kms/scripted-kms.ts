/**
 * A KMS on a real socket that says what a test tells it to say, in order, and keeps every byte it was sent. The last
 * line of the script is said to whoever asks more.
 */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"

export type Heard = { path: string; headers: IncomingHttpHeaders; body: string }
export type Line = (response: ServerResponse, heard: Heard) => void

export type ScriptedKms = { baseUrl: string; heard: Heard[]; stop(): Promise<void> }

export async function startScriptedKms(...script: Line[]): Promise<ScriptedKms> {
  const heard: Heard[] = []
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      heard.push({ path: request.url ?? "", headers: request.headers, body })
      const line = script[Math.min(heard.length, script.length) - 1] ?? cuts
      line(response, { path: request.url ?? "", headers: request.headers, body })
    })
  })
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready))
  const { port } = server.address() as AddressInfo
  return {
    baseUrl: `http://127.0.0.1:${port}/v1/wallets`,
    heard,
    async stop() {
      server.closeAllConnections()
      await new Promise((stopped) => server.close(stopped))
    },
  }
}

export const answers = (result: unknown): Line => says(200, JSON.stringify({ result }))

export const says =
  (status: number, text: string, headers: Record<string, string> = {}): Line =>
  (response) =>
    void response.writeHead(status, { "content-type": "application/json", ...headers }).end(text)

export const refuses = (status: number, type: string, more: Record<string, unknown> = {}): Line =>
  says(status, JSON.stringify(errorOf(type, more)))

/** Reads the request, may well have acted on it, and closes the connection without a word. */
export const cuts: Line = (response) => void response.destroy()

/** Starts a good answer and closes the connection in the middle of it. */
export const cutsInTheMiddle: Line = (response) => {
  response.writeHead(200, { "content-type": "application/json", "content-length": "4096" })
  response.write('{"result":', () => response.destroy())
}

/** Starts a good answer and never goes on. */
export const stalls: Line = (response) => {
  response.writeHead(200, { "content-type": "application/json" })
  response.write('{"result":')
}

export const hangs: Line = () => {}

export const saysForever: Line = (response) => {
  response.writeHead(200, { "content-type": "application/json" })
  const pour = () => {
    while (!response.destroyed && response.write("x".repeat(65_536)));
    if (!response.destroyed) response.once("drain", pour)
  }
  pour()
}

function errorOf(type: string, more: Record<string, unknown>) {
  return {
    error: type,
    message: type,
    type,
    title: type,
    detail: `because of ${type}`,
    requestId: "r1",
    ...more,
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString("utf8")
}
