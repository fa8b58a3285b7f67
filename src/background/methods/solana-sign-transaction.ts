/** Signs a Solana transaction and gives it back: the site may send it at any time. */
import type { Route } from "./route"
import { draftTransaction, readAsked, type SolanaHands, solanaOf } from "./solana-transaction"

export function solanaSignTransaction(hands: SolanaHands): Route<"solana_signTransaction"> {
  return {
    connected: true,
    run: async ({ address, transaction, chain }, { caller, addresses }) => {
      const solana = await solanaOf(hands, chain, caller.origin)
      const asked = { address, transaction, place: "the transaction", submits: null }
      const read = readAsked("solana_signTransaction", asked, addresses)
      return { consent: () => draftTransaction(read, solana) }
    },
  }
}
