/** The latest block; public, so any page with an origin may ask. */
import type { EthereumNetwork } from "../chains/ethereum"
import type { Route } from "./route"

export function ethBlockNumber(ethereum: EthereumNetwork): Route<"eth_blockNumber"> {
  return {
    connected: false,
    run: async () => ({ answer: await ethereum.blockNumber() }),
  }
}
