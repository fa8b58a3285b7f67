/** Signs a Solana transaction and submits it; the site gets the signature by which the network knows it. */
import type { Route } from "./route"
import { sendOptionsOf } from "./solana-send-options"
import { draftTransaction, readAsked, type SolanaHands, solanaOf } from "./solana-transaction"

export function solanaSignAndSendTransaction(hands: SolanaHands): Route<"solana_signAndSendTransaction"> {
  return {
    connected: true,
    run: async ({ address, transaction, chain, options }, { caller, addresses }) => {
      const solana = await solanaOf(hands, chain, caller.origin)
      const asked = { address, transaction, place: "the transaction", submits: sendOptionsOf(options) }
      const read = readAsked("solana_signAndSendTransaction", asked, addresses)
      return { consent: () => draftTransaction(read, solana) }
    },
  }
}
