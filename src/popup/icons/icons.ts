/** Which icon a chain or a token has. A token bears one only by the wallet's own list: what it calls itself earns none. */
import type { Holding } from "~protocol"
import { chainDrawings, tokenDrawings } from "./drawings"

/** What nothing of worth is on stands in for another network. */
const standIns: Readonly<Record<string, string>> = {
  "eip155:11155111": "eip155:1",
  "eip155:84532": "eip155:8453",
  "eip155:80002": "eip155:137",
  "eip155:421614": "eip155:42161",
  "eip155:11155420": "eip155:10",
  "eip155:31337": "eip155:1",
  "solana:devnet": "solana:mainnet",
  "solana:testnet": "solana:mainnet",
  "solana:localnet": "solana:mainnet",
}

export function isStandIn(id: string): boolean {
  return Object.hasOwn(standIns, id)
}

/** Null where a letter stands for it. */
export function chainIconOf(id: string): string | null {
  return drawn(chainDrawings, (isStandIn(id) ? standIns[id] : undefined) ?? id)
}

export function assetIconOf({ symbol, source }: Pick<Holding, "symbol" | "source">): string | null {
  return source === "listed" && symbol !== null ? drawn(tokenDrawings, symbol) : null
}

/** Where a coin comes from: there it is drawn without the chain beside it. */
const homes: Readonly<Record<string, string>> = {
  "eip155:1": "ETH",
  "eip155:137": "POL",
  "solana:mainnet": "SOL",
}

export function isAtHome({ chain, address, symbol }: Pick<Holding, "chain" | "address" | "symbol">): boolean {
  return address === null && symbol !== null && homes[chain.id] === symbol
}

/** The first that can be seen, as the mark of what has no icon. */
export function letterOf(name: string | null): string {
  return /[\p{L}\p{N}]/u.exec(name ?? "")?.[0].toUpperCase() ?? "?"
}

function drawn(drawings: Readonly<Record<string, string>>, name: string): string | null {
  const svg = Object.hasOwn(drawings, name) ? drawings[name] : undefined
  return svg === undefined ? null : `data:image/svg+xml,${encodeURIComponent(svg)}`
}
