/** What the face asks about prices: in the currency that the person chose, or none where none was chosen. */
import type { Asked, Prices } from "~protocol"
import type { Networks } from "../chains/networks"
import type { PriceReader } from "../prices"
import type { Files, SettingsShelf } from "../roles"

type Hands = { networks: Networks; files: Files; settings: SettingsShelf; now: () => number }

export function priceMessages({ networks, files, settings, now }: Hands) {
  /** One for as long as the worker lives: it remembers what the feeds said. */
  let opening: Promise<PriceReader> | null = null

  async function open(): Promise<PriceReader> {
    const [{ openPrices }, { openAssetList }] = await Promise.all([
      import("../prices"),
      import("../insights/asset-list"),
    ])
    return openPrices({ networks, list: openAssetList(files), now })
  }

  return {
    async prices({ assets }: Asked<"popup", "prices">): Promise<Prices> {
      const { currency } = await settings.read()
      if (currency === "none") return { currency, prices: [] }
      opening ??= open()
      return { currency, prices: await (await opening)(assets, currency) }
    },
  }
}
