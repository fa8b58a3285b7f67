/** Wallet Standard's connect: connects the site's Solana side. A silent one never opens a window. */
import type { Wallets } from "../accounts/wallets"
import { draftConnection } from "./connect"
import type { Route } from "./route"

export function solanaConnect(wallets: Wallets): Route<"solana_connect"> {
  return {
    connected: false,
    run: async ({ silent }, { addresses }) =>
      silent || addresses.length > 0
        ? { answer: { accounts: addresses } }
        : { consent: () => draftConnection(["solana"], wallets) },
  }
}
