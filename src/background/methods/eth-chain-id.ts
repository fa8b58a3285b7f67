/** The chain that transactions go to. */
import type { Chain } from "~protocol"
import { ethereumChainNumber } from "../chains/registry"
import type { Route } from "./route"

export function ethChainId(chain: Chain): Route<"eth_chainId"> {
  const chainId = `0x${ethereumChainNumber(chain).toString(16)}`
  return { connected: false, run: async () => ({ answer: chainId }) }
}
