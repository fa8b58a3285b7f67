/** What is known of the things that a request's sentences speak of: the chain it is on, who signs, and the assets. */
import type { AssetName, ConsentSubject } from "~protocol"
import type { Seen } from "../use-insight"
import type { About } from "./actions"
import { isSame } from "./assets"

export function knownOf(subject: ConsentSubject, seen: Seen): About {
  return {
    assets: seen.status === "known" ? seen.insight.assets : [],
    chain: "chain" in subject ? subject.chain : null,
    owner: "account" in subject ? subject.account.address : "",
  }
}

/** Whatever a price would be shown of: what costs the fee, and what there is more or less of afterwards. */
export function pricedAssetsOf(subject: ConsentSubject, seen: Seen): AssetName[] {
  if (subject.kind !== "transaction" && subject.kind !== "batch") return []
  const currency = { chain: subject.chain.id, address: null, tokenId: null }
  const simulation = seen.status === "known" ? seen.insight.simulation : null
  const others = simulation?.status === "known" ? simulation.changes.map(({ asset }) => asset) : []
  return [currency, ...others.filter((asset) => !isSame(asset, currency))]
}
