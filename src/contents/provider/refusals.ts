/**
 * The refusals that are given in the page, where no background can be asked or none has to be. The sentences repeat the
 * fault table of `~protocol`, which is not bundled here because it would bring its schema library into each page;
 * a test holds the two together.
 */
import type { PageError } from "~protocol"

export const walletDisconnected: PageError = {
  code: 4900,
  message: "The wallet extension was updated or removed. Reload the page.",
  data: { reason: "WALLET_DISCONNECTED" },
}

export function tooManyRequests(limit: number): PageError {
  return {
    code: -32002,
    message: `This site already has ${limit} open requests. Answer those in the wallet first.`,
    data: { limit, reason: "TOO_MANY_REQUESTS" },
  }
}

export function bodyTooLarge(limitBytes: number): PageError {
  return {
    code: -32602,
    message: `The request is larger than ${limitBytes} bytes.`,
    data: { limitBytes, reason: "BODY_TOO_LARGE" },
  }
}

export const userRejected: PageError = {
  code: 4001,
  message: "The request was rejected in the wallet.",
  data: { reason: "USER_REJECTED" },
}
