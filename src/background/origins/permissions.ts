/**
 * Which sites see which accounts, and how far each may go without asking again. A permission belongs to a full origin
 * (scheme, host, port) and lets it ask; it signs nothing. Each family is connected on its own.
 */
import type { Amount, ChainId, Family } from "~protocol"
import type { Store } from "../store"

/** What may be approved by itself: up to so much on each chain, of which so much has been spent, until then. */
export type AutoConfirm = { limits: { chainId: ChainId; amount: Amount; spent: Amount }[]; until: number }

/** A CAIP-25 session: what was granted in each scope. Its accounts are those of the permission. */
export type Session = { scopes: Record<string, SessionScope> }
export type SessionScope = { methods: string[]; notifications: string[] }

/** What a site may see: the addresses of each connected family, the selected first, and since when. */
export type Permission = {
  origin: string
  addresses: { [F in Family]?: string[] }
  /** The Ethereum chain that the site is on; null is the wallet's default. */
  chain: ChainId | null
  autoConfirm: AutoConfirm | null
  session: Session | null
  connectedAt: number
  lastUsedAt: number
}

export type Grant = { addresses: Permission["addresses"]; chain?: ChainId }

export type Permissions = {
  find(origin: string): Promise<Permission | null>
  /** The addresses this origin may see; none where it is not connected. */
  addressesOf(origin: string, family: Family): Promise<string[]>
  grant(origin: string, grant: Grant, at: number): Promise<void>
  /** Changes what is there; where nothing is, nothing comes into being. */
  change(
    origin: string,
    change: Partial<Omit<Permission, "origin" | "addresses" | "connectedAt">>,
  ): Promise<void>
  revoke(origin: string, family: Family): Promise<void>
  list(): Promise<Permission[]>
}

export function openPermissions(store: Store): Permissions {
  async function find(origin: string): Promise<Permission | null> {
    return (await (await store()).get("permissions", origin)) ?? null
  }

  return {
    find,

    async addressesOf(origin, family) {
      return (await find(origin))?.addresses[family] ?? []
    },

    async grant(origin, { addresses, chain }, at) {
      const tx = (await store()).transaction("permissions", "readwrite")
      const before = await tx.store.get(origin)
      await tx.store.put({
        origin,
        addresses: { ...before?.addresses, ...addresses },
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
        const { [family]: _revoked, ...addresses } = before.addresses
        const isEmpty = Object.keys(addresses).length === 0
        // What was allowed without asking was allowed for what the site saw then.
        const after = { ...before, addresses, autoConfirm: null, session: null }
        await (isEmpty ? tx.store.delete(origin) : tx.store.put(after))
      }
      await tx.done
    },

    async list() {
      return (await store()).getAll("permissions")
    },
  }
}
