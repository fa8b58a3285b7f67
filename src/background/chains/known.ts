/**
 * The chains that come with the wallet, with public addresses that take no key. Of what is added to them a site is the
 * source, and a person agreed; an address that a site names for one of these is never used.
 */
import { type Chain, type ChainId, type ChainKind, type Family, localEthereum, localSolana } from "~protocol"

export type KnownChains = {
  chains: readonly Chain[]
  /** Where a site is before it chose, and the person chose no other. */
  defaults: { readonly [F in Family]: ChainId }
}

const ETHER = { symbol: "ETH", decimals: 18 } as const
const POL = { symbol: "POL", decimals: 18 } as const
const SOL = { symbol: "SOL", decimals: 9 } as const

type Where = { hosts: readonly string[]; explorer: string | null; currency?: Chain["currency"] }

function ethereum(number: number, kind: ChainKind, name: string, where: Where): Chain {
  return chain({ id: `eip155:${number}`, family: "ethereum", kind, name, currency: ETHER }, where)
}

function solana(cluster: string, kind: ChainKind, name: string, where: Where): Chain {
  return chain({ id: `solana:${cluster}`, family: "solana", kind, name, currency: SOL }, where)
}

function chain(
  named: Omit<Chain, "rpcUrls" | "explorerUrl">,
  { hosts, explorer, currency = named.currency }: Where,
): Chain {
  const rpcUrls = hosts.map((host) => `https://${host}`)
  return { ...named, currency, rpcUrls, explorerUrl: explorer === null ? null : `https://${explorer}` }
}

const chains: readonly Chain[] = [
  ethereum(1, "main", "Ethereum", {
    hosts: ["ethereum-rpc.publicnode.com", "eth.drpc.org", "1rpc.io/eth"],
    explorer: "etherscan.io",
  }),
  ethereum(8453, "main", "Base", {
    hosts: ["mainnet.base.org", "base-rpc.publicnode.com", "base.drpc.org"],
    explorer: "basescan.org",
  }),
  ethereum(137, "main", "Polygon", {
    hosts: ["polygon-bor-rpc.publicnode.com", "polygon.drpc.org", "polygon-rpc.com"],
    explorer: "polygonscan.com",
    currency: POL,
  }),
  ethereum(42161, "main", "Arbitrum One", {
    hosts: ["arb1.arbitrum.io/rpc", "arbitrum-one-rpc.publicnode.com", "arbitrum.drpc.org"],
    explorer: "arbiscan.io",
  }),
  ethereum(10, "main", "OP Mainnet", {
    hosts: ["mainnet.optimism.io", "optimism-rpc.publicnode.com", "optimism.drpc.org"],
    explorer: "optimistic.etherscan.io",
  }),
  ethereum(11155111, "test", "Sepolia", {
    hosts: ["ethereum-sepolia-rpc.publicnode.com", "sepolia.drpc.org"],
    explorer: "sepolia.etherscan.io",
  }),
  ethereum(84532, "test", "Base Sepolia", {
    hosts: ["sepolia.base.org", "base-sepolia-rpc.publicnode.com", "base-sepolia.drpc.org"],
    explorer: "sepolia.basescan.org",
  }),
  ethereum(80002, "test", "Polygon Amoy", {
    hosts: ["rpc-amoy.polygon.technology", "polygon-amoy-bor-rpc.publicnode.com", "polygon-amoy.drpc.org"],
    explorer: "amoy.polygonscan.com",
    currency: POL,
  }),
  ethereum(421614, "test", "Arbitrum Sepolia", {
    hosts: ["sepolia-rollup.arbitrum.io/rpc", "arbitrum-sepolia-rpc.publicnode.com"],
    explorer: "sepolia.arbiscan.io",
  }),
  ethereum(11155420, "test", "OP Sepolia", {
    hosts: ["sepolia.optimism.io", "optimism-sepolia-rpc.publicnode.com", "optimism-sepolia.drpc.org"],
    explorer: "sepolia-optimism.etherscan.io",
  }),
  solana("mainnet", "main", "Solana", {
    hosts: ["solana-rpc.publicnode.com", "api.mainnet-beta.solana.com"],
    explorer: "explorer.solana.com",
  }),
  solana("devnet", "test", "Solana Devnet", { hosts: ["api.devnet.solana.com"], explorer: null }),
  solana("testnet", "test", "Solana Testnet", { hosts: ["api.testnet.solana.com"], explorer: null }),
  localEthereum,
  localSolana,
]

export const knownChains: KnownChains = {
  chains,
  defaults: { ethereum: localEthereum.id, solana: localSolana.id },
}
