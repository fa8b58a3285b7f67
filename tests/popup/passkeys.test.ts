/** Where a passkey is offered, and how its bytes are written. */
import { afterEach, expect, test, vi } from "vitest"
import { bytesOf, canHavePasskeys, makePasskey, textOf } from "~popup/passkeys"

afterEach(() => vi.unstubAllGlobals())

test("a passkey is offered only where the browser lets a page of an extension have one", () => {
  class PublicKeyCredential {}
  const offered = (protocol: string, kind?: unknown) => {
    vi.stubGlobal("location", { protocol })
    vi.stubGlobal("PublicKeyCredential", kind)
    return canHavePasskeys()
  }
  expect(offered("chrome-extension:", PublicKeyCredential)).toBe(true)
  expect(offered("moz-extension:", PublicKeyCredential)).toBe(false)
  expect(offered("chrome-extension:")).toBe(false)
})

test("a device that does not want to gives no passkey, and nothing is thrown", async () => {
  const create = () => Promise.reject(new Error("NotAllowedError"))
  vi.stubGlobal("navigator", { credentials: { create } })
  expect(await makePasskey("AAAA")).toBeNull()
})

test("bytes are written as base64url and read again, whatever they are", () => {
  for (const bytes of [[], [0], [255, 254, 253], [251, 255, 191, 1]]) {
    const text = textOf(Uint8Array.from(bytes).buffer)
    expect(text).toMatch(/^[A-Za-z0-9_-]*$/)
    expect([...bytesOf(text)]).toEqual(bytes)
  }
})
