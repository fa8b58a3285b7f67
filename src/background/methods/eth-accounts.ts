/** The accounts this site is connected to: none is an answer, not a fault. */
import type { Route } from "./route"

export const ethAccounts: Route<"eth_accounts"> = {
  connected: false,
  run: async (_asked, { addresses }) => ({ answer: addresses }),
}
