/** Wallet Standard's disconnect: the site gives up its Solana accounts, and what it asked of them ends. */
import type { Disconnect } from "../origins/disconnect"
import type { Route } from "./route"

export function solanaDisconnect(disconnect: Disconnect): Route<"solana_disconnect"> {
  return {
    connected: false,
    run: async (_asked, { caller }) => {
      await disconnect(caller.origin, ["solana"])
      return { answer: null }
    },
  }
}
