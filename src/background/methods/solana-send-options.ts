/** How a site wants its Solana transaction sent, as far as that is the wallet's to do. */
import type { Asked } from "~protocol"
import type { SendOptions } from "../consent/payload"

type AskedOptions = Asked<"page", "solana_signAndSendTransaction">["options"]

/** `commitment` says how long to wait for the network; the site gets the signature as soon as it is taken. */
export function sendOptionsOf(asked: AskedOptions = {}): SendOptions {
  const { skipPreflight, maxRetries, preflightCommitment, minContextSlot } = asked
  return {
    ...(skipPreflight === undefined ? {} : { skipPreflight }),
    ...(maxRetries === undefined ? {} : { maxRetries }),
    ...(preflightCommitment === undefined ? {} : { preflightCommitment }),
    ...(minContextSlot === undefined ? {} : { minContextSlot }),
  }
}
