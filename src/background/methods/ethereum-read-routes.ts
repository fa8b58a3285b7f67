/** What only reads an Ethereum chain. */
import type { ethereumReadMethods } from "~protocol"
import {
  ethGetFilterChanges,
  ethGetFilterLogs,
  ethNewBlockFilter,
  ethNewFilter,
  ethUninstallFilter,
} from "./eth-filters"
import { ethSendRawTransaction } from "./eth-send-raw-transaction"
import { countersignListen, ethSubscribe, ethUnsubscribe } from "./eth-subscribe"
import { passedReadRoutes } from "./passed-reads"
import { limitReads } from "./read-limit"
import type { RoutesOf } from "./route"
import type { RouteHands } from "./routes"
import { web3ClientVersion, web3Sha3 } from "./web3"

export function ethereumReadRoutes(hands: RouteHands): RoutesOf<typeof ethereumReadMethods> {
  const { watches, networks, subscriptions } = hands
  return limitReads<typeof ethereumReadMethods>({
    ...passedReadRoutes,
    eth_sendRawTransaction: ethSendRawTransaction,
    eth_newFilter: ethNewFilter(watches),
    eth_newBlockFilter: ethNewBlockFilter(watches),
    eth_getFilterChanges: ethGetFilterChanges(watches, networks),
    eth_getFilterLogs: ethGetFilterLogs(watches, networks),
    eth_uninstallFilter: ethUninstallFilter(watches),
    eth_subscribe: ethSubscribe(watches, subscriptions),
    eth_unsubscribe: ethUnsubscribe(watches),
    countersign_listen: countersignListen(subscriptions),
    web3_sha3: web3Sha3,
    web3_clientVersion: web3ClientVersion,
  })
}
