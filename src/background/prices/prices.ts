/**
 * Prices as the feeds say them, asked for all at once, so that the node which answers learns nothing of what is held. What
 * is stale, absent or not above nothing is no price. Kept for a minute, while the worker lives.
 */
import type { AssetName, Currency, Prices } from "~protocol"
import type { Networks } from "../chains/networks"
import type { AssetList } from "../insights/asset-list"
import {
  assetFeeds,
  CURRENCY_FRESH_MS,
  currencyFeeds,
  FEED_CHAIN,
  type FeedName,
  FRESH_MS,
  feedOf,
} from "./feeds"
import { type Round, readRounds, roundsData } from "./rounds"

export type PriceReader = (assets: readonly AssetName[], currency: Currency) => Promise<Prices["prices"]>

export type PriceHands = { networks: Networks; list: Pick<AssetList, "find">; now: () => number }

const KEPT_MS = 60_000
/** Nobody asks again at once where nobody answered. */
const RETRY_MS = 10_000
/** A price, in 10^-8 of a dollar. */
const ONE = 100_000_000n

const feeds = [...Object.values(assetFeeds), ...Object.values(currencyFeeds)]

type Rounds = ReadonlyMap<string, Round>

export function openPrices({ networks, list, now }: PriceHands): PriceReader {
  let kept: { at: number; rounds: Promise<Rounds | null>; forMs: number } | null = null

  function rounds(): Promise<Rounds | null> {
    const age = kept === null ? Number.POSITIVE_INFINITY : now() - kept.at
    if (kept !== null && age >= 0 && age < kept.forMs) return kept.rounds
    const mine = { at: now(), rounds: askRounds(networks), forMs: KEPT_MS }
    kept = mine
    void mine.rounds.then((found) => {
      if (found === null) mine.forMs = RETRY_MS
    })
    return mine.rounds
  }

  async function feedFor(asset: AssetName): Promise<FeedName | null> {
    const { chain, address } = asset
    const listed = address === null ? null : ((await list.find(chain, address))?.symbol ?? null)
    return feedOf(asset, listed)
  }

  return async (assets, currency) => {
    const named = await Promise.all(assets.map(async (asset) => ({ asset, feed: await feedFor(asset) })))
    // Where nothing has a price nobody is asked for one.
    const found = named.some(({ feed }) => feed !== null) ? await rounds() : null
    if (found === null) return []
    const rate = currency === "USD" ? ONE : answerOf(found, currencyFeeds[currency], now(), CURRENCY_FRESH_MS)
    if (rate === null) return []
    return named.flatMap(({ asset, feed }) => {
      const dollars = feed === null ? null : answerOf(found, assetFeeds[feed], now(), FRESH_MS)
      return dollars === null ? [] : [{ asset, price: String((dollars * ONE) / rate) }]
    })
  }
}

/** Null where it could not be asked. */
async function askRounds(networks: Networks): Promise<Rounds | null> {
  try {
    const network = await networks.ethereum(FEED_CHAIN)
    const reply = await network.ask("eth_call", [roundsData(feeds), "latest"])
    const answer = reply.kind === "result" && typeof reply.result === "string" ? reply.result : ""
    const rounds = readRounds(answer, feeds.length)
    if (rounds === null) return null
    return new Map(
      feeds.flatMap((feed, at) => {
        const round = rounds[at] ?? null
        return round === null ? [] : [[feed, round] as const]
      }),
    )
  } catch {
    return null
  }
}

function answerOf(rounds: Rounds, feed: string, now: number, freshMs: number): bigint | null {
  const round = rounds.get(feed)
  if (round === undefined || now - round.updatedAt > freshMs) return null
  return round.answer
}
