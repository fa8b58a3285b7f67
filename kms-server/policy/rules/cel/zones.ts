/** The clock on the wall of a time zone, by the tables of the platform. */

const formats = new Map<string, Intl.DateTimeFormat>()
const MAX_KEPT = 512

/** Null where the platform does not know the zone. It knows few, but each in any mixture of capitals. */
function formatOf(zone: string): Intl.DateTimeFormat | null {
  const kept = formats.get(zone)
  if (kept) return kept
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{1,48}$/.test(zone)) return null
  try {
    const format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      weekday: "short",
      hour: "numeric",
      minute: "numeric",
    })
    if (formats.size >= MAX_KEPT) formats.clear()
    formats.set(zone, format)
    return format
  } catch {
    return null
  }
}

export function isZone(zone: unknown): boolean {
  return typeof zone === "string" && formatOf(zone) !== null
}

const days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]

export type WallClock = { hour: bigint; minute: bigint; weekday: bigint }

/** `weekday` is 0 on Sunday, as in CEL. */
export function wallClockOf(at: Date, zone: string): WallClock {
  const parts = Object.fromEntries((formatOf(zone)?.formatToParts(at) ?? []).map((p) => [p.type, p.value]))
  const weekday = days.indexOf(parts.weekday ?? "")
  if (weekday === -1) throw new Error("There is no such time zone.")
  return { hour: BigInt(parts.hour ?? ""), minute: BigInt(parts.minute ?? ""), weekday: BigInt(weekday) }
}
