/** Which Ethereum chain a site is on, and which chains and tokens the wallet knows. */
import type { chainMethods } from "~protocol"
import { ethChainId, netVersion } from "./eth-chain-id"
import type { RoutesOf } from "./route"
import type { RouteHands } from "./routes"
import { walletAddEthereumChain } from "./wallet-add-ethereum-chain"
import { walletSwitchEthereumChain } from "./wallet-switch-ethereum-chain"
import { walletWatchAsset } from "./wallet-watch-asset"

export function chainRoutes(hands: RouteHands): RoutesOf<typeof chainMethods> {
  return {
    eth_chainId: ethChainId,
    net_version: netVersion,
    wallet_addEthereumChain: walletAddEthereumChain(hands),
    wallet_switchEthereumChain: walletSwitchEthereumChain(hands),
    wallet_watchAsset: walletWatchAsset(hands),
  }
}
