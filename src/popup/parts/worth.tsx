/** What an amount is worth, small and beside it; nothing at all where it is not known. */
import { useKnownPrices } from "../use-prices"
import { type Owned, worthOf } from "../words/worth"

export function Worth(owned: Owned) {
  const worth = worthOf(owned, useKnownPrices())
  return worth === null ? null : (
    <span className="worth quiet" data-testid="worth">
      {worth}
    </span>
  )
}
