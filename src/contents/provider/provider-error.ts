/** The errors that a page gets, and the refusals that the provider gives before anything leaves the page. */
import type { PageError } from "~protocol"
import { define } from "./natives"

/** What a rejected promise of the page holds: an EIP-1193 `ProviderRpcError`. */
export type ProviderRpcError = Error & PageError

/** Its properties are defined, not assigned: a page may have frozen `Error.prototype`, which has a name already. */
export function providerError({ message, code, data }: PageError): ProviderRpcError {
  const error = new Error(message)
  for (const [name, value] of Object.entries({ name: "ProviderRpcError", code, data })) {
    define(error, name, value)
  }
  return error as ProviderRpcError
}

export function methodUnsupported(method: string): PageError {
  return {
    code: 4200,
    message: `The wallet does not offer ${method}.`,
    data: { method, reason: "METHOD_UNSUPPORTED" },
  }
}

export function paramsInvalid(method: string, where: string): PageError {
  return {
    code: -32602,
    message: `${method} was called with parameters it cannot take: ${where}.`,
    data: { method, where, reason: "PARAMS_INVALID" },
  }
}
