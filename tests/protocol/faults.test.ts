import { describe, expect, test } from "vitest"
import {
  Fault,
  fault,
  faultOf,
  faults,
  isFault,
  isFaultCode,
  pageErrorOf,
  restoreFault,
  storedFaultOf,
} from "~protocol"

describe("a fault", () => {
  test("says in a sentence what went wrong, from its context", () => {
    expect(fault("METHOD_UNSUPPORTED", { method: "eth_sign" }).message).toBe(
      "The wallet does not offer eth_sign.",
    )
  })

  test("reaches a page as an EIP-1193 number with its code and context", () => {
    expect(pageErrorOf(fault("ORIGIN_REFUSED", { why: "opaque" }))).toEqual({
      code: 4100,
      message: fault("ORIGIN_REFUSED", { why: "opaque" }).message,
      data: { reason: "ORIGIN_REFUSED", why: "opaque" },
    })
  })

  test("cannot have its reason replaced by its context", () => {
    const forged = new Fault("NOT_FOUND", { what: "wallet", reason: "USER_REJECTED" })
    expect(pageErrorOf(forged).data.reason).toBe("NOT_FOUND")
  })

  test("comes back from a record as the same fault", () => {
    const thrown = fault("RPC_REFUSED", { chain: "eip155:31337", detail: "nonce too low" })
    const restored = restoreFault(structuredClone(storedFaultOf(thrown)))
    expect(restored).toEqual(thrown)
    expect(restored.message).toBe(thrown.message)
  })

  test("made of an unknown error keeps that error out of its sentence", () => {
    const inner = new Error("seed abandon abandon about")
    const made = faultOf(inner)
    expect(isFault(made, "INTERNAL")).toBe(true)
    expect(made.cause).toBe(inner)
    expect(made.message).not.toContain("seed")
    expect(JSON.stringify(pageErrorOf(made))).not.toContain("seed")
  })

  test("is itself when it is caught twice", () => {
    const thrown = fault("USER_REJECTED")
    expect(faultOf(thrown)).toBe(thrown)
  })
})

describe("the table of faults", () => {
  test.each(Object.entries(faults))(
    "%s has an HTTP error status, a page number and a sentence",
    (_code, row) => {
      expect(row.http).toBeGreaterThanOrEqual(400)
      expect(row.http).toBeLessThan(600)
      expect(Number.isInteger(row.page)).toBe(true)
      if (row.sentence.length === 0) expect((row.sentence as () => string)()).toMatch(/^[A-Z].+[.]$/)
    },
  )

  test("does not take the names of object members for codes", () => {
    expect(isFaultCode("USER_REJECTED")).toBe(true)
    expect(isFaultCode("toString")).toBe(false)
    expect(isFaultCode("__proto__")).toBe(false)
  })
})
