/**
 * The list as text, read with suspicion: whoever could change it must not thereby let a site through or shut all of
 * them out.
 */
import { getPublicSuffix } from "tldts"
import type { PhishingList } from "./detector"

export const LIST_LIMIT_BYTES = 8 * 1024 * 1024
const MOST_DOMAINS = 400_000
const MOST_TOLERANCE = 3
/** A shorter name on the fuzzy list would be near to too many others. */
const SHORTEST_IMITATED = 5
const DOMAIN = /^[^\s/:@?#]{1,253}$/

/** Null where it has not the shape of the list. */
export function parsePhishingList(text: string): PhishingList | null {
  const given = parseJson(text)
  if (typeof given !== "object" || given === null) return null
  const { version, tolerance, fuzzylist, whitelist, blacklist } = given as Record<string, unknown>
  const isNumbered = isCount(version, Number.MAX_SAFE_INTEGER) && isCount(tolerance, MOST_TOLERANCE)
  if (!isNumbered || !isDomains(fuzzylist) || !isDomains(whitelist) || !isDomains(blacklist)) return null
  return { version, tolerance, fuzzylist, whitelist, blacklist }
}

/**
 * Whether a list that was fetched may take the place of the one that came with the wallet: it lists at least half as
 * many, and does not allow or imitate much more than that one did.
 */
export function isPlausible(fetched: PhishingList, shipped: PhishingList): boolean {
  return (
    fetched.blacklist.length * 2 >= shipped.blacklist.length &&
    fetched.whitelist.length <= shipped.whitelist.length * 4 &&
    fetched.fuzzylist.length <= shipped.fuzzylist.length * 4 &&
    fetched.fuzzylist.every((domain) => domain.lastIndexOf(".") >= SHORTEST_IMITATED) &&
    !fetched.whitelist.some(isOpenToAnybody)
  )
}

/** What anybody can have a name under. */
function isOpenToAnybody(domain: string): boolean {
  return !domain.includes(".") || getPublicSuffix(domain, { allowPrivateDomains: true }) === domain
}

function parseJson(text: string): unknown {
  try {
    return text.length > LIST_LIMIT_BYTES ? null : JSON.parse(text)
  } catch {
    return null
  }
}

function isCount(value: unknown, most: number): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= most
}

function isDomains(value: unknown): value is string[] {
  return (
    Array.isArray(value) &&
    value.length <= MOST_DOMAINS &&
    value.every((domain) => typeof domain === "string" && DOMAIN.test(domain))
  )
}
