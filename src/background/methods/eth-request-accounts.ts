/** EIP-1102: connects the site's Ethereum side; a site that is connected already gets its accounts at once. */
import type { Wallets } from "../accounts/wallets"
import { draftConnection } from "./connect"
import type { Route } from "./route"

export function ethRequestAccounts(wallets: Wallets): Route<"eth_requestAccounts"> {
  return {
    connected: false,
    run: async (_asked, { addresses }) =>
      addresses.length > 0
        ? { answer: addresses }
        : { consent: () => draftConnection(["ethereum"], wallets) },
  }
}
