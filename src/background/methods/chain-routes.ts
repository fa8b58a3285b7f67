/** Which Ethereum chain a site is on, and which chains and tokens the wallet knows. */
import type { chainMethods } from "~protocol"
import { ethChainId } from "./eth-chain-id"
import type { RoutesOf } from "./route"
import type { RouteHands } from "./routes"

export function chainRoutes(_hands: RouteHands): RoutesOf<typeof chainMethods> {
  return { eth_chainId: ethChainId }
}
