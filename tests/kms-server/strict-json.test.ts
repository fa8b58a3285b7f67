/** That the strict reader reads what JSON.parse reads, and never anything else. */
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { parseStrictJson } from "~kms-server/policy/strict-json"

const read = (text: string) => parseStrictJson(Buffer.from(text, "utf8"))
const attempt = <T>(run: () => T): { value: T } | null => {
  try {
    return { value: run() }
  } catch {
    return null
  }
}

describe("the strict reader", () => {
  it("reads any value that JSON writes, unless its numbers are not exact", () => {
    const json = fc.jsonValue({ maxDepth: 5, noUnicodeString: false })
    fc.assert(
      fc.property(json, fc.constantFrom(undefined, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent)
        const strict = attempt(() => read(text))
        if (strict) expect(strict.value).toEqual(JSON.parse(text))
        else expect(text).toMatch(/[0-9]{16,}|e\+|\\ud[89a-f]|__proto__/i)
      }),
    )
  })

  it("never reads what JSON.parse does not, nor reads it otherwise (rule 1)", () => {
    const scrap = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      ":",
      ",",
      '"',
      '"a"',
      "1",
      "-",
      "0",
      ".5",
      "e9",
      " ",
      "true",
      "null",
      "\\",
      "\\u0061",
      "\n",
      "nul",
    )
    fc.assert(
      fc.property(fc.array(scrap, { maxLength: 12 }), (scraps) => {
        const text = scraps.join("")
        const strict = attempt(() => read(text))
        if (strict) expect(strict).toEqual({ value: JSON.parse(text) })
      }),
      { numRuns: 20_000 },
    )
  })

  it("reads a mebibyte of escapes, and refuses one that does not end, without trouble", () => {
    const escapes = "\\n".repeat(500_000)
    expect(read(`"${escapes}"`)).toHaveLength(500_000)
    expect(() => read(`"${escapes}`)).toThrow("cannot be read")
    expect(() => read(`"${"\\".repeat(999_999)}"`)).toThrow("cannot be read")
  })

  it.each([16, 17])("reads at most sixteen levels (%i) (rule 1)", (depth) => {
    const text = `${"[".repeat(depth)}${"]".repeat(depth)}`
    expect(attempt(() => read(text)) !== null).toBe(depth <= 16)
  })
})
