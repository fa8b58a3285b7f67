import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { memoryKeyStore, openOrCreateAuthenticator, stampRequest } from "~kms"
import { StampAlgorithm } from "~protocol"
import { engines } from "../support/engines"
import published from "../vectors/published-stamp.json"
import { verifiedStampOf } from "./authenticators"

describe.each(engines)("a stamp with $algorithm", async ({ algorithm, subtle }) => {
  const authenticator = await openOrCreateAuthenticator(memoryKeyStore(), subtle)

  test("covers the exact bytes of the body, whatever is asked", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.jsonValue(), fc.nat(), async (method, params, now) => {
        const request = await stampRequest(authenticator, method, params, now)
        expect(JSON.parse(request.body)).toEqual({
          method,
          params: JSON.parse(JSON.stringify(params)),
          timestampMs: now,
        })
        expect(verifiedStampOf(request).algorithm).toBe(algorithm)
      }),
    )
  })

  test("covers text of every kind, lone surrogates included, as the bytes that are sent", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: "binary" }),
        fc.integer({ min: 0xd800, max: 0xdfff }),
        async (text, code) => {
          const message = `${text}${String.fromCharCode(code)}`
          const request = await stampRequest(authenticator, "signUtf8Message", { message }, 1)
          expect(JSON.parse(Buffer.from(request.body, "utf8").toString("utf8")).params.message).toBe(message)
          verifiedStampOf(request)
        },
      ),
    )
  })

  test("does not pass for a body that differs in one byte", async () => {
    const request = await stampRequest(authenticator, "getAccounts", { walletId: "w" }, 1)
    await fc.assert(
      fc.asyncProperty(fc.nat(request.body.length - 1), async (at) => {
        const body = `${request.body.slice(0, at)}~${request.body.slice(at + 1)}`
        expect(() => verifiedStampOf({ body, stamp: request.stamp })).toThrow("does not verify")
      }),
    )
  })

  test("is unpadded base64url of JSON with public key, signature, kind and algorithm", async () => {
    const { stamp } = await stampRequest(authenticator, "getAccounts", {}, 1)
    expect(stamp).toMatch(/^[A-Za-z0-9_-]+$/)
    const opened = JSON.parse(Buffer.from(stamp, "base64url").toString("utf8"))
    expect(Object.keys(opened)).toEqual(["publicKey", "signature", "kind", "algorithm"])
    expect(Buffer.from(opened.publicKey, "base64url")).toEqual(Buffer.from(authenticator.publicKey))
    expect(Buffer.from(opened.signature, "base64url").length).toBe(64)
    expect(opened.kind).toBe("PKI")
  })
})

describe("a stamped request", async () => {
  const authenticator = await openOrCreateAuthenticator(memoryKeyStore())

  test("says method, params and time, in this order, and knows the time it says", async () => {
    const request = await stampRequest(
      authenticator,
      "getOrganization",
      { organizationId: "o" },
      1_795_332_104_916,
    )
    expect(request).toMatchObject({ method: "getOrganization", stampedAt: 1_795_332_104_916 })
    expect(request.body).toBe(
      '{"method":"getOrganization","params":{"organizationId":"o"},"timestampMs":1795332104916}',
    )
  })

  test("says whole milliseconds, also by a clock with finer ones", async () => {
    const { stampedAt, body } = await stampRequest(authenticator, "getOrganization", {}, 1234.56)
    expect([stampedAt, JSON.parse(body).timestampMs]).toEqual([1234, 1234])
  })

  test("is, byte for byte, what the published clients send for the same request and key", async () => {
    const { algorithm, publicKey, signature, method, params, timestampMs, body, stamp } = published
    const recorded = {
      algorithm: StampAlgorithm.parse(algorithm),
      publicKey: new Uint8Array(Buffer.from(publicKey, "base64url")),
      createdAt: 0,
      sign: async () => new Uint8Array(Buffer.from(signature, "base64url")),
    }
    expect(await stampRequest(recorded, method, params, timestampMs)).toEqual({
      method,
      body,
      stamp,
      stampedAt: timestampMs,
    })
    verifiedStampOf({ body, stamp })
  })
})
