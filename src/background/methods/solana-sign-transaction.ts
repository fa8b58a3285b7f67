/** Signs a Solana transaction and gives it back: the site may send it at any time. */
import type { SolanaNetwork } from "../chains/solana"
import type { Route } from "./route"
import { draftTransaction, readAsked } from "./solana-transaction"

export function solanaSignTransaction(solana: SolanaNetwork): Route<"solana_signTransaction"> {
  return {
    connected: true,
    run: async (asked, { addresses }) => {
      const read = readAsked("solana_signTransaction", asked, addresses, solana)
      return { consent: () => draftTransaction(read, solana, null) }
    },
  }
}
