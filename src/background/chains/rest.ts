/**
 * In which order the addresses of a network are asked. One that did not answer rests, longer each time; those that
 * rest are asked last and not left out, so that a network is given up only when none of them answers. In memory only.
 */
const REST_FIRST_MS = 1_000
const REST_MAX_MS = 60_000

export type Rests = {
  inOrder(): string[]
  answered(url: string): void
  silent(url: string): void
}

/** `now` is a clock that never jumps. */
export function openRests(urls: readonly string[], now: () => number): Rests {
  const resting = new Map<string, { until: number; ms: number }>()
  const endOf = (url: string) => {
    const until = resting.get(url)?.until ?? 0
    return until > now() ? until : 0
  }
  return {
    inOrder: () => [...urls].sort((a, b) => endOf(a) - endOf(b)),
    answered: (url) => void resting.delete(url),
    silent(url) {
      const ms = Math.min((resting.get(url)?.ms ?? REST_FIRST_MS / 2) * 2, REST_MAX_MS)
      resting.set(url, { until: now() + ms, ms })
    },
  }
}
