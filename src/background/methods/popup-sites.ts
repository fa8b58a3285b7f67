/** What the face asks about connected sites. */
import { type ConnectedSite, chainNameOf, Family } from "~protocol"
import type { Registry } from "../chains/registry"
import { isOn } from "../consent/auto-confirm"
import type { Logins } from "../origins/logins"
import type { Permission, Permissions } from "../origins/permissions"

type Hands = { permissions: Permissions; registry: Registry; logins: Pick<Logins, "endOf"> }

/** The site that was used last comes first. */
export async function connectedSites(
  { permissions, registry, logins }: Hands,
  at: number,
): Promise<ConnectedSite[]> {
  const all = await permissions.list()
  const sites = await Promise.all(
    all.map(async (permission) => ({
      ...(await siteOf(permission, registry, at)),
      appUntil: await logins.endOf(permission.origin),
    })),
  )
  return sites.sort((one, other) => other.lastUsedAt - one.lastUsedAt)
}

async function siteOf(
  permission: Permission,
  registry: Registry,
  at: number,
): Promise<Omit<ConnectedSite, "appUntil">> {
  const { origin, addresses, until, connectedAt, lastUsedAt, session } = permission
  const families = Family.options.filter((family) => addresses[family])
  const chainName = families.includes("ethereum") ? await chainNameIn(permission, registry) : null
  const accounts = families.flatMap((family) =>
    (addresses[family] ?? []).map((address) => ({ family, address })),
  )
  const scopes = Object.keys(session?.scopes ?? {})
  const ends = families.flatMap((family) => {
    const ending = until[family]
    return ending === undefined ? [] : [{ family, at: ending }]
  })
  const autoConfirm = await autoConfirmOf(permission, registry, at)
  return { origin, connectedAt, lastUsedAt, families, chainName, accounts, autoConfirm, scopes, ends }
}

async function autoConfirmOf(
  { autoConfirm }: Permission,
  registry: Registry,
  at: number,
): Promise<ConnectedSite["autoConfirm"]> {
  if (!isOn(autoConfirm, at)) return null
  const limits = await Promise.all(
    autoConfirm.limits.map(async ({ chainId, amount, spent }) => {
      const chain = await registry.find(chainId, null)
      return chain === null ? [] : [{ chain: chainNameOf(chain), amount, spent }]
    }),
  )
  return { until: autoConfirm.until, limits: limits.flat() }
}

async function chainNameIn({ chain, origin }: Permission, registry: Registry): Promise<string | null> {
  const id = chain ?? (await registry.defaultOf("ethereum"))
  return (await registry.find(id, origin))?.name ?? null
}
