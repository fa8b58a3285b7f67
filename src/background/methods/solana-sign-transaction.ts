/** Signs a Solana transaction and gives it back: the site may send it at any time. */
import type { Networks } from "../chains/networks"
import type { Route } from "./route"
import { draftTransaction, readAsked } from "./solana-transaction"

export function solanaSignTransaction(networks: Networks): Route<"solana_signTransaction"> {
  return {
    connected: true,
    run: async (asked, { caller, addresses }) => {
      const solana = await networks.solana(asked.chain, caller.origin)
      const read = readAsked("solana_signTransaction", asked, addresses)
      return { consent: () => draftTransaction(read, solana, null) }
    },
  }
}
