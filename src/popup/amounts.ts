/**
 * Amounts as people read them, exact to the last digit: integers in the smallest unit, never floating point. The
 * marks between the digits are those of the language; the digits are always 0 to 9.
 */
import type { Currency, PRICE_DECIMALS as PriceDecimals } from "~protocol"
import { locale } from "./language"

/** Spelt out, so that the schema library stays out of this page; the type holds it to the one number. */
const PRICE_DECIMALS: typeof PriceDecimals = 8

/** `"1500000000000000000"` with 18 decimals is `"1.5"`; nothing is rounded. */
export function formatAmount(amount: string | bigint, decimals: number): string {
  const { whole, fraction } = partsOf(amount, decimals)
  return joinParts(whole, fraction)
}

/**
 * The same with at most `places` digits after the point, cut off and never rounded up, and `…` where something was
 * cut: for overviews, where the full amount stands beside it.
 */
export function shortenAmount(amount: string | bigint, decimals: number, places: number): string {
  const { whole, fraction } = partsOf(amount, decimals)
  if (fraction.length <= places) return joinParts(whole, fraction)
  return `${joinParts(whole, fraction.slice(0, places))}…`
}

const MANY = 1000n
const MOST_PLACES = 8

/**
 * For overviews: as many digits as tell something, cut off and never rounded up. What is less than that can show is
 * said to be less. Whoever shows it has the whole of it within reach.
 */
export function overviewOf(amount: string | bigint, decimals: number): string {
  const { whole, fraction } = partsOf(amount, decimals)
  const shown = fraction.slice(0, placesOf(whole, fraction)).replace(/0+$/, "")
  const isLess = whole === 0n && shown === "" && fraction !== ""
  return isLess ? `< ${joinParts(0n, "1".padStart(MOST_PLACES, "0"))}` : joinParts(whole, shown)
}

/** The smaller the number, the further behind the point is what tells it apart. */
function placesOf(whole: bigint, fraction: string): number {
  if (whole >= MANY) return 2
  if (whole > 0n) return 4
  return Math.min(fraction.search(/[1-9]/) + 4, MOST_PLACES)
}

/** `1000` cents are `$10.00`. */
export function dollarsOf(cents: number): string {
  return formatOf(money("USD")).format(numeralOf(BigInt(cents), 2))
}

/**
 * A worth in 10^-8 of a currency (the decimals of every price), to the places that the currency has, cut off and never
 * rounded up. `isLess`: it is less than the smallest coin, which is what is written then.
 */
export function moneyOf(value: bigint, currency: Currency): { money: string; isLess: boolean } {
  const format = formatOf(money(currency))
  const places = format.resolvedOptions().maximumFractionDigits ?? 2
  const coins = value / 10n ** BigInt(PRICE_DECIMALS - places)
  const isLess = coins === 0n && value > 0n
  return { money: format.format(numeralOf(isLess ? 1n : coins, places)), isLess }
}

/** What the language calls a currency, with its code. */
export function currencyNameOf(currency: Currency): string {
  const name = new Intl.DisplayNames(locale(), { type: "currency" }).of(currency)
  return name === undefined || name === currency ? currency : `${name} (${currency})`
}

function numeralOf(amount: bigint, decimals: number): `${number}` {
  const { whole, fraction } = partsOf(amount, decimals)
  return `${whole}.${fraction.padEnd(decimals, "0") || "0"}` as `${number}`
}

/** The shortest sign that is not another currency's here: Australia's dollars have the sign of the United States'. */
function money(currency: Currency): Intl.NumberFormatOptions {
  return { style: "currency", currency, currencyDisplay: currency === "AUD" ? "symbol" : "narrowSymbol" }
}

const plain = { style: "decimal" } as const

type Parts = { whole: bigint; fraction: string }

function partsOf(amount: string | bigint, decimals: number): Parts {
  const digits = BigInt(amount)
    .toString()
    .padStart(decimals + 1, "0")
  const point = digits.length - decimals
  return { whole: BigInt(digits.slice(0, point)), fraction: digits.slice(point).replace(/0+$/, "") }
}

function joinParts(whole: bigint, fraction: string): string {
  const grouped = formatOf(plain).format(whole)
  return fraction === "" ? grouped : `${grouped}${decimalPoint()}${fraction}`
}

function decimalPoint(): string {
  const point = formatOf(plain)
    .formatToParts(1.5)
    .find(({ type }) => type === "decimal")
  return point?.value ?? "."
}

/** To make one takes longer than to use it a hundred times, and a batch has many amounts. */
const formats = new Map<string, Intl.NumberFormat>()

function formatOf(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale()} ${options.style} ${options.currency}`
  const format = formats.get(key) ?? new Intl.NumberFormat(locale(), { numberingSystem: "latn", ...options })
  formats.set(key, format)
  return format
}

/**
 * What a person wrote, in the smallest unit: digits, and one point or comma before the fraction. Null for anything
 * else, and for more digits than there are; marks between thousands are refused, because each language reads them
 * otherwise.
 */
export function parseAmount(text: string, decimals: number): bigint | null {
  const [, whole, fraction = ""] = /^(\d{1,78})(?:[.,](\d*))?$/.exec(text.trim()) ?? []
  if (whole === undefined || fraction.length > decimals) return null
  return BigInt(whole + fraction.padEnd(decimals, "0"))
}
