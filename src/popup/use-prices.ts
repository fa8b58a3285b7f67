/**
 * What assets are worth, asked for once they are on the screen and again each minute. It comes later than what it is
 * the worth of; nothing waits for it, and where it does not come nothing is said.
 */
import { createContext, useCallback, useContext, useEffect, useRef, useState } from "react"
import type { AssetName, Holdings, Prices } from "~protocol"
import { ask } from "./ask"
import { useChanges } from "./use-changes"
import { ownedOf } from "./words/holdings"

const EVERY_MS = 60_000

export const noPrices: Prices = { currency: "none", prices: [] }

const PricesContext = createContext<Prices>(noPrices)

export const PricesProvider = PricesContext.Provider

/** The prices that are known around here. */
export function useKnownPrices(): Prices {
  return useContext(PricesContext)
}

/** Of what there is something of: nobody is asked about the rest. */
export function useHeldPrices(holdings: Holdings | null): Prices {
  const held = (holdings?.holdings ?? []).filter(({ amount }) => amount !== "0")
  return usePrices(held.map((holding) => ownedOf(holding).asset))
}

/** What was known of other assets stays until these are known: each price names the asset that it is of. */
export function usePrices(assets: readonly AssetName[]): Prices {
  const [prices, setPrices] = useState(noPrices)
  const wanted = useRef(assets)
  wanted.current = assets
  const key = JSON.stringify(assets)
  const look = useCallback(() => {
    if (document.hidden || wanted.current.length === 0) return
    void ask("prices", { assets: [...wanted.current] }).then((reply) => {
      if ("answered" in reply) setPrices(reply.answered)
    })
  }, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: other assets are asked about at once
  useEffect(() => {
    look()
    const timer = setInterval(look, EVERY_MS)
    return () => clearInterval(timer)
  }, [look, key])
  useChanges(look)
  return prices
}
