/**
 * Names and decimals of assets: by the wallet's own list where the contract says the same, else by the contract's own
 * word. A token that calls itself like a listed one, or like the chain's own currency, is not called so.
 */
import { type AssetFacts, type AssetName, type Chain, type ChainId, isFault } from "~protocol"
import { readMints } from "../chains/mint"
import type { Networks } from "../chains/networks"
import type { Registry } from "../chains/registry"
import { readTokenWords } from "../chains/token"
import { type AssetList, foldSymbol, type Listed } from "./asset-list"
import { inTime } from "./in-time"

type Facts = Omit<AssetFacts, "asset">

export type FactsReader = {
  /** One for each, in their order. Whatever cannot be known in time is unknown. */
  factsOf(assets: readonly AssetName[], origin: string | undefined): Promise<AssetFacts[]>
}

type Hands = { networks: Networks; registry: Pick<Registry, "find">; list: AssetList; timeoutMs?: number }

const FACTS_TIMEOUT_MS = 3_000
const MOST_KEPT = 500

const unknown: Facts = { symbol: null, decimals: null, source: "unknown" }

export function openFactsReader({
  networks,
  registry,
  list,
  timeoutMs = FACTS_TIMEOUT_MS,
}: Hands): FactsReader {
  /** What contracts said, while this worker lives. */
  const kept = new Map<string, Facts>()

  async function factsOf(asset: AssetName, origin: string | undefined): Promise<Facts> {
    const chain = await registry.find(asset.chain, origin ?? null)
    if (chain === null) return unknown
    if (asset.address === null) return ofCurrency(chain)
    const key = JSON.stringify([asset.chain, asset.address, asset.tokenId === null, chain.rpcUrls])
    const known = kept.get(key)
    if (known !== undefined) return known
    const listed = await list.find(asset.chain, asset.address)
    const asked = saidBy(asset.address, chain, asset.tokenId !== null, origin)
    const said = await inTime(asked.catch(nullIfSilent), timeoutMs)
    if (said === null) return listed === null ? unknown : { ...listed, source: "listed" }
    const facts = await judged(said, listed, chain)
    if (kept.size >= MOST_KEPT) kept.clear()
    kept.set(key, facts)
    return facts
  }

  /** What the contract or the mint says of itself. */
  async function saidBy(address: string, chain: Chain, isItem: boolean, origin: string | undefined) {
    if (chain.family === "solana") {
      const [mint = null] = await readMints(await networks.solana(chain.id, origin), [address])
      return { symbol: null, decimals: mint?.decimals ?? null }
    }
    const said = await readTokenWords(await networks.ethereum(chain.id, origin), address)
    return isItem ? { symbol: said.symbol, decimals: 0 } : said
  }

  async function judged(
    said: { symbol: string | null; decimals: number | null },
    listed: Listed | null,
    chain: Chain,
  ): Promise<Facts> {
    const { symbol, decimals } = said
    const isSame = listed !== null && decimals === listed.decimals
    if (isSame && (symbol === null ? chain.family === "solana" : symbol === listed.symbol)) {
      return { ...listed, source: "listed" }
    }
    if (symbol === null && decimals === null) return unknown
    const isBorrowed = symbol !== null && (await isTaken(symbol, chain))
    return { symbol: isBorrowed ? null : symbol, decimals, source: "chain" }
  }

  async function isTaken(symbol: string, chain: Chain): Promise<boolean> {
    return (
      foldSymbol(symbol) === foldSymbol(chain.currency.symbol) || (await list.hasSymbol(chain.id, symbol))
    )
  }

  return {
    factsOf: (assets, origin) =>
      Promise.all(
        assets.map(async (asset) => ({
          asset,
          ...(await factsOf(asset, origin).catch(() => unknown)),
        })),
      ),
  }
}

/** Of a chain that a site brought, the site's word is all there is. */
function ofCurrency({ kind, currency }: Chain): Facts {
  return { ...currency, source: kind === "added" ? "unknown" : "listed" }
}

function nullIfSilent(thrown: unknown): null {
  if (isFault(thrown, "RPC_UNREACHABLE") || isFault(thrown, "RPC_REFUSED")) return null
  throw thrown
}

/** Recipients at whose address a token answers. */
export async function tokensAmong(
  recipients: readonly string[],
  chain: ChainId,
  { networks, origin }: { networks: Networks; origin: string | undefined },
): Promise<string[]> {
  if (!chain.startsWith("eip155:")) return mintsAmong(recipients, chain, { networks, origin })
  const network = await networks.ethereum(chain, origin)
  const answers = await Promise.all(
    recipients.map(async (address) => {
      const { symbol, decimals } = await readTokenWords(network, address)
      return symbol !== null && decimals !== null ? [address] : []
    }),
  )
  return answers.flat()
}

async function mintsAmong(
  recipients: readonly string[],
  chain: ChainId,
  { networks, origin }: { networks: Networks; origin: string | undefined },
): Promise<string[]> {
  if (recipients.length === 0) return []
  const mints = await readMints(await networks.solana(chain, origin), recipients)
  return recipients.filter((_, place) => mints[place] != null)
}
