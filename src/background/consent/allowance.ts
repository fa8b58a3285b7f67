/** What a site can be allowed to spend without asking: on which chains, and how much at most. It allows nothing. */
import { type Chain, type ChainLimit, type ConnectSubject, chainNameOf, type Family } from "~protocol"
import { AUTO_CONFIRM_LIFE_MS } from "./auto-confirm"

/** The most on one chain: 0.05 of an Ethereum chain's coin, 0.5 SOL. */
const MOST: { readonly [F in Family]: string } = {
  ethereum: (5n * 10n ** 16n).toString(),
  solana: (5n * 10n ** 8n).toString(),
}

/** Not the chains that sites brought: what their coin is worth is unknown, and so is what their nodes say. */
export function canBeAllowed({ kind }: Pick<Chain, "kind">): boolean {
  return kind !== "added"
}

/** All that can be allowed on this chain. */
export function limitOf(chain: Chain): ChainLimit {
  const most = MOST[chain.family]
  return { chain: chainNameOf(chain), amount: most, most }
}

/** What a site that connects begins with: nothing, and what the person can make of that. */
export function noAllowance(chains: readonly Chain[]): ConnectSubject["allowance"] {
  const limits = chains.filter(canBeAllowed).map((chain) => ({ ...limitOf(chain), amount: "0" }))
  return { limits, lifeMs: AUTO_CONFIRM_LIFE_MS }
}
