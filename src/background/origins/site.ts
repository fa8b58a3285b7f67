/**
 * The registrable domain of an origin, near enough to count requests by: two labels, or three under endings such as
 * `co.uk`. It decides how many requests may be open and nothing else; a permission always belongs to the full origin.
 */
const SECOND_LEVEL = new Set(["ac", "co", "com", "edu", "gov", "ne", "net", "or", "org"])

export function siteOf(origin: string): string {
  const { hostname } = new URL(origin)
  if (hostname.startsWith("[") || /^[0-9.]+$/.test(hostname)) return hostname
  const labels = hostname.split(".")
  const [beforeLast = "", last = ""] = labels.slice(-2)
  const kept = last.length === 2 && SECOND_LEVEL.has(beforeLast) ? 3 : 2
  return labels.slice(-kept).join(".")
}
