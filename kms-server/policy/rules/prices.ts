/**
 * What leaves, in US cents. Every amount is rounded up, so that no number of small spends adds up to less than it is.
 * An asset without a price has none: it is never taken to be worth nothing.
 */
import type { Asset, Facts, Spend } from "../facts"
import type { Prices } from "./role"

export type PriceTable = Readonly<Record<Asset, { centsPerUnit: number; decimals: number }>>

/** Round figures on the high side, so that a limit errs towards less; to be replaced by who limits in dollars. */
const ordinary: PriceTable = {
  "solana/slip44:501": { centsPerUnit: 25_000, decimals: 9 },
  "solana/token:EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v": { centsPerUnit: 100, decimals: 6 },
  "solana/token:Es9vMFrzaCERmJfrF4H2FYD4KCoNkY11McCe8BenwNYB": { centsPerUnit: 100, decimals: 6 },
  "eip155:1/slip44:60": { centsPerUnit: 500_000, decimals: 18 },
  "eip155:8453/slip44:60": { centsPerUnit: 500_000, decimals: 18 },
  "eip155:42161/slip44:60": { centsPerUnit: 500_000, decimals: 18 },
  "eip155:1/erc20:0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48": { centsPerUnit: 100, decimals: 6 },
  "eip155:1/erc20:0xdac17f958d2ee523a2206206994597c13d831ec7": { centsPerUnit: 100, decimals: 6 },
  "eip155:8453/erc20:0x833589fcd6edb6e08f4c7c32d4f71b54bda02913": { centsPerUnit: 100, decimals: 6 },
  "eip155:42161/erc20:0xaf88d065e77c8cc2239327c5edb3a432268e5831": { centsPerUnit: 100, decimals: 6 },
  "bip122/slip44:0": { centsPerUnit: 15_000_000, decimals: 8 },
  "sui/slip44:784": { centsPerUnit: 500, decimals: 9 },
}

/** A table that does not move. What is not in it has no price. */
export function fixedPrices(table: PriceTable = ordinary): Prices {
  return (asset) => (Object.hasOwn(table, asset) ? (table[asset] ?? null) : null)
}

/** The cents of everything that leaves, or the first asset that has no price. */
export type Worth = { cents: bigint } | { unpriced: Asset }

export function worthOf(facts: Facts, prices: Prices): Worth {
  let cents = 0n
  for (const spend of facts.spends) {
    // A spend below nothing would give room to another.
    if (spend.amount < 0n) throw new Error("An amount is below nothing.")
    const worth = centsOf(spend, prices)
    if (worth === null) return { unpriced: spend.asset }
    cents += worth
  }
  return { cents }
}

/** Null where there is no price, or none that can be reckoned with. */
function centsOf({ asset, amount }: Spend, prices: Prices): bigint | null {
  if (amount === 0n) return 0n
  const price = prices(asset)
  if (!price || !Number.isInteger(price.decimals) || price.decimals < 0 || price.decimals > 77) return null
  const rate = fractionOf(price.centsPerUnit)
  if (rate === null) return null
  const divisor = rate.divisor * 10n ** BigInt(price.decimals)
  return (amount * rate.number + divisor - 1n) / divisor
}

/** The decimal that JavaScript prints, exactly. A price of nothing is no price. */
function fractionOf(price: number): { number: bigint; divisor: bigint } | null {
  const [, whole = "", part = "", exponent = "0"] =
    /^(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(`${price}`) ?? []
  if (whole === "" || price <= 0) return null
  const shift = Number(exponent) - part.length
  const number = BigInt(whole + part) * (shift > 0 ? 10n ** BigInt(shift) : 1n)
  return { number, divisor: shift < 0 ? 10n ** BigInt(-shift) : 1n }
}
