/** The networks of the registry's chains, opened when they are first asked for. */
import { type ChainId, fault } from "~protocol"
import { type EthereumNetwork, openEthereum } from "./ethereum"
import type { Registry } from "./registry"
import { openSolana, type SolanaNetwork } from "./solana"

export type Networks = {
  /** Throws CHAIN_UNSUPPORTED where the wallet does not know the chain, or it is none of this family. */
  ethereum(id: ChainId, origin?: string): Promise<EthereumNetwork>
  solana(id: ChainId, origin?: string): Promise<SolanaNetwork>
}

type Chains = Pick<Registry, "find">

export function openNetworks(registry: Chains): Networks {
  const ethereum = openEach(registry, "ethereum", openEthereum)
  const solana = openEach(registry, "solana", openSolana)
  return { ethereum, solana }
}

type Registered = NonNullable<Awaited<ReturnType<Registry["find"]>>>

function openEach<Network>(
  registry: Chains,
  family: Registered["family"],
  open: (chain: Registered) => Network,
): (id: ChainId, origin?: string) => Promise<Network> {
  /** By everything that is known of the chain: one that was changed is opened anew. */
  const opened = new Map<string, Network>()
  return async (id, origin) => {
    const chain = await registry.find(id, origin ?? null)
    if (chain?.family !== family) throw fault("CHAIN_UNSUPPORTED", { chain: id })
    const name = JSON.stringify(chain)
    const network = opened.get(name) ?? open(chain)
    opened.set(name, network)
    return network
  }
}
