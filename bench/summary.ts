/** Latencies in a few numbers. */

/** Milliseconds, and how many a second. */
export type Summary = { p50: number; p99: number; perSecond: number; count: number }

export function summaryOf(latencies: readonly number[], elapsedMs: number): Summary {
  const sorted = [...latencies].sort((a, b) => a - b)
  const at = (part: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
  return { p50: at(0.5), p99: at(0.99), perSecond: (sorted.length / elapsedMs) * 1000, count: sorted.length }
}

/** Milliseconds. */
export type Quantiles = { p50: number; p95: number; count: number }

export function quantiles(taken: readonly number[]): Quantiles {
  const sorted = [...taken].sort((a, b) => a - b)
  const at = (part: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
  return { p50: at(0.5), p95: at(0.95), count: sorted.length }
}
