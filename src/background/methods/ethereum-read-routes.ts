/** What only reads an Ethereum chain. */
import type { ethereumReadMethods } from "~protocol"
import { ethBlockNumber } from "./eth-block-number"
import { ethGetTransactionReceipt } from "./eth-get-transaction-receipt"
import type { RoutesOf } from "./route"
import type { RouteHands } from "./routes"

export function ethereumReadRoutes(_hands: RouteHands): RoutesOf<typeof ethereumReadMethods> {
  return {
    eth_blockNumber: ethBlockNumber,
    eth_getTransactionReceipt: ethGetTransactionReceipt,
  }
}
