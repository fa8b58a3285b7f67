/** Whether a host imitates a well-known site: drawn alike, or one letter off. */
import { getDomain, getPublicSuffix } from "tldts"
import { readableLabel } from "./punycode"
import { isWithinOneEdit, skeletonOf } from "./skeleton"
import { wellKnownSites } from "./well-known"

/** One letter off means little in a short name. */
const LONG_NAME = 6

type Target = { domain: string; whole: string; name: string; isDistinctive: boolean }

let targets: readonly Target[] | undefined

/** The registrable domain of a host as the address bar has it; null for hosts that have none. */
export function siteOfHost(host: string): string | null {
  return getDomain(host, { allowPrivateDomains: true })
}

/** The well-known domain that `host` looks like, and is not; null where it looks like none. */
export function imitatedBy(host: string): string | null {
  targets ??= wellKnownSites().map(({ domain, isDistinctive }) => ({
    ...{ domain, isDistinctive, whole: skeletonOf(domain) },
    name: skeletonOf(nameOf(domain)),
  }))
  const site = siteOfHost(host)
  if (site === null || targets.some(({ domain }) => domain === site)) return null
  const readable = site.split(".").map(readableLabel).join(".")
  const [whole, name] = [skeletonOf(readable), skeletonOf(readableLabel(nameOf(site)))]
  return targets.find((target) => isLike(target, whole, name))?.domain ?? null
}

function isLike(target: Target, whole: string, name: string): boolean {
  if (whole === target.whole || (target.isDistinctive && name === target.name)) return true
  if (target.name.length < LONG_NAME) return false
  return isWithinOneEdit(whole, target.whole) || (target.isDistinctive && isWithinOneEdit(name, target.name))
}

/** What stands before the public suffix. */
function nameOf(site: string): string {
  const suffix = getPublicSuffix(site, { allowPrivateDomains: true })
  return suffix === null ? site : site.slice(0, -(suffix.length + 1))
}
