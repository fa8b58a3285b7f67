/** Which family a page's method speaks for; its name says so. */
import type { Family, PageMethod } from "~protocol"

export function familyOf(method: PageMethod): Family {
  return method.startsWith("solana_") ? "solana" : "ethereum"
}
