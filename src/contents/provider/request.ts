/** What a page hands to a `request` of ours: one object with a method and, perhaps, parameters. */
import { paramsInvalid, providerError } from "./provider-error"

export type Requested = { method: string; params?: unknown }

/** Read once, so that what is checked is what goes out. */
export function readRequest(asked: unknown): Requested {
  const { method, params } = (asked ?? {}) as Partial<Requested>
  if (typeof method !== "string" || method === "") throw unreadable("method is not a text")
  if (params !== undefined && typeof params !== "object") throw unreadable("params is no array or object")
  return { method, params }
}

function unreadable(why: string): Error {
  return providerError(paramsInvalid("request", why))
}
