/** What an amount is worth, in words: nobody promises it, so it says "about". */
import type { AssetName, ChainName, Prices } from "~protocol"
import { moneyOf } from "../amounts"
import { say } from "../language"
import { isSame } from "./assets"

/** `amount` is in the smallest unit; without decimals nobody can tell what it is worth. */
export type Owned = { asset: AssetName; amount: string | bigint; decimals: number | null }

/** Of the currency of a chain itself. */
export function currencyOf(amount: string | bigint, { chain }: { chain: ChainName }): Owned {
  return { asset: { chain: chain.id, address: null, tokenId: null }, amount, decimals: chain.decimals }
}

/** Null for nothing, and for what has no price. */
export function worthOf(owned: Owned, prices: Prices): string | null {
  return inWords(amountInMoney(owned, prices), prices)
}

/** Of all that has a price, null where nothing has one; `isWhole`: everything that there is something of has one. */
export function worthInAllOf(
  owned: readonly Owned[],
  prices: Prices,
): { money: string | null; isWhole: boolean } {
  const there = owned.filter(({ amount }) => BigInt(amount) > 0n)
  const values = there.map((one) => amountInMoney(one, prices)).filter((value) => value !== null)
  const sum = values.length === 0 ? null : values.reduce((sum, value) => sum + value)
  return { money: inWords(sum, prices), isWhole: values.length === there.length }
}

/** In 10^-8 of the currency; what is worth less is worth the least there is. */
function amountInMoney({ asset, amount, decimals }: Owned, { prices }: Prices): bigint | null {
  const price = prices.find((known) => isSame(known.asset, asset))?.price
  const units = BigInt(amount)
  if (price === undefined || decimals === null || units <= 0n) return null
  const value = (units * BigInt(price)) / 10n ** BigInt(decimals)
  return value === 0n ? 1n : value
}

function inWords(value: bigint | null, { currency }: Prices): string | null {
  if (value === null || currency === "none") return null
  const { money, isLess } = moneyOf(value, currency)
  return say(isLess ? "worth.less" : "worth.about", { money })
}
