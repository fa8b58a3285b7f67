import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { Fault, type FaultCode, fault, faults, KmsError } from "~protocol"
import { answered, appOver, BODY, call, RESULT, RPC, refused, SERVER_TIME } from "./stand-in-policy"

/** How many times as long the fuzzing is to run. */
const times = Number(process.env.COUNTERSIGN_RUNS ?? 1)

const codes = Object.keys(faults) as FaultCode[]

describe("an answer", () => {
  it("is the result and the enclave's signature over its very text", async () => {
    const result = '{"b":1.0,"a":"é\\u0041"}'
    const { app } = appOver({ answer: async () => answered({ result }) })
    const answer = await app.request(RPC, call())
    expect(answer.status).toBe(200)
    expect(answer.headers.get("content-type")).toBe("application/json")
    expect(await answer.text()).toBe(`{"result":${result},"signature":"c2lnbmF0dXJl"}`)
  })

  it("hands on the bytes and the stamp as they came, and the id that it answers with", async () => {
    const { app, asked } = appOver()
    const body = new Uint8Array([0, 255, 128, 10, 13])
    const answer = await app.request(RPC, call(body))
    expect(asked.map((one) => [Buffer.from(one.body).toString("hex"), one.stamp])).toEqual([
      ["00ff800a0d", "c3RhbXA"],
    ])
    expect(answer.headers.get("x-request-id")).toBe(asked[0]?.requestId)
  })

  it("says that a request had no stamp, where it had none", async () => {
    const { app, asked } = appOver()
    await app.request(RPC, { method: "POST", body: BODY })
    expect(asked[0]?.stamp).toBeNull()
  })

  it("puts what the network said after the signature", async () => {
    const submission = { to: { chain: "solana", network: "devnet" }, transaction: new Uint8Array(3) }
    const seen: unknown[] = []
    const { app } = appOver(
      { answer: async () => answered({ submission }) },
      {
        async broadcast(one) {
          seen.push(one)
          return { result: "hash" }
        },
      },
    )
    const text = await (await app.request(RPC, call())).text()
    expect(text).toBe(
      `{"result":${RESULT},"signature":"c2lnbmF0dXJl","rpc_submission_result":{"result":"hash"}}`,
    )
    expect(seen).toEqual([submission])
  })

  it("has no such member where the network is not configured, or nobody asked for it", async () => {
    const submission = { to: { chain: "solana", network: "devnet" }, transaction: new Uint8Array(99) }
    for (const one of [submission, null]) {
      const { app } = appOver({ answer: async () => answered({ submission: one }) })
      expect(await (await app.request(RPC, call())).text()).not.toContain("rpc_submission_result")
    }
  })

  it("of prepare and of simulations is the result alone", async () => {
    const ask = async () => answered({ result: '{"transaction":"AQID"}', signature: "" })
    const { app } = appOver({ prepare: ask, simulate: ask })
    for (const path of ["/v1/wallets/prepare", "/v1/wallets/simulations"]) {
      const answer = await app.request(path, call())
      expect([answer.status, await answer.text()]).toEqual([200, '{"transaction":"AQID"}'])
    }
  })
})

describe("a refusal", () => {
  it.each(codes)("of %s is the superset that the published clients read, and never 200", async (code) => {
    const context = {
      retryAfterMs: 2500,
      policy: "p",
      what: "wallet",
      where: "there",
      why: "so",
      limit: 3,
      byMs: 1,
    }
    const { app } = appOver({ answer: async () => refused(code, context) })
    const answer = await app.request(RPC, call())
    const error = KmsError.parse(await answer.json())
    const { message } = new Fault(code, context)
    expect(answer.status).toBe(faults[code].http)
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(error).toMatchObject({ error: message, message, detail: message })
    expect(error.type).toBe(code.toLowerCase().replaceAll("_", "-"))
    expect(error.title).toMatch(/^[A-Z][a-z ]+/)
    expect(error.requestId).toBe(answer.headers.get("x-request-id"))
    expect(error.serverTimeMs).toBe(answer.status === 401 ? SERVER_TIME : undefined)
    const waits = answer.status === 429 || answer.status === 503
    expect(error.retryAfterMs !== undefined).toBe(waits)
    expect(answer.headers.get("retry-after")).toBe(
      waits ? String(Math.ceil((error.retryAfterMs ?? 0) / 1000)) : null,
    )
  })

  it("for a limit carries the four amounts, the rules that decided and what is left", async () => {
    const amounts = {
      previousSpendCents: 900,
      transactionSpendCents: 200,
      totalSpendCents: 1100,
      limitCents: 1000,
    }
    const rules = [{ policy: "user", rule: "1", comment: "a day's allowance", outcome: "DENY" as const }]
    const limits = [{ asset: "usd", windowMs: 864e5, limit: "1000", spent: "900", asked: "200", left: "100" }]
    const { app } = appOver({
      answer: async () =>
        refused("SPENDING_LIMIT_EXCEEDED", { why: "1000 cents a day" }, { amounts, rules, limits }),
    })
    const answer = await app.request(RPC, call())
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ type: "spending-limit-exceeded", ...amounts, rules, limits })
  })

  it("is UNAVAILABLE where the link to the policy engine breaks", async () => {
    const { app } = appOver({
      answer: async () => {
        throw fault("UNAVAILABLE")
      },
    })
    const answer = await app.request(RPC, call())
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "1"])
    expect(await answer.json()).toMatchObject({ type: "unavailable", retryAfterMs: 1000 })
  })

  it("is UNAVAILABLE where the policy engine has fallen silent", async () => {
    const { app } = appOver({ answer: () => new Promise(() => {}) }, { patienceMs: 20 })
    expect((await app.request(RPC, call())).status).toBe(503)
  })

  it("is INTERNAL for a bug, without a word of it", async () => {
    const { app } = appOver({
      answer: async () => {
        throw new Error("SECRET-DETAIL")
      },
    })
    const answer = await app.request(RPC, call())
    const text = await answer.text()
    expect(answer.status).toBe(500)
    expect(text).not.toContain("SECRET-DETAIL")
  })

  it("is INTERNAL for a code that this API does not know", async () => {
    const { app } = appOver({ answer: async () => refused("NEVER_HEARD" as FaultCode) })
    const answer = await app.request(RPC, call())
    expect([answer.status, (await answer.json()).type]).toEqual([500, "internal"])
  })

  it("of a body over the limit is noted in the audit log, with the limit in the answer", async () => {
    const { app, noted, asked } = appOver()
    const answer = await app.request(RPC, call(new Uint8Array(1024 * 1024 + 1)))
    expect(answer.status).toBe(413)
    expect((await answer.json()).message).toContain("1048576")
    expect([noted, asked]).toEqual([["BODY_TOO_LARGE"], []])
    expect((await app.request(RPC, call(new Uint8Array(1024 * 1024)))).status).toBe(200)
  })

  it("that cannot be noted is not told as if it were", async () => {
    const { app } = appOver({ noteRefusal: async () => refused("UNAVAILABLE") })
    expect((await app.request(RPC, call(new Uint8Array(1024 * 1024 + 1)))).status).toBe(503)
  })

  it("of a path that leads nowhere is an error of the wire, too", async () => {
    const { app } = appOver()
    for (const path of ["/", "/v1/wallets", "/v1/wallets/kms/rpc/", "/mock/faults", "/v1/wallets/kms/RPC"]) {
      const answer = await app.request(path, call())
      expect(answer.status).toBe(404)
      expect(KmsError.parse(await answer.json()).type).toBe("not-found")
    }
  })

  it("of another verb says which one is taken", async () => {
    const { app } = appOver()
    for (const method of ["GET", "HEAD", "PUT", "DELETE", "PATCH"]) {
      const answer = await app.request(RPC, { method })
      expect([answer.status, answer.headers.get("allow")]).toEqual([405, "POST, OPTIONS"])
    }
    const answer = await app.request("/v1/log/checkpoint", { method: "POST" })
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, "GET, HEAD, OPTIONS"])
    expect((await answer.json()).type).toBe("verb-refused")
  })
})

describe("a browser", () => {
  const asked =
    "content-type,x-phantom-stamp,x-app-id,x-rpc-method,x-api-version,authorization,x-auth-user-id,x-phantom-sdk-type,x-phantom-wallet-type"
  const preflight = (headers: string) => ({
    method: "OPTIONS",
    headers: {
      origin: "chrome-extension://abcdefghijklmnop",
      "access-control-request-method": "POST",
      "access-control-request-headers": headers,
    },
  })

  it("may send every header of the protocol, from any origin and without credentials", async () => {
    const answer = await appOver().app.request(RPC, preflight(asked))
    expect(answer.status).toBe(204)
    expect(answer.headers.get("access-control-allow-origin")).toBe("*")
    expect(answer.headers.get("access-control-allow-headers")).toBe(asked)
    expect(answer.headers.get("access-control-allow-methods")).toContain("POST")
    expect(answer.headers.get("access-control-allow-credentials")).toBeNull()
  })

  it("may not send a header that is not of the protocol", async () => {
    const answer = await appOver().app.request(RPC, preflight("x-phantom-stamp, Cookie, x-evil, x-phantom-é"))
    expect(answer.headers.get("access-control-allow-headers")).toBe("x-phantom-stamp")
  })

  it("may read every answer and every refusal, keeps none and guesses no type", async () => {
    const { app } = appOver()
    for (const path of [RPC, "/nowhere", "/healthz"]) {
      const { headers } = await app.request(path, path === RPC ? call() : {})
      expect(headers.get("access-control-allow-origin")).toBe("*")
      expect(headers.get("access-control-expose-headers")).toBe("x-request-id, retry-after")
      expect(headers.get("cache-control")).toBe("no-store")
      expect(headers.get("x-content-type-options")).toBe("nosniff")
    }
  })
})

describe("any request at all", () => {
  it(
    "gets an answer of the wire, and never a 500",
    async () => {
      const { app } = appOver()
      const request = fc.record({
        verb: fc.constantFrom("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"),
        path: fc.oneof(fc.webPath(), fc.constantFrom(RPC, "/metrics", "/v1/attestation", "/v1/log/entries")),
        query: fc.webQueryParameters(),
        body: fc.uint8Array({ maxLength: 200 }),
        stamp: fc.string({ unit: fc.constantFrom(...'abcXYZ019-_.= {}"é') }),
      })
      await fc.assert(
        fc.asyncProperty(request, async ({ verb, path, query, body, stamp }) => {
          const bodied = verb === "GET" || verb === "HEAD" ? {} : { body }
          const answer = await app.request(`http://kms${path}?${query}`, {
            method: verb,
            headers: { "x-phantom-stamp": stamp.trim() },
            ...bodied,
          })
          expect(answer.status).toBeLessThan(500)
          if (answer.status >= 400 && verb !== "HEAD") KmsError.parse(await answer.json())
        }),
        { numRuns: 300 * times },
      )
    },
    30_000 * times,
  )
})
