/**
 * How often the pages of one site may ask for anything at all: a bucket for each registrable domain, in memory, a
 * bounded number of them. A worker that dies forgets it, which costs whoever floods more than it gives.
 */
import { fault } from "~protocol"
import { siteOf } from "./site"

/** More than a page full of balances asks in its first moment. */
export const BURST = 400
export const PER_SECOND = 80
const MAX_SITES = 500

export type Throttle = { take(origin: string): void }

type Bucket = { left: number; at: number }

export function openThrottle(now: () => number): Throttle {
  const buckets = new Map<string, Bucket>()

  function bucketOf(site: string, at: number): Bucket {
    const known = buckets.get(site) ?? { left: BURST, at }
    const left = Math.min(BURST, known.left + (Math.max(0, at - known.at) * PER_SECOND) / 1000)
    // Put in last again, so that the first is the one that has been quiet the longest.
    buckets.delete(site)
    const [quietest] = buckets.keys()
    if (buckets.size >= MAX_SITES && quietest !== undefined) buckets.delete(quietest)
    const bucket = { left, at }
    buckets.set(site, bucket)
    return bucket
  }

  return {
    take(origin) {
      const bucket = bucketOf(siteOf(origin), now())
      if (bucket.left < 1) throw fault("RATE_LIMITED", { retryAfterMs: Math.ceil(1000 / PER_SECOND) })
      bucket.left -= 1
    },
  }
}
