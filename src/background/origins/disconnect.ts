/** Ends a site's connection: the permission first, then every open request that hangs on it, then the pages hear. */
import type { Family } from "~protocol"
import type { Registry } from "../chains/registry"
import type { Desk } from "../consent/desk"
import { chainQuantity } from "../methods/chain-quantity"
import { familyOf, isOfAll } from "../methods/family"
import type { Pages } from "../pages"
import type { Permissions } from "./permissions"

export type Disconnect = (origin: string, families: readonly Family[]) => Promise<void>

type Hands = { permissions: Permissions; desk: Desk; pages: Pages; registry: Registry }

export function openDisconnect({ permissions, desk, pages, registry }: Hands): Disconnect {
  return async (origin, families) => {
    const before = await permissions.find(origin)
    for (const family of families) await permissions.revoke(origin, family)
    await desk.declineAll(
      ({ asker, method }) =>
        asker.origin === origin && (isOfAll(method) || families.includes(familyOf(method))),
    )
    if (before?.session) pages.tell(origin, { name: "session", scopes: {} })
    for (const family of families) pages.tell(origin, { name: "accounts", family, accounts: [] })
    // With the last of its permission goes the chain that the site was on.
    if (!before?.chain || (await permissions.find(origin)) !== null) return
    const chainId = chainQuantity(await registry.defaultOf("ethereum"))
    pages.tell(origin, { name: "chain", chainId })
  }
}
