/** The chain that this site's transactions go to. */
import { ethereumChainNumber } from "../chains/registry"
import type { Route } from "./route"

export const ethChainId: Route<"eth_chainId"> = {
  connected: false,
  run: async (_asked, { ethereum }) => {
    const { chain } = await ethereum()
    return { answer: `0x${ethereumChainNumber(chain).toString(16)}` }
  },
}
