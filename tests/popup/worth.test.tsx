/** What amounts are worth, in words, and where that stands. */
import { renderToStaticMarkup } from "react-dom/server"
import { afterEach, expect, test } from "vitest"
import { moneyOf } from "~popup/amounts"
import { Changes } from "~popup/facts/changes"
import { chooseLanguage } from "~popup/language"
import { PricesProvider } from "~popup/use-prices"
import { knownOf, pricedAssetsOf } from "~popup/words/known"
import { worthInAllOf, worthOf } from "~popup/words/worth"
import { Insight, PRICE_DECIMALS, type Prices } from "~protocol"
import { insightScenes } from "./pictures/insight-scenes"
import { pricesOf } from "./pictures/prices"

afterEach(() => chooseLanguage("en"))

const ether = { chain: "eip155:1", address: null, tokenId: null } as const
const token = { ...ether, address: "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48" }
const prices: Prices = {
  currency: "USD",
  prices: [
    { asset: ether, price: "250000000000" },
    { asset: { ...token, address: token.address.toLowerCase() }, price: "99990000" },
  ],
}
const WEI = 10n ** 18n

test("an amount is worth itself times the price, cut off and never rounded up", () => {
  expect(worthOf({ asset: ether, amount: WEI, decimals: 18 }, prices)).toBe("≈ $2,500.00")
  expect(worthOf({ asset: ether, amount: (WEI * 3n) / 2n, decimals: 18 }, prices)).toBe("≈ $3,750.00")
  expect(worthOf({ asset: token, amount: "1999999", decimals: 6 }, prices)).toBe("≈ $1.99")
  expect(worthOf({ asset: ether, amount: 2n ** 256n - 1n, decimals: 18 }, prices)).toContain("$289,480,223")
})

test("what is worth less than the smallest coin says so, however little it is", () => {
  expect(worthOf({ asset: token, amount: "9999", decimals: 6 }, prices)).toBe("< $0.01")
  expect(worthOf({ asset: ether, amount: 1n, decimals: 18 }, prices)).toBe("< $0.01")
})

test("nothing is said of nothing, of what has no price, and of what has no known decimals", () => {
  expect(worthOf({ asset: ether, amount: 0n, decimals: 18 }, prices)).toBe(null)
  expect(worthOf({ asset: { ...ether, chain: "eip155:10" }, amount: WEI, decimals: 18 }, prices)).toBe(null)
  expect(worthOf({ asset: { ...token, tokenId: "1" }, amount: "1", decimals: 0 }, prices)).toBe(null)
  expect(worthOf({ asset: ether, amount: WEI, decimals: null }, prices)).toBe(null)
  expect(worthOf({ asset: ether, amount: WEI, decimals: 18 }, { currency: "none", prices: [] })).toBe(null)
})

test("all together is the sum of what has a price", () => {
  const owned = [
    { asset: ether, amount: WEI, decimals: 18 },
    { asset: token, amount: "2500000", decimals: 6 },
    { asset: { ...ether, chain: "eip155:10" as const }, amount: WEI, decimals: 18 },
  ]
  expect(worthInAllOf(owned, prices)).toEqual({ money: "≈ $2,502.49", isWhole: false })
  expect(worthInAllOf(owned.slice(0, 2), prices)).toEqual({ money: "≈ $2,502.49", isWhole: true })
  expect(worthInAllOf(owned.slice(2), prices)).toEqual({ money: null, isWhole: false })
  expect(worthInAllOf([{ asset: ether, amount: "0", decimals: 18 }], prices).isWhole).toBe(true)
  expect(worthInAllOf([], prices).money).toBe(null)
})

test("money is written as its currency and the language have it", () => {
  const value = 123_456_789n * 10n ** BigInt(PRICE_DECIMALS - 2)
  expect(moneyOf(value, "USD")).toEqual({ money: "$1,234,567.89", isLess: false })
  expect(moneyOf(value, "JPY")).toEqual({ money: "¥1,234,567", isLess: false })
  expect(moneyOf(10n ** 6n, "JPY")).toEqual({ money: "¥1", isLess: true })
  expect(moneyOf(value, "AUD").money).toBe("A$1,234,567.89")
  chooseLanguage("de", null)
  expect(moneyOf(value, "EUR").money.replaceAll("\u00a0", " ")).toBe("1.234.567,89 €")
})

test("what is given and received stands with its worth, and the request asks about exactly that and the fee", () => {
  const [subject] = insightScenes["insight-swap"]?.subjects ?? []
  if (!subject) throw new Error("There is no such scene.")
  const insight = Insight.parse(insightScenes["insight-swap"]?.answers?.["popup.insight"])
  const seen = { status: "known", insight } as const
  const asked = pricedAssetsOf(subject, seen)
  expect(asked).toEqual([ether, token])
  expect(pricedAssetsOf(subject, { status: "none" })).toEqual([ether])
  const draw = (known: Prices) =>
    renderToStaticMarkup(
      <PricesProvider value={known}>
        <Changes seen={seen} about={knownOf(subject, seen)} />
      </PricesProvider>,
    )
  expect(draw(pricesOf(asked))).toContain("≈ $2,318.44")
  expect(draw({ currency: "USD", prices: [] })).not.toContain("worth")
})

test("a request that costs nothing asks for no price", () => {
  const message = { kind: "message" } as Parameters<typeof pricedAssetsOf>[0]
  expect(pricedAssetsOf(message, { status: "reading" })).toEqual([])
})
