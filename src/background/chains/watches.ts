/**
 * What pages watch: filters, which a page asks after, and subscriptions, which it is told of. Each belongs to one
 * document and one chain and remembers the first block it has not told of; it is in the store, so that it outlives the
 * worker and does not depend on any one node. One that nobody asked after for a while is gone.
 */
import { type ChainId, fault, type LogCriteria } from "~protocol"
import { isSameDocument, type PageCaller } from "../origins/sender"
import { siteOf } from "../origins/site"
import type { Store } from "../store"

export type Watched = { kind: "heads" } | { kind: "logs"; criteria: LogCriteria }

export type Watch = {
  id: string
  caller: PageCaller
  chainId: ChainId
  watched: Watched
  /** Whether the page is told, or asks. */
  told: boolean
  /** The first block that the page has not heard of. */
  next: number
  /** When the page last asked after it. */
  touchedAt: number
}

export type Watches = {
  add(watch: Omit<Watch, "id" | "touchedAt">): Promise<string>
  /** Throws FILTER_UNKNOWN for what there is not, or is another document's. */
  find(id: string, caller: PageCaller, told: boolean): Promise<Watch>
  /** Moves on to block `to`; false where the watch ended, or somebody else moved it meanwhile. */
  move(watch: Watch, to: number): Promise<boolean>
  /** Keeps the subscriptions of this document, and gives them. */
  touch(caller: PageCaller): Promise<Watch[]>
  remove(id: string, caller: PageCaller, told: boolean): Promise<boolean>
}

/** As long as nodes keep a filter that nobody asks after. */
export const WATCH_LIFE_MS = 5 * 60 * 1000
const WATCH_LIMIT = 32
/** Of all pages of one registrable domain. */
const WATCH_LIMIT_PER_SITE = 128

export function openWatches(store: Store, now: () => number): Watches {
  const isLive = ({ touchedAt }: Watch) => Math.abs(now() - touchedAt) < WATCH_LIFE_MS
  const isOf = (watch: Watch | undefined, caller: PageCaller, told: boolean): watch is Watch =>
    watch !== undefined && watch.told === told && isLive(watch) && isSameDocument(watch.caller, caller)

  return {
    async add(more) {
      const tx = (await store()).transaction("watches", "readwrite")
      const all = await tx.store.getAll()
      for (const { id } of all.filter((watch) => !isLive(watch))) await tx.store.delete(id)
      const watch = { ...more, id: randomId(), touchedAt: now() }
      const limit = limitReached(all.filter(isLive), more.caller)
      if (limit === null) await tx.store.put(watch)
      await tx.done
      if (limit !== null) throw fault("QUOTA_REACHED", { what: "filters and subscriptions", limit })
      return watch.id
    },
    async find(id, caller, told) {
      const watch = await (await store()).get("watches", id)
      if (!isOf(watch, caller, told)) throw fault("FILTER_UNKNOWN")
      return watch
    },
    async move({ id, next, told }, to) {
      const tx = (await store()).transaction("watches", "readwrite")
      const watch = await tx.store.get(id)
      const isOurs = watch?.next === next
      // A page that is told says by itself that it still listens.
      const touchedAt = told ? (watch?.touchedAt ?? 0) : now()
      if (isOurs) await tx.store.put({ ...watch, next: to + 1, touchedAt })
      await tx.done
      return isOurs
    },
    async touch(caller) {
      const tx = (await store()).transaction("watches", "readwrite")
      const kept = (await tx.store.getAll()).filter((watch) => isOf(watch, caller, true))
      for (const watch of kept) await tx.store.put({ ...watch, touchedAt: now() })
      await tx.done
      return kept
    },
    async remove(id, caller, told) {
      const tx = (await store()).transaction("watches", "readwrite")
      const isThere = isOf(await tx.store.get(id), caller, told)
      if (isThere) await tx.store.delete(id)
      await tx.done
      return isThere
    },
  }
}

function limitReached(live: readonly Watch[], caller: PageCaller): number | null {
  const ofDocument = live.filter((watch) => isSameDocument(watch.caller, caller))
  if (ofDocument.length >= WATCH_LIMIT) return WATCH_LIMIT
  const ofSite = live.filter((watch) => siteOf(watch.caller.origin) === siteOf(caller.origin))
  return ofSite.length >= WATCH_LIMIT_PER_SITE ? WATCH_LIMIT_PER_SITE : null
}

function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return `0x${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`
}
