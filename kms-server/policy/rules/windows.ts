/** The time that limits look back over: from a second to 31 days, for longer nothing that was spent is kept. */

const MIN_WINDOW_MS = 1000
export const MAX_WINDOW_MS = 31 * 24 * 3_600_000
export const DAY_MS = 24 * 3_600_000

const WINDOW = /^(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,7})s)?$/

/** `24h`, `1h30m` or `90s` in milliseconds; null where it is no window. Whole seconds, so that no engine rounds. */
export function windowMsOf(text: string): number | null {
  const known = knownWindows.get(text)
  if (known !== undefined) return known
  const windowMs = readWindow(text)
  if (windowMs !== null && knownWindows.size < MAX_KNOWN) knownWindows.set(text, windowMs)
  return windowMs
}

const knownWindows = new Map<string, number>()
const MAX_KNOWN = 1024

function readWindow(text: string): number | null {
  const [, hours = "0", minutes = "0", seconds = "0"] = WINDOW.exec(text) ?? []
  const windowMs = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000
  return windowMs >= MIN_WINDOW_MS && windowMs <= MAX_WINDOW_MS ? windowMs : null
}

/** `24 h`, for a person. */
export function spellWindow(windowMs: number): string {
  for (const [unit, ms] of [
    ["h", 3_600_000],
    ["min", 60_000],
  ] as const) {
    if (windowMs % ms === 0) return `${windowMs / ms} ${unit}`
  }
  return `${windowMs / 1000} s`
}
