/** What assets are worth in the currency that the person chose, as far as somebody vouches for a price. */
import * as z from "zod/mini"
import { AssetName } from "./insights"
import { Amount } from "./nouns"

/** ISO 4217, for `Intl`. */
export const Currency = z.enum(["USD", "EUR", "GBP", "CHF", "JPY", "AUD"])
export type Currency = z.infer<typeof Currency>

/** `none`: no price is asked for and none is shown. */
export const CurrencySetting = z.enum(["none", ...Currency.options])
export type CurrencySetting = z.infer<typeof CurrencySetting>

/** Places after the point of every price. */
export const PRICE_DECIMALS = 8

export const PricesAsked = z.strictObject({ assets: z.array(AssetName).check(z.maxLength(300)) })

/** `price` is of one whole of the asset, in 10^-8 of the currency. Assets without a price are left out. */
export const Prices = z.strictObject({
  currency: CurrencySetting,
  prices: z.array(z.strictObject({ asset: AssetName, price: Amount })),
})
export type Prices = z.infer<typeof Prices>
