/**
 * The chains that are looked at for a family: those of the same kind as the one that sites start on, so that money and
 * test coins are never in one list; those that sites are on; and those that sites brought.
 */
import type { Chain, Family } from "~protocol"
import type { Registry } from "../chains/registry"
import type { Permissions } from "../origins/permissions"

type Hands = { registry: Registry; permissions: Permissions }

export async function shownChains(family: Family, { registry, permissions }: Hands): Promise<Chain[]> {
  const [all, first, sites] = await Promise.all([
    registry.list(),
    registry.defaultOf(family),
    permissions.list(),
  ])
  const kind = all.find(({ id }) => id === first)?.kind
  const visited = new Set(sites.flatMap(({ chain }) => chain ?? []))
  const isShown = (chain: Chain) => chain.kind === kind || chain.kind === "added" || visited.has(chain.id)
  const shown = all.filter((chain) => chain.family === family && isShown(chain))
  return shown.toSorted((a, b) => Number(b.id === first) - Number(a.id === first))
}
