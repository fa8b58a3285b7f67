/**
 * A site whose requests a person keeps rejecting is slowed: after three rejections in a row each further one makes it
 * wait twice as long before it may ask again, and with it every origin of its registrable domain. It is written down,
 * so that the death of the worker forgives nothing; an approval, time, or the person ends it.
 */
import { fault } from "~protocol"
import type { Store } from "../store"
import { siteOf } from "./site"

/** `name` is a registrable domain, or a host that has none. */
export type Rejections = { name: string; count: number; lastAt: number; until: number }

export type Slowdown = {
  /** Throws SITE_SLOWED where the origin has to wait. */
  check(origin: string, now: number): Promise<void>
  rejected(origin: string, now: number): Promise<void>
  approved(origin: string): Promise<void>
  /** Those who have to wait now. */
  list(now: number): Promise<Rejections[]>
  lift(name: string): Promise<void>
}

/** So many rejections cost nothing: a person says no for many reasons. */
export const FREE_REJECTIONS = 3
const FIRST_WAIT_MS = 15_000
const LONGEST_WAIT_MS = 10 * 60_000
/** Rejections that lie further apart than this are not in a row. */
const FORGOTTEN_MS = 30 * 60_000
const KEPT = 500

/** What one more rejection makes of those before it. Pure. */
export function reject(before: Rejections | undefined, name: string, now: number): Rejections {
  const isInARow = before !== undefined && now - before.lastAt < FORGOTTEN_MS
  const count = isInARow ? before.count + 1 : 1
  const doublings = count - FREE_REJECTIONS
  const waitMs = doublings < 0 ? 0 : Math.min(FIRST_WAIT_MS * 2 ** doublings, LONGEST_WAIT_MS)
  return { name, count, lastAt: now, until: now + waitMs }
}

export function openSlowdown(store: Store): Slowdown {
  return {
    async check(origin, now) {
      const found = await (await store()).get("rejections", siteOf(origin))
      // A clock that was set back must not lengthen the wait.
      if (found === undefined || found.until <= now || found.lastAt > now) return
      throw fault("SITE_SLOWED", { site: found.name, retryAfterMs: found.until - now })
    },

    async rejected(origin, now) {
      const name = siteOf(origin)
      const tx = (await store()).transaction("rejections", "readwrite")
      await tx.store.put(reject(await tx.store.get(name), name, now))
      const all = (await tx.store.count()) > KEPT ? await tx.store.getAll() : []
      for (const { name: old } of all.sort((a, b) => b.lastAt - a.lastAt).slice(KEPT))
        await tx.store.delete(old)
      await tx.done
    },

    async approved(origin) {
      await (await store()).delete("rejections", siteOf(origin))
    },

    async list(now) {
      return (await (await store()).getAll("rejections")).filter(({ until }) => until > now)
    },

    async lift(name) {
      await (await store()).delete("rejections", name)
    },
  }
}
