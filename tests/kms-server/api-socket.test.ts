import { once } from "node:events"
import { connect } from "node:net"
import * as fc from "fast-check"
import { afterEach, describe, expect, it } from "vitest"
import { type Listener, type ListenOptions, listen } from "~kms-server/api"
import type { Policy } from "~kms-server/policy"
import { KmsError } from "~protocol"
import { answered, appOver, BODY, call, RPC } from "./stand-in-policy"

/** How many times as long the fuzzing is to run. */
const times = Number(process.env.COUNTERSIGN_RUNS ?? 1)

const listeners: Listener[] = []
afterEach(async () => {
  await Promise.all(listeners.splice(0).map((listener) => listener.close()))
})

async function listening(parts: Partial<Policy> = {}, options: ListenOptions = {}) {
  const over = appOver(parts)
  const listener = await listen(over.app, 0, options)
  listeners.push(listener)
  return { ...over, listener, url: `http://127.0.0.1:${listener.port}` }
}

/** Everything that is heard on a socket until it is closed. */
async function heard(port: number, said: string, end = false): Promise<string> {
  const socket = connect(port, "127.0.0.1").setEncoding("utf8")
  let text = ""
  socket.on("data", (chunk) => {
    text += chunk
  })
  socket.on("error", () => {})
  if (end) socket.end(said)
  else socket.write(said)
  await once(socket, "close")
  return text
}

const head = (more: string) => `POST ${RPC} HTTP/1.1\r\nhost: kms\r\n${more}\r\n\r\n`

describe("a socket of the API", () => {
  it("answers a call, and the next one on the same connection", async () => {
    const { url, asked } = await listening()
    for (let times = 0; times < 3; times += 1) expect((await fetch(`${url}${RPC}`, call())).status).toBe(200)
    expect(asked.map(({ body }) => Buffer.from(body).toString())).toEqual([BODY, BODY, BODY])
  })

  it("refuses a body that announces too much before any of it is read", async () => {
    const { listener, asked, noted } = await listening()
    const text = await heard(listener.port, head("content-length: 1048577"))
    expect(text).toMatch(/^HTTP\/1\.1 413 /)
    expect(text).toContain('"type":"body-too-large"')
    expect([asked, noted]).toEqual([[], ["BODY_TOO_LARGE"]])
  })

  it("refuses a body in chunks that grows beyond the limit, and does not read on for ever", async () => {
    const { url, asked } = await listening()
    let sent = 0
    const body = new ReadableStream({
      pull(controller) {
        sent += 65_536
        controller.enqueue(new Uint8Array(65_536))
      },
    })
    const endless = { method: "POST", body, duplex: "half" } as RequestInit
    const answer = await fetch(`${url}${RPC}`, endless).catch(() => null)
    if (answer) expect(answer.status).toBe(413)
    expect(asked).toEqual([])
    expect(sent).toBeLessThan(80 * 1024 * 1024)
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
  })

  it("takes a body in chunks that stays within the limit", async () => {
    const { listener, asked } = await listening()
    const chunks = "4\r\nab\x00\xff\r\n1\r\nc\r\n0\r\n\r\n"
    const socket = connect(listener.port, "127.0.0.1")
    socket.write(Buffer.from(`${head("transfer-encoding: chunked")}${chunks}`, "latin1"))
    await once(socket, "data")
    expect(asked.map(({ body }) => Buffer.from(body).toString("latin1"))).toEqual(["ab\x00\xffc"])
    socket.destroy()
  })

  it("does not wait for ever for a body that never ends", async () => {
    const { listener, asked } = await listening({}, { patienceMs: 200 })
    expect(await heard(listener.port, `${head("content-length: 100")}slow`)).toContain("408")
    expect(asked).toEqual([])
  })

  it("does not wait for ever for a head that never ends", async () => {
    const { listener } = await listening({}, { patienceMs: 200 })
    expect(await heard(listener.port, "POST / HTTP/1.1\r\nhost: k")).toContain("408")
  })

  it.each([
    "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "GET\r\n\r\n",
    "POST / HTTP/9.9\r\n\r\n",
    `${head("content-length: -1")}`,
    `${head("content-length: 1\r\ncontent-length: 2")}`,
    `${head("content-length: 4\r\ntransfer-encoding: chunked")}0\r\n\r\n`,
    `${head("transfer-encoding: chunked")}zz\r\n`,
    `GET /healthz HTTP/1.1\r\nhost: ${"x".repeat(40_000)}\r\n\r\n`,
    "GET /\\..\\ HTTP/1.1\r\nhost: kms\r\nconnection: close\r\n\r\n",
    "GET http://[bad HTTP/1.1\r\nhost: kms\r\nconnection: close\r\n\r\n",
    "GET / HTTP/1.1\r\nhost: a b\r\nconnection: close\r\n\r\n",
  ])("refuses garbage and lives (%#)", async (garbage) => {
    const { listener, url, asked } = await listening({}, { patienceMs: 500 })
    const text = await heard(listener.port, garbage, true)
    if (text !== "") expect(text).toMatch(/^HTTP\/1\.1 (400|404|408|413|431|505) /)
    expect(asked).toEqual([])
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
  })

  it("lets the policy engine finish what a client no longer waits for", async () => {
    let finish: (() => void) | null = null
    let finished = 0
    const { listener, url } = await listening({
      answer: async () => {
        await new Promise<void>((resolve) => {
          finish = resolve
        })
        finished += 1
        return answered()
      },
    })
    const socket = connect(listener.port, "127.0.0.1")
    socket.write(`${head(`content-length: ${BODY.length}`)}${BODY}`)
    await expect.poll(() => finish).not.toBeNull()
    socket.resetAndDestroy()
    await once(socket, "close")
    ;(finish as (() => void) | null)?.()
    await expect.poll(() => finished).toBe(1)
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
    await expect
      .poll(async () => (await (await fetch(`${url}/metrics`)).text()).includes("kms_api_in_flight 1\n"))
      .toBe(true)
  })

  it("hands nothing on of a body whose sender left in the middle", async () => {
    const { listener, asked, url } = await listening()
    const socket = connect(listener.port, "127.0.0.1")
    socket.write(`${head("content-length: 100")}half`)
    await new Promise((resolve) => setTimeout(resolve, 50))
    socket.resetAndDestroy()
    await once(socket, "close")
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
    expect(asked).toEqual([])
  })

  it("finishes what is under way before it closes, and takes nothing new", async () => {
    const { url, listener } = await listening({
      answer: async () => {
        await new Promise((resolve) => setTimeout(resolve, 300))
        return answered()
      },
    })
    const asked = fetch(`${url}${RPC}`, call())
    await new Promise((resolve) => setTimeout(resolve, 100))
    const closing = listener.close()
    await expect(fetch(`${url}/healthz`)).rejects.toThrow()
    const answer = await asked
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('"signature"')])
    await closing
  })

  it("closes although a client never stops asking", async () => {
    const { url, listener, asked } = await listening()
    let failed = false
    const busy = (async () => {
      while (!failed) {
        await fetch(`${url}${RPC}`, call()).catch(() => {
          failed = true
        })
      }
    })()
    await expect.poll(() => asked.length).toBeGreaterThan(20)
    const startedAt = performance.now()
    await listener.close()
    expect(performance.now() - startedAt).toBeLessThan(2000)
    await busy
  })

  it("takes a stamp with an id token in it beside the token of the client", async () => {
    const { url, asked } = await listening()
    const headers = { "x-phantom-stamp": "a".repeat(12_000), authorization: `Bearer ${"b".repeat(8000)}` }
    expect((await fetch(`${url}${RPC}`, call(BODY, headers))).status).toBe(200)
    expect(asked[0]?.stamp?.length).toBe(12_000)
  })

  it(
    "lives whatever bytes it hears",
    async () => {
      const { listener, url } = await listening({}, { patienceMs: 300 })
      const word = fc.constantFrom(
        "POST ",
        RPC,
        " HTTP/1.1\r\n",
        "host: kms\r\n",
        "transfer-encoding: chunked\r\n",
      )
      const more = fc.constantFrom(
        "\r\n",
        "content-length: 5\r\n",
        "GET /metrics",
        "5\r\n",
        "x: \u0000\r\n",
        "expect: no\r\n",
      )
      const bytes = fc.uint8Array({ maxLength: 20 }).map((one) => Buffer.from(one).toString("latin1"))
      const said = fc.array(fc.oneof(word, more, bytes), { maxLength: 12 }).map((parts) => parts.join(""))
      await fc.assert(
        fc.asyncProperty(said, async (text) => {
          const answer = await heard(listener.port, text, true)
          if (answer !== "") expect(answer).toMatch(/^HTTP\/1\.1 [2-5][0-9]{2} /)
          expect(answer).not.toMatch(/^HTTP\/1\.1 500 /)
        }),
        { numRuns: 100 * times },
      )
      expect((await fetch(`${url}/healthz`)).status).toBe(200)
    },
    30_000 * times,
  )

  it("answers requests that were sent at once in their order", async () => {
    const { listener } = await listening({
      async answer({ body }) {
        const text = Buffer.from(body).toString()
        await new Promise((resolve) => setTimeout(resolve, text === "1" ? 50 : 0))
        return answered({ result: text })
      },
    })
    const one = (text: string) => `${head("content-length: 1")}${text}`
    const last = `POST ${RPC} HTTP/1.1\r\nhost: kms\r\nconnection: close\r\ncontent-length: 1\r\n\r\n3`
    const text = await heard(listener.port, one("1") + one("2") + last)
    expect([...text.matchAll(/"result":([0-9])/g)].map(([, result]) => result)).toEqual(["1", "2", "3"])
  })

  it("answers a probe that names no host", async () => {
    const { listener } = await listening()
    expect(await heard(listener.port, "GET /readyz HTTP/1.0\r\n\r\n")).toMatch(/^HTTP\/1\.1 200 .*ok$/s)
  })

  it("closes at once while idle connections are kept alive", async () => {
    const { url, listener } = await listening()
    await (await fetch(`${url}/healthz`)).text()
    const startedAt = performance.now()
    await listener.close()
    expect(performance.now() - startedAt).toBeLessThan(2000)
  })

  it("limits what comes over a socket by its address", async () => {
    const over = appOver({}, { rates: { request: { perSecond: 1, burst: 2 } } })
    const listener = await listen(over.app, 0)
    listeners.push(listener)
    const url = `http://127.0.0.1:${listener.port}${RPC}`
    const answers = []
    for (let times = 0; times < 4; times += 1) answers.push(await fetch(url, call()))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429, 429])
    expect(KmsError.parse(await answers.at(-1)?.json())).toMatchObject({ type: "rate-limited" })
  })
})
