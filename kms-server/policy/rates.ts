/**
 * How often an authenticator and an organization may ask: a bucket of tokens for each, filled at a steady rate. Pure:
 * whoever takes says what time it is. It knows nothing of a request but the name that it is counted under.
 */

/** `perSecond` in the long run, `burst` at once. A rate of 0 is no limit at all. */
export type Rate = { perSecond: number; burst: number }

/**
 * The first word of a name chooses its rate: `key <public key>` or `organization <id>`. `unstamped`, which also stands in
 * the place of a key where there is none, and any other name have the strictest.
 */
export type RateLimits = { key: Rate; organization: Rate; unstamped: Rate }

/** Far above what a person or a busy program asks; low enough that one caller does not crowd out the others. */
export const defaultRates: RateLimits = {
  key: { perSecond: 200, burst: 2000 },
  organization: { perSecond: 1000, burst: 5000 },
  unstamped: { perSecond: 20, burst: 1000 },
}

export type Taken = { ok: true } | { ok: false; retryAfterMs: number }

export type Rates = {
  /** Takes one token of this name, or says when there will be one. Whoever was refused has paid nothing. */
  take(name: string, now: number): Taken
}

/** Names in memory at once. The one that was idle longest is forgotten first, and its bucket was likely full. */
const MAX_NAMES = 100_000

/** Below what a clock can tell: it keeps sums of fractions from refusing by a hair. */
const HAIR_MS = 1e-6

export function openRates(limits: Partial<RateLimits> = {}, maxNames = MAX_NAMES): Rates {
  const rates: RateLimits = { ...defaultRates, ...limits }
  /** Name → when its bucket will be full again. */
  const fullAt = new Map<string, number>()

  return {
    take(name, now) {
      const { perSecond, burst } = rateOf(rates, name)
      if (perSecond <= 0) return { ok: true }
      const tokenMs = 1000 / perSecond
      const emptyMs = Math.max(1, burst) * tokenMs
      // Between full and empty, whatever a clock did meanwhile: one that jumped back locks nobody out.
      const missingMs = Math.min(emptyMs, Math.max(0, (fullAt.get(name) ?? now) - now))
      const waitMs = missingMs + tokenMs - emptyMs
      const isTaken = waitMs <= HAIR_MS
      // Written anew, so that the map's order is the order of last use.
      fullAt.delete(name)
      fullAt.set(name, now + missingMs + (isTaken ? tokenMs : 0))
      if (fullAt.size > maxNames) forgetOldest(fullAt)
      return isTaken ? { ok: true } : { ok: false, retryAfterMs: Math.max(1, Math.ceil(waitMs - HAIR_MS)) }
    },
  }
}

function rateOf(rates: RateLimits, name: string): Rate {
  if (name === "key unstamped") return rates.unstamped
  if (name.startsWith("key ")) return rates.key
  return name.startsWith("organization ") ? rates.organization : rates.unstamped
}

function forgetOldest(fullAt: Map<string, number>): void {
  const [oldest] = fullAt.keys()
  if (oldest !== undefined) fullAt.delete(oldest)
}
