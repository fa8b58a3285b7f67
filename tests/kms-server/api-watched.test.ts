import { Writable } from "node:stream"
import { pino } from "pino"
import { describe, expect, it } from "vitest"
import { fault } from "~protocol"
import { appOver, BODY, call, RPC } from "./stand-in-policy"

describe("the log", () => {
  async function linesOf(work: (over: ReturnType<typeof appOver>) => Promise<unknown>) {
    const lines: string[] = []
    const sink = new Writable({
      write(chunk, _, done) {
        lines.push(String(chunk))
        done()
      },
    })
    await work(appOver({}, { logger: pino({}, sink), rates: { request: { perSecond: 1, burst: 1 } } }))
    return lines
  }

  it("says what was answered to which request, and nothing that was in it", async () => {
    const secret = "SECRET-WORD"
    const lines = await linesOf(async ({ app }) => {
      const body = `{"method":"signUtf8Message","params":{"message":"${secret}"}}`
      await app.request(
        `${RPC}?token=${secret}`,
        call(body, { "x-phantom-stamp": secret, authorization: secret }),
      )
    })
    expect(lines.join("")).not.toContain(secret)
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      ...{ route: RPC, method: "signUtf8Message", status: 200, ms: expect.any(Number), bytes: 63 },
    })
  })

  it("never repeats a method that is not of the protocol", async () => {
    const bodies = ["not json", '{"method":"stealEverything"}', '{"params":{},"method":"createWallet"}', ""]
    const lines = await linesOf(async ({ app }) => {
      for (const body of bodies) await app.request(RPC, call(body))
    })
    expect(lines.map((line) => JSON.parse(line).method)).toEqual(["other", "other", "other", "other"])
  })

  it("is not filled by the operator's probes, unless they fail", async () => {
    const lines: string[] = []
    const sink = new Writable({
      write(chunk, _, done) {
        lines.push(String(chunk))
        done()
      },
    })
    let ok = true
    const { app } = appOver(
      { health: async () => ({ ok, sealed: false, why: "why" }) },
      { logger: pino({}, sink) },
    )
    await app.request("/readyz")
    expect(lines).toEqual([])
    ok = false
    await app.request("/readyz")
    expect(JSON.parse(lines[0] ?? "{}")).toMatchObject({ route: "/readyz", status: 503 })
  })

  it("names the sender only where one asked too often, and then not by the address", async () => {
    const env = { incoming: { socket: { remoteAddress: "203.0.113.77" } } }
    const lines = await linesOf(async ({ app }) => {
      for (let n = 0; n < 3; n += 1) await app.request(RPC, call(), env)
    })
    expect(lines.join("")).not.toContain("203.0.113")
    const senders = lines.map((line) => JSON.parse(line).sender)
    expect(senders.filter((one) => one !== undefined)).toEqual([
      expect.stringMatching(/^[0-9a-f]{12}$/),
      senders[3],
    ])
  })
})

describe("the operator", () => {
  it("hears that it lives even while it cannot serve, and why it cannot", async () => {
    const { app } = appOver({ health: async () => ({ ok: false, sealed: true, why: "the KMS is sealed" }) })
    expect((await app.request("/healthz")).status).toBe(200)
    for (const path of ["/readyz", "/v1/wallets/healthz"]) {
      const answer = await app.request(path)
      expect([answer.status, await answer.text()]).toEqual([503, "the KMS is sealed"])
    }
  })

  it("hears ok where it can serve", async () => {
    const answer = await appOver().app.request("/readyz")
    expect([answer.status, await answer.text()]).toEqual([200, "ok"])
  })

  it("hears that the policy engine does not answer, where it does not", async () => {
    const { app } = appOver({
      health: async () => {
        throw fault("UNAVAILABLE")
      },
    })
    const answer = await app.request("/readyz")
    expect([answer.status, await answer.text()]).toEqual([503, "the policy engine does not answer"])
  })

  it("reads counters that are well formed, in one text with those of the policy engine", async () => {
    const { app } = appOver()
    await app.request(RPC, call())
    await app.request(RPC, call("garbage"))
    await app.request("/nowhere")
    const samples = samplesOf(await (await app.request("/metrics")).text())
    const route = RPC
    expect(
      samples.get(`kms_api_requests_total{route="${route}",method="getOrganizationWallets",status="200"}`),
    ).toBe(1)
    expect(samples.get(`kms_api_requests_total{route="${route}",method="other",status="200"}`)).toBe(1)
    expect(samples.get('kms_api_requests_total{route="unknown",method="none",status="404"}')).toBe(1)
    expect(samples.get(`kms_api_request_seconds_count{route="${route}",method="other"}`)).toBe(1)
    expect(samples.get(`kms_api_request_body_bytes_sum{route="${route}"}`)).toBe(BODY.length + 7)
    expect(samples.get("kms_api_in_flight")).toBe(1)
    expect(samples.get("kms_api_policy_up")).toBe(1)
    expect(samples.get("kms_decisions_total")).toBe(3)
  })

  it("reads the API's own counters while the policy engine is away", async () => {
    const { app } = appOver({
      metrics: async () => {
        throw fault("UNAVAILABLE")
      },
    })
    expect(samplesOf(await (await app.request("/metrics")).text()).get("kms_api_policy_up")).toBe(0)
  })

  it("finds no organization, key or word of a sender among the counters", async () => {
    const { app } = appOver()
    const id = "1efb27e3-7532-4f0c-8419-972b6971102d"
    const body = `{"method":"getOrganization","params":{"organizationId":"${id}"},"timestampMs":1}`
    await app.request(`${RPC}?id=${id}`, call(body))
    await app.request(`/${id}`)
    await app.request(RPC, call(`{"method":"${id}"}`))
    expect(await (await app.request("/metrics")).text()).not.toContain(id)
  })
})

/** Name and labels → value; throws on a line that is not of the text format, and on a family that is said twice. */
function samplesOf(text: string): Map<string, number> {
  const samples = new Map<string, number>()
  const types = new Set<string>()
  expect(text.endsWith("\n")).toBe(true)
  for (const line of text.split("\n").filter((one) => one !== "")) {
    const type = /^# TYPE ([a-z_]+) (counter|gauge|histogram)$/.exec(line)?.[1]
    if (type !== undefined) {
      expect(types.has(type)).toBe(false)
      types.add(type)
    } else if (!line.startsWith("# HELP ")) {
      const [, name = "", value = ""] =
        /^([a-z_]+(?:\{(?:[a-z]+="[^"\\\n]*",?)+\})?) ([0-9.e+-]+|\+Inf)$/.exec(line) ?? []
      expect(name, line).not.toBe("")
      samples.set(name, Number(value))
    }
  }
  return samples
}

describe("whoever checks this KMS", () => {
  const bytes = (text: string) => new Uint8Array(Buffer.from(text))

  it("gets the attestation document over its own nonce, as bytes", async () => {
    const nonces: string[] = []
    const { app } = appOver({
      async attest({ nonce }) {
        nonces.push(Buffer.from(nonce).toString("hex"))
        return bytes("document")
      },
    })
    for (const nonce of [Buffer.alloc(16, 7), Buffer.alloc(64, 9)]) {
      const answer = await app.request(`/v1/attestation?nonce=${nonce.toString("base64url")}`)
      expect(answer.headers.get("content-type")).toBe("application/cbor")
      expect(await answer.text()).toBe("document")
      expect(nonces.at(-1)).toBe(nonce.toString("hex"))
    }
  })

  it("is refused a nonce that is short, long, padded or not base64url", async () => {
    const { app } = appOver()
    const good = Buffer.alloc(16, 255).toString("base64url")
    const long = Buffer.alloc(65).toString("base64url")
    for (const nonce of ["", good.slice(0, -2), long, `${good}==`, `${good}*`, good.replace("_", "%2F")]) {
      const answer = await app.request(`/v1/attestation?nonce=${nonce}`)
      expect([answer.status, (await answer.json()).type]).toEqual([400, "body-malformed"])
    }
    expect((await app.request("/v1/attestation")).status).toBe(400)
  })

  it("gets what to pin, and the newest checkpoint as text", async () => {
    const { app } = appOver({
      identity: async () => ({ rootCertificate: "PEM", logKey: "key" }),
      checkpoint: async () => ({ size: 1, rootHash: bytes("r"), text: "origin\n1\ncg==\n" }),
    })
    expect(await (await app.request("/v1/attestation/root")).json()).toEqual({
      rootCertificate: "PEM",
      logKey: "key",
    })
    const checkpoint = await app.request("/v1/log/checkpoint")
    expect(checkpoint.headers.get("content-type")).toBe("text/plain; charset=utf-8")
    expect(await checkpoint.text()).toBe("origin\n1\ncg==\n")
  })

  it("gets proofs with their hashes in base64url", async () => {
    const { app } = appOver({
      inclusion: async (asked) => ({ ...asked, leafHash: bytes("\xff\xfe"), path: [bytes("a"), bytes("b")] }),
      consistency: async (asked) => ({ ...asked, path: [bytes("c")] }),
    })
    expect(await (await app.request("/v1/log/inclusion?index=0&size=3")).json()).toEqual({
      ...{ index: 0, size: 3, leafHash: bytes64("\xff\xfe"), path: [bytes64("a"), bytes64("b")] },
    })
    expect(await (await app.request("/v1/log/consistency?from=1&to=3")).json()).toEqual({
      ...{ from: 1, to: 3, path: [bytes64("c")] },
    })
  })

  it("finds the entries about a body by its digest, and nothing by less", async () => {
    const { app } = appOver({ findEntries: async () => [] })
    const digest = "0a".repeat(32)
    expect(await (await app.request(`/v1/log/entries?digest=${digest}`)).json()).toEqual({ entries: [] })
    for (const wrong of ["", digest.slice(1), digest.toUpperCase(), `${digest}0`, "%25"]) {
      expect((await app.request(`/v1/log/entries?digest=${wrong}`)).status).toBe(400)
    }
  })

  it("is refused places that are no whole numbers", async () => {
    const { app } = appOver()
    for (const wrong of ["", "-1", "1.5", "1e3", "0x1", "01", " 1", "99999999999999999", "NaN"]) {
      const where = `index=${encodeURIComponent(wrong)}&size=3`
      expect((await app.request(`/v1/log/inclusion?${where}`)).status).toBe(400)
      expect((await app.request(`/v1/log/consistency?from=1&to=${encodeURIComponent(wrong)}`)).status).toBe(
        400,
      )
    }
  })

  it("hears from the log itself why a proof cannot be made", async () => {
    const { app } = appOver({
      inclusion: async () => {
        throw fault("BODY_MALFORMED", { where: "size is above the size of the log" })
      },
    })
    const answer = await app.request("/v1/log/inclusion?index=0&size=9")
    expect([answer.status, (await answer.json()).message]).toEqual([
      400,
      "The request cannot be read: size is above the size of the log.",
    ])
  })
})

const bytes64 = (text: string) => Buffer.from(text).toString("base64url")
