/** Signs an Ethereum transaction and sends it; the site gets its hash. */
import type { Networks } from "../chains/networks"
import { transactionVerdict } from "./ethereum-transaction"
import type { Route } from "./route"

export function ethSendTransaction(networks: Networks): Route<"eth_sendTransaction"> {
  return {
    connected: true,
    run: ([request], asking) => transactionVerdict("eth_sendTransaction", request, asking, networks, true),
  }
}
