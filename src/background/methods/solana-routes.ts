/** Solana, as the provider in the page carries the Wallet Standard. */
import type { solanaMethods } from "~protocol"
import type { RoutesOf } from "./route"
import type { RouteHands } from "./routes"
import { solanaConnect } from "./solana-connect"
import { solanaDisconnect } from "./solana-disconnect"
import { solanaSignAndSendTransaction } from "./solana-sign-and-send-transaction"
import { solanaSignAndSendTransactions } from "./solana-sign-and-send-transactions"
import { solanaSignIn } from "./solana-sign-in"
import { solanaSignMessage } from "./solana-sign-message"
import { solanaSignTransaction } from "./solana-sign-transaction"
import { solanaSignTransactions } from "./solana-sign-transactions"

export function solanaRoutes(hands: RouteHands): RoutesOf<typeof solanaMethods> {
  const { disconnect } = hands
  return {
    solana_connect: solanaConnect(hands),
    solana_disconnect: solanaDisconnect(disconnect),
    solana_signIn: solanaSignIn(hands),
    solana_signMessage: solanaSignMessage(hands),
    solana_signTransaction: solanaSignTransaction(hands),
    solana_signTransactions: solanaSignTransactions(hands),
    solana_signAndSendTransaction: solanaSignAndSendTransaction(hands),
    solana_signAndSendTransactions: solanaSignAndSendTransactions(hands),
  }
}
