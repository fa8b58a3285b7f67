/**
 * How many reads a site may have under way at once: each may hold an answer of some size in memory. Beyond that they
 * are refused at once, with the code at which libraries wait and ask again; other sites do not notice.
 */
import { fault, type PageMethod } from "~protocol"
import { siteOf } from "../origins/site"
import type { Route, RoutesOf } from "./route"

export const READS_PER_SITE = 100
const RETRY_AFTER_MS = 1_000

export function limitReads<Methods>(routes: RoutesOf<Methods>): RoutesOf<Methods> {
  const underWay = new Map<string, number>()

  function limit<M extends PageMethod>(route: Route<M>): Route<M> {
    return {
      connected: route.connected,
      async run(asked, asking) {
        const site = siteOf(asking.caller.origin)
        const count = underWay.get(site) ?? 0
        if (count >= READS_PER_SITE) throw fault("RATE_LIMITED", { retryAfterMs: RETRY_AFTER_MS })
        underWay.set(site, count + 1)
        try {
          return await route.run(asked, asking)
        } finally {
          leave(site)
        }
      },
    }
  }

  function leave(site: string): void {
    const left = (underWay.get(site) ?? 1) - 1
    if (left > 0) underWay.set(site, left)
    else underWay.delete(site)
  }

  const limited = Object.entries(routes).map(([method, route]) => [method, limit(route as Route<PageMethod>)])
  return Object.fromEntries(limited) as RoutesOf<Methods>
}
