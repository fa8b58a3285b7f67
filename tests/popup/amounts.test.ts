import fc from "fast-check"
import { expect, test } from "vitest"
import { dollarsOf, formatAmount, overviewOf, parseAmount, shortenAmount } from "~popup/amounts"

test("an amount is exact to the last digit of its smallest unit", () => {
  expect(formatAmount("1500000000000000000", 18)).toBe("1.5")
  expect(formatAmount("1", 18)).toBe("0.000000000000000001")
  expect(formatAmount("0", 18)).toBe("0")
  expect(formatAmount("9007199254740993", 0)).toBe("9,007,199,254,740,993")
  expect(formatAmount("1234567890000000001", 9)).toBe("1,234,567,890.000000001")
})

test("no amount is shown as another: reading it back gives the same digits", () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }),
      fc.integer({ min: 0, max: 30 }),
      (amount, decimals) => {
        const [whole = "", fraction = ""] = formatAmount(amount, decimals).split(".")
        expect(BigInt(whole.replaceAll(",", "") + fraction.padEnd(decimals, "0"))).toBe(amount)
      },
    ),
  )
})

test("a shortened amount is cut off, never rounded up, and says that it was cut", () => {
  expect(shortenAmount("1999999999", 9, 6)).toBe("1.999999…")
  expect(shortenAmount("1000001000", 9, 6)).toBe("1.000001")
  expect(shortenAmount("1", 18, 6)).toBe("0.000000…")
})

test("an overview has the digits that tell something, and no more than was there", () => {
  const overviews = [
    ["1290300000000000012", "1.2903"],
    ["1299999999999999999", "1.2999"],
    ["1250000000000000000", "1.25"],
    ["40300000000000012", "0.0403"],
    ["123456789", "< 0.00000001"],
    ["12345678901", "0.00000001"],
    ["0", "0"],
    ["123456789012345678901234567890", "123,456,789,012.34"],
  ] as const
  for (const [amount, said] of overviews) expect(overviewOf(amount, 18)).toBe(said)
})

test("cents are dollars with two digits, however much it is", () => {
  expect([dollarsOf(1000), dollarsOf(0), dollarsOf(5), dollarsOf(123_456_789)]).toEqual([
    "$10.00",
    "$0.00",
    "$0.05",
    "$1,234,567.89",
  ])
})

test("an amount that a person writes is read to the last digit, or not at all", () => {
  expect(parseAmount("1.5", 18)).toBe(1_500_000_000_000_000_000n)
  expect(parseAmount(" 0,000001 ", 6)).toBe(1n)
  expect(parseAmount("12.", 6)).toBe(12_000_000n)
  for (const text of ["", "1,000.5", "-1", "1e3", "0x1", "1.0000001", "١", ".5", "1 000"])
    expect(parseAmount(text, 6)).toBeNull()
})
