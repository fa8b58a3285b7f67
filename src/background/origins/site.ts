/**
 * The registrable domain of an origin, by the public suffix list, its private part included: everyone may have a
 * name under `github.io`, so each of those is a site of its own. Requests are counted by it and nothing else; a
 * permission always belongs to the full origin.
 */
import { getDomain } from "tldts"

export function siteOf(origin: string): string {
  const { hostname } = new URL(origin)
  return getDomain(hostname, { allowPrivateDomains: true }) ?? hostname
}
