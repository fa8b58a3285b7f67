/**
 * What an account holds, on every chain that is looked at. Each chain is given its time, and one that says nothing is
 * named; what the others said is shown all the same. A token's name is the wallet's own list's where the chain agrees,
 * and else nobody's but the token's.
 */
import type { AssetFacts, Chain, Holding, Holdings } from "~protocol"
import type { Assets } from "../chains/assets"
import type { Networks } from "../chains/networks"
import type { Registry } from "../chains/registry"
import type { FactsReader } from "../insights/asset-facts"
import type { AssetList } from "../insights/asset-list"
import type { Permissions } from "../origins/permissions"
import { ethereumHoldings, type Held } from "./ethereum-holdings"
import { shownChains } from "./shown-chains"
import { solanaHoldings } from "./solana-holdings"

export type HoldingsHands = {
  networks: Networks
  registry: Registry
  permissions: Permissions
  assets: Assets
  list: AssetList
  facts: FactsReader
  timeoutMs?: number
}

/** Whoever looks at them waits no longer than this for one chain. */
const CHAIN_TIMEOUT_MS = 6_000
const MOST_TOKENS = 100

type OnChain = { holdings: Holding[]; isWhole: boolean }

export async function holdingsOf(
  { family, address }: Pick<Holdings, "family" | "address">,
  hands: HoldingsHands,
): Promise<Holdings> {
  const chains = await shownChains(family, hands)
  const timeoutMs = hands.timeoutMs ?? CHAIN_TIMEOUT_MS
  const found = await Promise.all(
    chains.map((chain) => inTime(onChain(chain, address, hands), timeoutMs).catch(() => null)),
  )
  return {
    family,
    address,
    holdings: found.flatMap((one) => one?.holdings ?? []),
    silent: chains.flatMap(({ name }, at) => (found[at]?.isWhole === true ? [] : [name])),
  }
}

async function onChain(chain: Chain, owner: string, hands: HoldingsHands): Promise<OnChain> {
  const { held, isWhole } = await heldOn(chain, owner, hands)
  const tokens = held.flatMap(({ address }) => (address === null ? [] : [address])).slice(0, MOST_TOKENS)
  const names = tokens.map((address) => ({ chain: chain.id, address, tokenId: null }))
  const facts = new Map((await hands.facts.factsOf(names, undefined)).map((one) => [one.asset.address, one]))
  const holdings = held
    .filter(({ address }) => address === null || tokens.includes(address))
    .map((one) => holdingOf(chain, one, facts))
  return { holdings, isWhole: isWhole && held.length <= MOST_TOKENS + 1 }
}

async function heldOn(
  chain: Chain,
  owner: string,
  { networks, assets, list }: HoldingsHands,
): Promise<{ held: Held[]; isWhole: boolean }> {
  if (chain.family === "solana") {
    return { held: await solanaHoldings(await networks.solana(chain.id), owner), isWhole: true }
  }
  const [network, listed, watched] = await Promise.all([
    networks.ethereum(chain.id),
    list.listOf(chain.id),
    assets.list(),
  ])
  const isListed = new Set(listed.map(({ address }) => address.toLowerCase()))
  return ethereumHoldings(network, owner, {
    listed: listed.map(({ address }) => address),
    watched: watched
      .filter(({ chainId, address }) => chainId === chain.id && !isListed.has(address.toLowerCase()))
      .map(({ address }) => address),
  })
}

function holdingOf(chain: Chain, { address, amount }: Held, facts: Map<string | null, AssetFacts>): Holding {
  const { id, name, currency, kind } = chain
  const said = address === null ? undefined : facts.get(address)
  const own = { ...currency, source: kind === "added" ? ("unknown" as const) : ("listed" as const) }
  const unknown = { symbol: null, decimals: null, source: "unknown" as const }
  const { symbol, decimals, source } = address === null ? own : (said ?? unknown)
  return {
    ...{ chain: { id, name, ...currency }, kind, address },
    ...{ symbol, decimals, source, amount: amount.toString() },
  }
}

async function inTime<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("late")), timeoutMs)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}
