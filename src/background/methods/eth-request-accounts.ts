/** EIP-1102: connects the site's Ethereum side; a site that is connected already gets its accounts at once. */
import { type Connecting, draftConnection } from "./connect"
import type { Route } from "./route"

export function ethRequestAccounts(hands: Connecting): Route<"eth_requestAccounts"> {
  return {
    connected: false,
    run: async (_asked, { addresses, ethereum }) => {
      if (addresses.length > 0) return { answer: addresses }
      const { chain } = await ethereum()
      return { consent: () => draftConnection({ families: ["ethereum"], chains: [chain] }, hands) }
    },
  }
}
