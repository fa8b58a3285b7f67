/**
 * Which sites see which accounts. A permission belongs to a full origin (scheme, host, port) and lets it ask; it
 * signs nothing. Each family is connected on its own.
 */
import type { Family } from "~protocol"
import type { Store } from "../store"

/** What a site may see: the addresses of each connected family, and since when. */
export type Permission = {
  origin: string
  addresses: { [F in Family]?: string[] }
  connectedAt: number
}

export type Permissions = {
  /** The addresses this origin may see; none where it is not connected. */
  addressesOf(origin: string, family: Family): Promise<string[]>
  grant(origin: string, family: Family, addresses: string[], at: number): Promise<void>
  revoke(origin: string, family: Family): Promise<void>
  list(): Promise<Permission[]>
}

export function openPermissions(store: Store): Permissions {
  return {
    async addressesOf(origin, family) {
      const permission = await (await store()).get("permissions", origin)
      return permission?.addresses[family] ?? []
    },

    async grant(origin, family, addresses, at) {
      const tx = (await store()).transaction("permissions", "readwrite")
      const before = await tx.store.get(origin)
      await tx.store.put({
        origin,
        addresses: { ...before?.addresses, [family]: addresses },
        connectedAt: before?.connectedAt ?? at,
      })
      await tx.done
    },

    async revoke(origin, family) {
      const tx = (await store()).transaction("permissions", "readwrite")
      const before = await tx.store.get(origin)
      if (before) {
        const { [family]: _revoked, ...addresses } = before.addresses
        const isEmpty = Object.keys(addresses).length === 0
        await (isEmpty ? tx.store.delete(origin) : tx.store.put({ ...before, addresses }))
      }
      await tx.done
    },

    async list() {
      return (await store()).getAll("permissions")
    },
  }
}
