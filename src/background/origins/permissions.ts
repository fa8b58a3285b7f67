/**
 * Which sites see which accounts, and how far each may go without asking again. A permission belongs to a full origin
 * (scheme, host, port) and lets it ask; it signs nothing. Each family is connected on its own.
 */
import type { Amount, ChainId, Family } from "~protocol"
import type { Store } from "../store"

/**
 * What may be approved by itself: up to so much on each chain, of which so much has been spent, until then. What was asked
 * before `since` waits for the person; one that was allowed by an earlier version has none.
 */
export type AutoConfirm = {
  limits: { chainId: ChainId; amount: Amount; spent: Amount }[]
  until: number
  since?: number
}

/** A CAIP-25 session: what was granted in each scope. Its accounts are those of the permission. */
export type Session = { scopes: Record<string, SessionScope> }
export type SessionScope = { methods: string[]; notifications: string[] }

/**
 * What a site may see: the addresses of each connected family, the selected first, since when and until when; a family
 * that is not in `until` has no end.
 */
export type Permission = {
  origin: string
  addresses: { [F in Family]?: string[] }
  until: { [F in Family]?: number }
  /** The Ethereum chain that the site is on; null is the wallet's default. */
  chain: ChainId | null
  autoConfirm: AutoConfirm | null
  session: Session | null
  connectedAt: number
  lastUsedAt: number
}

/** `until` is of each family in `addresses`; null has no end. */
export type Grant = { addresses: Permission["addresses"]; until: number | null; chain?: ChainId }

/** What has ended, and whether the site had a session, and a chain of its own that has gone with it. */
export type Ended = { origin: string; families: Family[]; hadSession: boolean; hadChain: boolean }

export type Permissions = {
  /** Without what has ended by its time. */
  find(origin: string): Promise<Permission | null>
  /** As it is written down. */
  kept(origin: string): Promise<Permission | null>
  /** The addresses this origin may see; none where it is not connected. */
  addressesOf(origin: string, family: Family): Promise<string[]>
  grant(origin: string, grant: Grant, at: number): Promise<void>
  /** Changes what is there; where nothing is, nothing comes into being. */
  change(
    origin: string,
    change: Partial<Omit<Permission, "origin" | "addresses" | "until" | "connectedAt">>,
  ): Promise<void>
  revoke(origin: string, family: Family): Promise<void>
  /** Takes away what has ended by its time, and says what that was. */
  dropEnded(): Promise<Ended[]>
  /** The next time at which something ends; null where nothing does. */
  nextEnd(): Promise<number | null>
  list(): Promise<Permission[]>
}

export function openPermissions(store: Store, now: () => number): Permissions {
  async function kept(origin: string): Promise<Permission | null> {
    return (await (await store()).get("permissions", origin)) ?? null
  }

  async function find(origin: string): Promise<Permission | null> {
    const permission = await kept(origin)
    return permission && liveAt(permission, now())
  }

  return {
    find,
    kept,

    async addressesOf(origin, family) {
      return (await find(origin))?.addresses[family] ?? []
    },

    async grant(origin, { addresses, chain, until }, at) {
      const tx = (await store()).transaction("permissions", "readwrite")
      const stored = await tx.store.get(origin)
      const before = stored && liveAt(stored, at)
      const families = familiesIn(addresses)
      await tx.store.put({
        origin,
        addresses: { ...before?.addresses, ...addresses },
        until: {
          ...without(before?.until ?? {}, families),
          ...(until === null ? {} : Object.fromEntries(families.map((family) => [family, until]))),
        },
        chain: chain ?? before?.chain ?? null,
        autoConfirm: before?.autoConfirm ?? null,
        session: before?.session ?? null,
        connectedAt: before?.connectedAt ?? at,
        lastUsedAt: at,
      })
      await tx.done
    },

    async change(origin, change) {
      const tx = (await store()).transaction("permissions", "readwrite")
      const before = await tx.store.get(origin)
      if (before) await tx.store.put({ ...before, ...change })
      await tx.done
    },

    async revoke(origin, family) {
      const tx = (await store()).transaction("permissions", "readwrite")
      const before = await tx.store.get(origin)
      if (before) {
        const after = cut(before, [family])
        await (after === null ? tx.store.delete(origin) : tx.store.put(after))
      }
      await tx.done
    },

    async dropEnded() {
      const tx = (await store()).transaction("permissions", "readwrite")
      const ended: Ended[] = []
      for (const permission of await tx.store.getAll()) {
        const { origin, session, chain } = permission
        const families = endedAt(permission, now())
        if (families.length === 0) continue
        const after = cut(permission, families)
        await (after === null ? tx.store.delete(origin) : tx.store.put(after))
        const hadChain = chain !== null && after === null
        ended.push({ origin, families, hadSession: session !== null, hadChain })
      }
      await tx.done
      return ended
    },

    async nextEnd() {
      const all = await (await store()).getAll("permissions")
      const ends = all.flatMap(({ until }) => Object.values(until))
      return ends.length === 0 ? null : Math.min(...ends)
    },

    async list() {
      const at = now()
      const all = await (await store()).getAll("permissions")
      return all.map((permission) => liveAt(permission, at)).filter((permission) => permission !== null)
    },
  }
}

/** What is left of it at this time; null where nothing is. */
export function liveAt(permission: Permission, at: number): Permission | null {
  const ended = endedAt(permission, at)
  return ended.length === 0 ? permission : cut(permission, ended)
}

function endedAt({ until }: Permission, at: number): Family[] {
  return familiesIn(until).filter((family) => (until[family] ?? Number.POSITIVE_INFINITY) <= at)
}

/** What was allowed without asking was allowed for what the site saw then. */
function cut(permission: Permission, families: readonly Family[]): Permission | null {
  const addresses = without(permission.addresses, families)
  if (familiesIn(addresses).length === 0) return null
  const until = without(permission.until, families)
  return { ...permission, addresses, until, autoConfirm: null, session: null }
}

function familiesIn(byFamily: { [F in Family]?: unknown }): Family[] {
  return Object.keys(byFamily) as Family[]
}

function without<Value>(byFamily: { [F in Family]?: Value }, families: readonly Family[]) {
  const left = Object.entries(byFamily).filter(([family]) => !families.includes(family as Family))
  return Object.fromEntries(left) as { [F in Family]?: Value }
}
