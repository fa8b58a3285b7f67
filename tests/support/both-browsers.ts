/**
 * A story told in both browsers at once: they share nothing but the KMS and the chains. Within a browser its tests come
 * one after the other. Not for stories that make the KMS or a chain fail, or that count what the KMS signs for anybody.
 */
import { describe } from "vitest"
import { type BrowserName, bothBrowsers } from "./wallet-browser"

export function inBothBrowsers(tell: (name: BrowserName) => void): void {
  describe.concurrent.each(bothBrowsers)("in %s", (name) => {
    describe.sequential("on its own", () => tell(name))
  })
}
