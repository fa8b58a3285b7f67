/** What the face asks about connected sites. */
import { type ConnectedSite, Family } from "~protocol"
import type { Registry } from "../chains/registry"
import type { Permission, Permissions } from "../origins/permissions"

/** The site that was used last comes first. */
export async function connectedSites(permissions: Permissions, registry: Registry): Promise<ConnectedSite[]> {
  const all = await permissions.list()
  const sites = await Promise.all(all.map((permission) => siteOf(permission, registry)))
  return sites.sort((one, other) => other.lastUsedAt - one.lastUsedAt)
}

async function siteOf(permission: Permission, registry: Registry): Promise<ConnectedSite> {
  const { origin, addresses, connectedAt, lastUsedAt } = permission
  const families = Family.options.filter((family) => addresses[family])
  const chainName = families.includes("ethereum") ? await chainNameIn(permission, registry) : null
  return { origin, connectedAt, lastUsedAt, families, chainName }
}

async function chainNameIn({ chain, origin }: Permission, registry: Registry): Promise<string | null> {
  const id = chain ?? (await registry.defaultOf("ethereum"))
  return (await registry.find(id, origin))?.name ?? null
}
