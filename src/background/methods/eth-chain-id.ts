/** The chain that this site's transactions go to: in hexadecimal, and as older libraries ask for it, in decimal. */
import { ethereumChainNumber } from "../chains/registry"
import type { Route } from "./route"

export const ethChainId: Route<"eth_chainId"> = {
  connected: false,
  run: async (_asked, { ethereum }) => {
    const { chain } = await ethereum()
    return { answer: `0x${ethereumChainNumber(chain).toString(16)}` }
  },
}

export const netVersion: Route<"net_version"> = {
  connected: false,
  run: async (_asked, { ethereum }) => ({ answer: `${ethereumChainNumber((await ethereum()).chain)}` }),
}
