/** Lengths of time in words. */
import { say } from "../language"

const HOUR_MS = 60 * 60 * 1000
const DAY_MS = 24 * HOUR_MS

/** Of a limit that is counted over the time before now. */
export function periodOf(windowMs: number): string {
  // A day by the clock is not meant, so the shortest is said in hours.
  const isDays = windowMs > DAY_MS && windowMs % DAY_MS === 0
  const count = Math.max(1, Math.round(windowMs / (isDays ? DAY_MS : HOUR_MS)))
  return isDays ? say("insight.outlook.days", { count }) : say("insight.outlook.hours", { count })
}

/** How long a site is connected. */
export function lifeInWords(lifeMs: number | null): string {
  if (lifeMs === null) return say("choose.always")
  const isDays = lifeMs % DAY_MS === 0
  const count = lifeMs / (isDays ? DAY_MS : HOUR_MS)
  return isDays ? say("choose.days", { count }) : say("choose.hours", { count })
}
