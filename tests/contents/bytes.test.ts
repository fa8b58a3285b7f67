import { base58, base64 } from "@scure/base"
import fc from "fast-check"
import { expect, test } from "vitest"
import { fromBase58, fromBase64, toBase58, toBase64 } from "~contents/provider/bytes"
import { takeNatives } from "~contents/provider/natives"
import { openPage } from "./fake-page"

const natives = takeNatives(openPage().page)

test("base58 is read and written as an independent library does, leading zeros included", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(3), (rest, zeros) => {
      const bytes = Uint8Array.of(...new Uint8Array(zeros), ...rest)
      expect(toBase58(bytes)).toBe(base58.encode(bytes))
      expect(fromBase58(base58.encode(bytes))).toEqual(new Uint8Array(bytes))
    }),
  )
  expect(fromBase58("1".repeat(32))).toEqual(new Uint8Array(32))
})

test("what is not base58 is refused", () => {
  for (const text of ["0", "O", "I", "l", "a b", "é", "💥"])
    expect(() => fromBase58(text)).toThrow(RangeError)
})

test("base64 is written and read as an independent library does", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(toBase64(natives, bytes)).toBe(base64.encode(bytes))
      expect(fromBase64(natives, base64.encode(bytes))).toEqual(new Uint8Array(bytes))
    }),
  )
})
