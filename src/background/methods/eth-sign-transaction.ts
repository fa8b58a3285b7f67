/** Signs an Ethereum transaction and gives it back: the site may send it at any time. */
import type { Networks } from "../chains/networks"
import { transactionVerdict } from "./ethereum-transaction"
import type { Route } from "./route"

export function ethSignTransaction(networks: Networks): Route<"eth_signTransaction"> {
  return {
    connected: true,
    run: ([request], asking) => transactionVerdict("eth_signTransaction", request, asking, networks, false),
  }
}
