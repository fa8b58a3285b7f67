/** What became of a transaction; public, so any page with an origin may ask. Null while it is not in a block. */
import type { EthereumNetwork } from "../chains/ethereum"
import type { Route } from "./route"

export function ethGetTransactionReceipt(ethereum: EthereumNetwork): Route<"eth_getTransactionReceipt"> {
  return {
    connected: false,
    run: async ([hash]) => ({ answer: await ethereum.receipt(hash) }),
  }
}
