/** What reads this wallet's Ethereum accounts or needs a signature of them. */
import type { ethereumMethods } from "~protocol"
import { ethAccounts } from "./eth-accounts"
import { ethRequestAccounts } from "./eth-request-accounts"
import { ethSendTransaction } from "./eth-send-transaction"
import { ethSignTransaction } from "./eth-sign-transaction"
import { ethSignTypedData } from "./eth-sign-typed-data"
import { personalEcRecover } from "./personal-ec-recover"
import { personalSign } from "./personal-sign"
import type { RoutesOf } from "./route"
import type { RouteHands } from "./routes"
import { walletGetCallsStatus, walletShowCallsStatus } from "./wallet-calls-status"
import { walletGetCapabilities } from "./wallet-get-capabilities"
import { walletSendCalls } from "./wallet-send-calls"

export function ethereumRoutes(hands: RouteHands): RoutesOf<typeof ethereumMethods> {
  const { networks, registry } = hands
  return {
    eth_requestAccounts: ethRequestAccounts(hands),
    eth_accounts: ethAccounts,
    personal_sign: personalSign(hands),
    personal_ecRecover: personalEcRecover,
    eth_signTypedData_v3: ethSignTypedData("eth_signTypedData_v3", networks),
    eth_signTypedData_v4: ethSignTypedData("eth_signTypedData_v4", networks),
    eth_sendTransaction: ethSendTransaction(networks),
    eth_signTransaction: ethSignTransaction(networks),
    wallet_getCapabilities: walletGetCapabilities(registry),
    wallet_sendCalls: walletSendCalls(hands),
    wallet_getCallsStatus: walletGetCallsStatus(hands),
    wallet_showCallsStatus: walletShowCallsStatus(hands),
  }
}
