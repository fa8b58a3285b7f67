/**
 * The wallet under a second name, `window.phantom`, for dApps that look for nothing else. It is there only where the
 * person wants it, and never in the place of somebody else's.
 */
import { define, freeze, type PageWorld } from "./natives"
import type { Wire } from "./wire"

const NAME = "phantom"

export function offerAsPhantom(world: PageWorld, wire: Wire, providers: () => Record<string, object>): void {
  wire.onEvent((event) => {
    if (event.name !== "settings" || NAME in world) return
    const named = Object.entries(providers()).map(([name, provider]) => [name, withName(provider)])
    const value = freeze({ ...Object.fromEntries(named), isPhantom: true })
    define(world, NAME, value)
  })
}

/** The same provider, which also says the name that such dApps ask for. */
function withName(provider: object): object {
  return freeze(Object.create(provider, { isPhantom: { value: true, enumerable: true } }))
}
