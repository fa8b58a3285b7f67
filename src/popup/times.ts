/** Times as people read them, in their own language and time zone. */
import { locale, say } from "./language"

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** `23 Nov 2026, 19:04`; a time that is none is shown as not known. */
export function momentOf(at: number, timeZone?: string): string {
  if (Number.isNaN(new Date(at).getTime())) return say("common.timeNotKnown")
  const zone = timeZone === undefined ? {} : { timeZone }
  return new Intl.DateTimeFormat(locale(), { dateStyle: "medium", timeStyle: "short", ...zone }).format(at)
}

/** How long ago something was, roughly; by a clock that was set back since, just now. */
export function agoOf(at: number, now: number): string {
  const passed = now - at
  if (passed < MINUTE_MS) return say("common.justNow")
  if (passed < HOUR_MS) return counted(passed / MINUTE_MS, "minute")
  return passed < DAY_MS ? counted(passed / HOUR_MS, "hour") : counted(passed / DAY_MS, "day")
}

function counted(amount: number, unit: "minute" | "hour" | "day"): string {
  return new Intl.RelativeTimeFormat(locale(), { numeric: "always" }).format(-Math.floor(amount), unit)
}
