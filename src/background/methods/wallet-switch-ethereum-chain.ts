/**
 * EIP-3326: puts a connected site on a chain that the wallet knows, without asking anybody: nothing is signed by it, and
 * each request says in its window which chain it is for.
 */
import { fault } from "~protocol"
import { putOnChain } from "../chains/put-on-chain"
import { ethereumChainId } from "../chains/registry"
import type { Route } from "./route"
import type { RouteHands } from "./routes"

export function walletSwitchEthereumChain(hands: RouteHands): Route<"wallet_switchEthereumChain"> {
  return {
    connected: true,
    run: async ([{ chainId }], { caller: { origin }, ethereum }) => {
      const id = ethereumChainId(chainId)
      const chain = await hands.registry.find(id, origin)
      if (chain === null) throw fault("CHAIN_UNADDED", { chain: id })
      if ((await ethereum()).chain.id !== id) await putOnChain(hands, origin, chain)
      return { answer: null }
    },
  }
}
