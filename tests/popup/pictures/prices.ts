/** What the scenes' assets are worth: as everywhere, only some of them. */
import type { AssetName, Prices } from "~protocol"
import { base, mainnet, polygon, solana, TOKEN } from "./nouns"

const prices: Readonly<Record<string, string>> = {
  [`${mainnet.id} null`]: "231844000000",
  [`${base.id} null`]: "231844000000",
  [`${polygon.id} null`]: "21870000",
  [`${solana.id} null`]: "14023500000",
  [`${mainnet.id} ${TOKEN}`]: "99990000",
}

export function pricesOf(assets: readonly AssetName[]): Prices {
  return {
    currency: "USD",
    prices: assets.flatMap((asset) => {
      const price = prices[`${asset.chain} ${asset.address}`]
      return price === undefined ? [] : [{ asset, price }]
    }),
  }
}
