/**
 * A list of phishing sites, and what it says of a host: allowed and listed domains with all below them, allowed ones
 * first; then what is nearly the name of a site that is often imitated. Matches as the list's own detector does.
 */

/** The list as it is published. `tolerance`: so many letters may differ from a name on the fuzzy list. */
export type PhishingList = {
  version: number
  tolerance: number
  fuzzylist: string[]
  whitelist: string[]
  blacklist: string[]
}

export type PhishingVerdict =
  | { type: "allowed" | "listed" | "none" }
  /** Nearly the name of this site. */
  | { type: "fuzzy"; like: string }

export type PhishingDetector = (host: string) => PhishingVerdict

export const noVerdict: PhishingVerdict = { type: "none" }

export function openDetector({ tolerance, fuzzylist, whitelist, blacklist }: PhishingList): PhishingDetector {
  const [allowed, listed] = [new Set(whitelist), new Set(blacklist)]
  const imitated = fuzzylist.map((domain) => ({ domain, name: withoutTop(domain) }))
  return (host) => {
    const name = host.endsWith(".") ? host.slice(0, -1) : host
    const domains = domainsAbove(name)
    if (domains.some((domain) => allowed.has(domain))) return { type: "allowed" }
    if (domains.some((domain) => listed.has(domain))) return { type: "listed" }
    const form = withoutTop(name).replace("www.", "")
    const like =
      tolerance > 0 ? imitated.find((one) => distanceOf(form, one.name, tolerance) <= tolerance) : undefined
    return like === undefined ? noVerdict : { type: "fuzzy", like: like.domain }
  }
}

/** The host itself, and each domain that it is below. */
function domainsAbove(host: string): string[] {
  const labels = host.split(".")
  return labels.map((_, place) => labels.slice(place).join("."))
}

/** Without what stands behind the last dot. */
function withoutTop(domain: string): string {
  return domain.split(".").slice(0, -1).join(".")
}

/** Levenshtein's distance; where it is more than `limit`, anything above that. */
function distanceOf(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1
  let row = Array.from({ length: b.length + 1 }, (_, place) => place)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
