/** What reads this wallet's Ethereum accounts or needs a signature of them. */
import type { ethereumMethods } from "~protocol"
import { ethAccounts } from "./eth-accounts"
import { ethRequestAccounts } from "./eth-request-accounts"
import { ethSendTransaction } from "./eth-send-transaction"
import { personalSign } from "./personal-sign"
import type { RoutesOf } from "./route"
import type { RouteHands } from "./routes"

export function ethereumRoutes(hands: RouteHands): RoutesOf<typeof ethereumMethods> {
  return {
    eth_requestAccounts: ethRequestAccounts(hands.wallets),
    eth_accounts: ethAccounts,
    personal_sign: personalSign,
    eth_sendTransaction: ethSendTransaction,
  }
}
