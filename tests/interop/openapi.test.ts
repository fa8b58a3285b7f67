import { describe, expect, it } from "vitest"
import { errorOf } from "~kms-server/api/errors"
import { type FaultCode, faults, type KmsMethod, kmsMethods } from "~protocol"
import { requests, results } from "../kms-server/examples"
import {
  assertAnswerMatchesSpec,
  assertErrorMatchesSpec,
  assertRequestMatchesSpec,
  assertSimulationMatchesSpec,
  knownMistakes,
} from "./spec"

const methods = Object.keys(kmsMethods) as KmsMethod[]
const offDocument: KmsMethod[] = ["listPendingMigrations", "completeWalletTransfer"]

describe("the published OpenAPI document", () => {
  it.each(methods)("takes our answer to %s", (method) => {
    expect(() => assertAnswerMatchesSpec(method, results[method])).not.toThrow()
  })

  it.each(methods)("refuses an answer to %s that lacks a member, or has one it does not know", (method) => {
    const whole = results[method]
    const [one] = Array.isArray(whole) ? whole : [whole]
    const wrap = (value: unknown) => (Array.isArray(whole) ? [value] : value)
    const [first = ""] = Object.keys(one)
    const { [first as never]: _, ...lacking } = one as Record<string, unknown>
    expect(() => assertAnswerMatchesSpec(method, wrap(lacking))).toThrow("published document")
    expect(() => assertAnswerMatchesSpec(method, wrap("text"))).toThrow("published document")
    if (!Array.isArray(whole)) {
      expect(() => assertAnswerMatchesSpec(method, { ...whole, stranger: 1 })).toThrow("unevaluated")
    }
  })

  it("takes a signed transaction of each chain, and no hex in it", () => {
    const signed = { address: "a", publicKey: "b", transaction: "AAEC", signature: "AwQ" }
    for (const kind of ["SOLANA", "ETHEREUM", "SUI"]) {
      expect(() => assertAnswerMatchesSpec("signTransaction", { ...signed, kind })).not.toThrow()
    }
    const { signature: _, ...psbt } = signed
    expect(() => assertAnswerMatchesSpec("signTransaction", { ...psbt, kind: "BITCOIN" })).not.toThrow()
    const padded = { ...signed, kind: "ETHEREUM", transaction: "AA==" }
    expect(() => assertAnswerMatchesSpec("signTransaction", padded)).toThrow("/transaction")
    expect(() => assertAnswerMatchesSpec("signTransaction", { ...signed, kind: "DOGE" })).toThrow("/kind")
  })

  it("takes the key of an authenticator as text, and no longer as an array of bytes", () => {
    const authenticator = results.createAuthenticator
    const bytes = { ...authenticator, publicKey: [1, 2, 3] }
    expect(() => assertAnswerMatchesSpec("createAuthenticator", bytes)).toThrow("publicKey")
  })

  it.each(Object.keys(faults) as FaultCode[])("takes our error for %s", (code) => {
    const { body } = errorOf({ ok: false, code, context: {}, at: 1 }, "request")
    expect(() => assertErrorMatchesSpec(body)).not.toThrow()
  })

  it("takes a simulation, and an error in one", () => {
    const simulation = { success: false, simulationId: "id", logs: ["read"], error: "unreadable" }
    expect(() => assertSimulationMatchesSpec(simulation)).not.toThrow()
    expect(() => assertSimulationMatchesSpec({ success: true })).toThrow("simulationId")
  })

  it.each(methods.filter((method) => !offDocument.includes(method)))("takes our request for %s", (method) => {
    const sent = { method, params: withoutNulls(requests[method]), timestampMs: 1 }
    expect(() => assertRequestMatchesSpec(sent)).not.toThrow()
  })

  it("has each of its mistakes written down with a reason, and once", () => {
    expect(knownMistakes.length).toBeGreaterThan(5)
    for (const { where, says, because } of knownMistakes) {
      for (const words of [where, says, because]) expect(words.length).toBeGreaterThan(5)
    }
    expect(new Set(knownMistakes.map(({ where, says }) => `${where} ${says}`)).size).toBe(
      knownMistakes.length,
    )
  })
})

/** Members that are null may be left out; the document allows some of them only so. */
function withoutNulls(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value
  if (Array.isArray(value)) return value.map(withoutNulls)
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, child]) => child !== null)
      .map(([name, child]) => [name, withoutNulls(child)]),
  )
}
