/** EIP-2255. */
import type { permissionMethods } from "~protocol"
import type { RoutesOf } from "./route"
import type { RouteHands } from "./routes"
import { walletGetPermissions } from "./wallet-get-permissions"
import { walletRequestPermissions } from "./wallet-request-permissions"
import { walletRevokePermissions } from "./wallet-revoke-permissions"

export function permissionRoutes(hands: RouteHands): RoutesOf<typeof permissionMethods> {
  return {
    wallet_requestPermissions: walletRequestPermissions(hands),
    wallet_getPermissions: walletGetPermissions,
    wallet_revokePermissions: walletRevokePermissions(hands.disconnect),
  }
}
