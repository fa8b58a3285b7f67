/**
 * How often one address may ask: a bucket of tokens for each purpose, filled at a steady rate, for a bounded number of
 * addresses. The policy engine limits organizations and authenticators by itself; it is another program, so the two
 * share the idea and no code.
 */

/** `perSecond` in the long run, `burst` at once. A rate of 0 is no limit at all. */
export type AddressRate = { perSecond: number; burst: number }

/**
 * `request` counts everything; beside it, `unstamped` counts calls that nobody stamped, of which only the creation of
 * an organization can succeed, and `proof` what costs a signature or a walk through the log and asks for no stamp.
 */
export type AddressRates = { request: AddressRate; unstamped: AddressRate; proof: AddressRate }
export type Purpose = keyof AddressRates

export const defaultAddressRates: AddressRates = {
  request: { perSecond: 500, burst: 2000 },
  unstamped: { perSecond: 1, burst: 60 },
  proof: { perSecond: 20, burst: 200 },
}

export type Gate = {
  /** Milliseconds to wait, or 0 where a token was there and was taken. */
  take(purpose: Purpose, address: string, now: number): number
}

/** The address that was idle longest is forgotten first: its bucket was likely full. */
const MAX_BUCKETS = 50_000

/** Below what a clock can tell: it keeps sums of fractions from refusing by a hair. */
const HAIR_MS = 1e-6

export function openGate(limits: Partial<AddressRates> = {}, maxBuckets = MAX_BUCKETS): Gate {
  const rates: AddressRates = { ...defaultAddressRates, ...limits }
  /** Purpose and address → when that bucket will be full again. */
  const fullAt = new Map<string, number>()

  return {
    take(purpose, address, now) {
      const { perSecond, burst } = rates[purpose]
      if (perSecond <= 0) return 0
      const name = `${purpose} ${address}`
      const tokenMs = 1000 / perSecond
      const emptyMs = Math.max(1, burst) * tokenMs
      const missingMs = Math.min(emptyMs, Math.max(0, (fullAt.get(name) ?? now) - now))
      const waitMs = missingMs + tokenMs - emptyMs
      const isTaken = waitMs <= HAIR_MS
      // Written anew, so that the map's order is the order of last use.
      fullAt.delete(name)
      fullAt.set(name, now + missingMs + (isTaken ? tokenMs : 0))
      if (fullAt.size > maxBuckets) forgetOldest(fullAt)
      return isTaken ? 0 : Math.max(1, Math.ceil(waitMs - HAIR_MS))
    },
  }
}

function forgetOldest(fullAt: Map<string, number>): void {
  const [oldest] = fullAt.keys()
  if (oldest !== undefined) fullAt.delete(oldest)
}
