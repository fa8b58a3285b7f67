/** EIP-2255. */
import type { permissionMethods } from "~protocol"
import type { RoutesOf } from "./route"
import type { RouteHands } from "./routes"

export function permissionRoutes(_hands: RouteHands): RoutesOf<typeof permissionMethods> {
  return {}
}
