/**
 * The names that others have for Solana's clusters: CAIP-2's, which is the start of the genesis hash, and the number
 * that some dApps use. A chain without another name goes by its own.
 */
import type { ChainId, PageMethod } from "~protocol"

const clusters = [
  { id: "solana:mainnet", genesis: "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp", number: "solana:101" },
  { id: "solana:testnet", genesis: "solana:4uhcVJyU9pJkvQyS88uRDiswHXSCkY3z", number: "solana:102" },
  { id: "solana:devnet", genesis: "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1", number: "solana:103" },
] as const

/** The id by which the registry knows a chain that somebody else named. */
export function chainIdOf(name: string): ChainId {
  const cluster = clusters.find(({ genesis, number }) => genesis === name || number === name)
  return cluster?.id ?? name
}

/** How a method names a chain to its page. */
export function spokenIn(method: PageMethod): (id: ChainId) => ChainId {
  return method.startsWith("phantom_") ? clusterNumberOf : (id) => id
}

function clusterNumberOf(id: ChainId): ChainId {
  return clusters.find((cluster) => cluster.id === id)?.number ?? id
}
