/** The chains this wallet speaks to, one of each family. What a chain's RPC says is believed about that chain only. */
import { type Chain, type Family, localEthereum, localSolana } from "~protocol"

export type Chains = { [F in Family]: Chain }

export const localChains: Chains = { ethereum: localEthereum, solana: localSolana }

/** The number in an `eip155:` id. */
export function ethereumChainNumber(chain: Chain): number {
  return Number(chain.id.slice("eip155:".length))
}
