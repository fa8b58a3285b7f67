/**
 * A client of the benchmark, in a process of its own: sends requests that were stamped beforehand, so many in flight,
 * over plain sockets that stay open, and says how long each took. It speaks only as much HTTP as that needs.
 */
import { connect, type Socket } from "node:net"

/** What the parent sends, and what it gets back. Bodies and stamps alternate; times are in milliseconds. */
export type Load = {
  port: number
  path: string
  inFlight: number
  requests: { body: string; stamp: string }[]
}
export type Measured = {
  latencies: number[]
  elapsedMs: number
  refused: number
  firstRefusal: string | null
}

process.once("message", (load: Load) => {
  void run(load).then((measured) => process.send?.(measured, () => process.exit(0)))
})
process.send?.("ready")

async function run({ port, path, inFlight, requests }: Load): Promise<Measured> {
  const sent = requests.map(({ body, stamp }) => bytesOf(port, path, body, stamp))
  const latencies: number[] = []
  const refusals: string[] = []
  let next = 0
  const startedAt = performance.now()
  const lane = async () => {
    const socket = await open(port)
    for (let place = next++; place < sent.length; place = next++) {
      const from = performance.now()
      const answer = await exchange(socket, sent[place] ?? Buffer.alloc(0))
      latencies.push(performance.now() - from)
      if (!answer.startsWith("HTTP/1.1 200")) refusals.push(answer.slice(0, 600))
    }
    socket.destroy()
  }
  await Promise.all(Array.from({ length: inFlight }, lane))
  const elapsedMs = performance.now() - startedAt
  return { latencies, elapsedMs, refused: refusals.length, firstRefusal: refusals[0] ?? null }
}

function bytesOf(port: number, path: string, body: string, stamp: string): Buffer {
  const length = Buffer.byteLength(body)
  const stamped = stamp === "" ? "" : `x-phantom-stamp: ${stamp}\r\n`
  const head = `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncontent-type: application/json\r\n`
  return Buffer.from(`${head}${stamped}content-length: ${length}\r\n\r\n${body}`)
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => resolve(socket.setNoDelay(true)))
    socket.once("error", reject)
  })
}

/** One request and its whole answer, whose length is announced or which comes in chunks. */
function exchange(socket: Socket, request: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    let heard = ""
    const listen = (chunk: Buffer) => {
      heard += chunk.toString("latin1")
      if (!isWhole(heard)) return
      socket.off("data", listen).off("close", gone)
      resolve(heard)
    }
    const gone = () => reject(new Error("the server closed the connection"))
    socket.on("data", listen).once("close", gone)
    socket.write(request)
  })
}

function isWhole(heard: string): boolean {
  const end = heard.indexOf("\r\n\r\n")
  if (end < 0) return false
  const length = /\r\ncontent-length: ([0-9]+)/i.exec(heard.slice(0, end + 2))?.[1]
  return length === undefined ? heard.endsWith("0\r\n\r\n") : heard.length >= end + 4 + Number(length)
}
