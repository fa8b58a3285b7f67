/** What a page hands to a `request` of ours: one object with a method and, perhaps, parameters. */
import { paramsInvalid, providerError } from "./provider-error"

export type Requested = { method: string; params?: unknown }

/** Read once, so that what is checked is what goes out. */
export function readRequest(asked: unknown): Requested {
  const { method, params } = (asked ?? {}) as Partial<Requested>
  if (typeof method !== "string" || method === "") {
    throw providerError(paramsInvalid("request", "method is not a text"))
  }
  return { method, params }
}
