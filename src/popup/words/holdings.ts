/** Assets that are held, in words. A token's name may be its own, so it is made safe to look at. */
import type { Holding } from "~protocol"
import { formatAmount, overviewOf } from "../amounts"
import { say } from "../language"
import { visibleTextOf } from "../visible-text"
import type { Owned } from "./worth"

export function assetNameOf({ symbol }: Pick<Holding, "symbol">): string {
  return symbol === null ? say("home.unnamed") : visibleTextOf(symbol)
}

/** For an overview; the whole of it stands where it is sent. */
export function shortHeldOf({ amount, decimals }: Holding): string {
  return decimals === null ? say("home.unknownAmount") : overviewOf(amount, decimals)
}

export function ownedOf({ chain, address, amount, decimals }: Holding): Owned {
  return { asset: { chain: chain.id, address, tokenId: null }, amount, decimals }
}

export function heldOf(holding: Holding): string {
  const { amount, decimals } = holding
  if (decimals === null) return say("home.unknownAmount")
  return `${formatAmount(amount, decimals)} ${assetNameOf(holding)}`
}
