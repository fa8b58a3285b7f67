import { createPrivateKey, generateKeyPairSync, type KeyObject } from "node:crypto"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { splitAnswer, verifyResponse } from "~kms"
import { signResponse } from "~kms-server/policy/responses"
import vectors from "../vectors/attestation.json"
import { patienceMs, runs } from "./runs"

const utf8 = (text: string) => new Uint8Array(Buffer.from(text))
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("utf8")

const { privateKey, publicKey } = generateKeyPairSync("ed25519")
const liveKey = new Uint8Array(Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url"))
const { seed, publicKey: knownKey, signed } = vectors.responses

function keyOf(hex: string): KeyObject {
  const key = Buffer.from(`302e020100300506032b657004220420${hex}`, "hex")
  return createPrivateKey({ key, format: "der", type: "pkcs8" })
}

describe("the signature on a response", () => {
  test.each(signed)("to $body is the known one, on both sides", ({ body, result, signature }) => {
    expect(signResponse(keyOf(seed), utf8(body), result)).toBe(signature)
    expect(verifyResponse(Buffer.from(knownKey, "hex"), utf8(body), result, signature)).toBe(true)
  })

  test(
    "verifies for every request and every result that the live key signed",
    () => {
      fc.assert(
        fc.property(fc.uint8Array(), fc.string({ unit: "binary" }), (body, result) => {
          const signature = signResponse(privateKey, body, result)
          expect(verifyResponse(liveKey, body, result, signature)).toBe(true)
          expect(verifyResponse(liveKey, body, utf8(result), signature)).toBe(true)
        }),
        runs(30),
      )
    },
    patienceMs,
  )

  const body = utf8("{}")
  const good = signResponse(privateKey, body, "null")

  test("does not verify for another request, another result or another key", () => {
    expect(verifyResponse(liveKey, body, "null", good)).toBe(true)
    expect(verifyResponse(liveKey, utf8("{} "), "null", good)).toBe(false)
    expect(verifyResponse(liveKey, body, "null ", good)).toBe(false)
    expect(verifyResponse(liveKey, utf8("null"), "{}", good)).toBe(false)
    expect(verifyResponse(Buffer.from(knownKey, "hex"), body, "null", good)).toBe(false)
  })

  test(
    "does not verify with any bit turned, cut, spelled differently, or under what is no key",
    () => {
      const bytes = Buffer.from(good, "base64url")
      for (let index = 0; index < 512; index++) {
        const turned = Buffer.from(bytes)
        turned[index >> 3] = (turned[index >> 3] ?? 0) ^ (1 << (index & 7))
        expect(verifyResponse(liveKey, body, "null", turned.toString("base64url"))).toBe(false)
      }
      for (const bad of [
        "",
        good.slice(0, -1),
        `${good}=`,
        `${good}A`,
        ` ${good}`,
        bytes.toString("base64"),
      ]) {
        expect(verifyResponse(liveKey, body, "null", bad)).toBe(false)
      }
      const smallOrder = new Uint8Array(32)
      smallOrder[0] = 1
      const forAnything = Buffer.concat([Buffer.of(1), Buffer.alloc(63)]).toString("base64url")
      expect(verifyResponse(smallOrder, body, "null", forAnything)).toBe(false)
      expect(verifyResponse(liveKey.subarray(1), body, "null", good)).toBe(false)
    },
    patienceMs,
  )
})

describe("an answer", () => {
  const signature = "A".repeat(86)
  const framed = (result: string, given = signature) => utf8(`{"result":${result},"signature":"${given}"}`)

  test(
    "is cut into the exact text of its result and its signature",
    () => {
      fc.assert(
        fc.property(fc.oneof(fc.json(), fc.string({ unit: "binary" })), (result) => {
          const cut = splitAnswer(framed(result))
          expect(cut?.signature).toBe(signature)
          expect(cut?.result).toEqual(utf8(result))
        }),
        runs(100),
      )
    },
    patienceMs,
  )

  test("whose result holds another answer is cut at its ends only", () => {
    const inner = text(framed("1"))
    expect(text(splitAnswer(framed(inner))?.result ?? utf8(""))).toBe(inner)
    const smuggled = `1,"signature":"${"B".repeat(86)}","x":2`
    expect(splitAnswer(framed(smuggled))).toMatchObject({ signature })
    expect(text(splitAnswer(framed(smuggled))?.result ?? utf8(""))).toBe(smuggled)
  })

  test.each([
    "",
    '{"result":',
    '{"result":null}',
    `{"signature":"${signature}","result":null}`,
    `{ "result":null,"signature":"${signature}"}`,
    `{"result":null, "signature":"${signature}"}`,
    `{"result":null,"signature":"${signature}"} `,
    `{"result":null,"signature":"${signature}","more":1}`,
    `{"result":null,"signature":"${signature.slice(1)}"}`,
    `{"result":null,"signature":"${signature.slice(1)}="}`,
    `{"result":null,"signature":"${signature.slice(2)}é"}`,
    `{"result":null,"Signature":"${signature}"}`,
    `[{"result":null,"signature":"${signature}"}`,
    `{"resul":null,"signature":"${signature}"}`,
    `{"result":,"signature":"${signature.slice(1)}`,
    `,"signature":"${signature}"}`,
  ])("that is framed in another way is not cut: %s", (answer) => {
    expect(splitAnswer(utf8(answer))).toBeNull()
  })

  test(
    "that is any bytes is cut or not, and nothing else happens",
    () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
          const cut = splitAnswer(bytes)
          if (cut !== null) expect(framed(text(cut.result), cut.signature)).toEqual(bytes)
        }),
        runs(200),
      )
    },
    patienceMs,
  )
})
