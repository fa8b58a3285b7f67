/** CAIP-25 sessions. */
import type { multichainMethods } from "~protocol"
import type { RoutesOf } from "./route"
import type { RouteHands } from "./routes"

export function multichainRoutes(_hands: RouteHands): RoutesOf<typeof multichainMethods> {
  return {}
}
