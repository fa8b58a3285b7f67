/** Ends a site's connection: the permission first, then every open request that hangs on it, then the pages hear. */
import type { Family } from "~protocol"
import type { Desk } from "../consent/desk"
import { familyOf } from "../methods/family"
import type { Pages } from "../pages"
import type { Permissions } from "./permissions"

export type Disconnect = (origin: string, families: readonly Family[]) => Promise<void>

export function openDisconnect(permissions: Permissions, desk: Desk, pages: Pages): Disconnect {
  return async (origin, families) => {
    for (const family of families) await permissions.revoke(origin, family)
    await desk.declineAll(
      ({ asker, method }) => asker.origin === origin && families.includes(familyOf(method)),
    )
    for (const family of families) pages.tell(origin, { name: "accounts", family, accounts: [] })
  }
}
