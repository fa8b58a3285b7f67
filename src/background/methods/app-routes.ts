/** The app provider. */
import type { appMethods } from "~protocol"
import type { RoutesOf } from "./route"
import type { RouteHands } from "./routes"

export function appRoutes(_hands: RouteHands): RoutesOf<typeof appMethods> {
  return {}
}
