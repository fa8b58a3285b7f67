/** The chains that come with the wallet. Of what is added to them a site is the source, and a person agreed. */
import { type Chain, type ChainId, type Family, localEthereum, localSolana } from "~protocol"

export type KnownChains = {
  chains: readonly Chain[]
  /** Where a site is before it chose. */
  defaults: { readonly [F in Family]: ChainId }
}

export const knownChains: KnownChains = {
  chains: [localEthereum, localSolana],
  defaults: { ethereum: localEthereum.id, solana: localSolana.id },
}
