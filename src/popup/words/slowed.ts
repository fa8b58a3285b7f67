/** What is said of sites that were rejected again and again. */
import { say } from "../language"

/** How often it was rejected, and for how long it has to wait. */
export function slownessOf(count: number, leftMs: number): string {
  const seconds = Math.max(1, Math.ceil(leftMs / 1000))
  return `${say("slowed.rejected", { count })} · ${say("slowed.waits", { count: seconds })}`
}
