/** Signs a Solana transaction and submits it; the site gets the signature by which the network knows it. */
import type { Networks } from "../chains/networks"
import type { SendOptions } from "../consent/payload"
import type { Route } from "./route"
import { draftTransaction, readAsked, refuseMissingSigners } from "./solana-transaction"

export function solanaSignAndSendTransaction(networks: Networks): Route<"solana_signAndSendTransaction"> {
  return {
    connected: true,
    run: async (asked, { caller, addresses }) => {
      const solana = await networks.solana(asked.chain, caller.origin)
      const read = readAsked("solana_signAndSendTransaction", asked, addresses)
      refuseMissingSigners("solana_signAndSendTransaction", read)
      // `commitment` says how long to wait for the network; the site gets the signature as soon as it is taken.
      const { commitment: _commitment, ...options } = asked.options ?? {}
      return { consent: () => draftTransaction(read, solana, definedOf(options)) }
    },
  }
}

type Loose = { [Name in keyof SendOptions]: SendOptions[Name] | undefined }

function definedOf({ skipPreflight, maxRetries, preflightCommitment, minContextSlot }: Loose): SendOptions {
  return {
    ...(skipPreflight === undefined ? {} : { skipPreflight }),
    ...(maxRetries === undefined ? {} : { maxRetries }),
    ...(preflightCommitment === undefined ? {} : { preflightCommitment }),
    ...(minContextSlot === undefined ? {} : { minContextSlot }),
  }
}
