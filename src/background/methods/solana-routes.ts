/** Solana, as the provider in the page carries the Wallet Standard. */
import type { solanaMethods } from "~protocol"
import type { RoutesOf } from "./route"
import type { RouteHands } from "./routes"
import { solanaConnect } from "./solana-connect"
import { solanaDisconnect } from "./solana-disconnect"
import { solanaSignAndSendTransaction } from "./solana-sign-and-send-transaction"
import { solanaSignMessage } from "./solana-sign-message"
import { solanaSignTransaction } from "./solana-sign-transaction"

export function solanaRoutes(hands: RouteHands): RoutesOf<typeof solanaMethods> {
  const { wallets, networks, disconnect } = hands
  return {
    solana_connect: solanaConnect(wallets),
    solana_disconnect: solanaDisconnect(disconnect),
    solana_signMessage: solanaSignMessage,
    solana_signTransaction: solanaSignTransaction(networks),
    solana_signAndSendTransaction: solanaSignAndSendTransaction(networks),
  }
}
