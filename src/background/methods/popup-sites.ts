/** What the face asks about connected sites. */
import { type ConnectedSite, Family } from "~protocol"
import type { Permission, Permissions } from "../origins/permissions"

export async function connectedSites(permissions: Permissions): Promise<ConnectedSite[]> {
  return (await permissions.list()).map(siteOf)
}

function siteOf({ origin, addresses, connectedAt }: Permission): ConnectedSite {
  return { origin, connectedAt, families: Family.options.filter((family) => addresses[family]) }
}
