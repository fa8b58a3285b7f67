/** Which family a page's method speaks for; its name says so. */
import { appMethods, type Family, multichainMethods, type PageMethod } from "~protocol"

/** What is about a site as a whole, and ends with any of its families. */
export function isOfAll(method: PageMethod): boolean {
  return method in appMethods || method in multichainMethods
}

export function familyOf(method: PageMethod): Family {
  return method.startsWith("solana_") ? "solana" : "ethereum"
}
