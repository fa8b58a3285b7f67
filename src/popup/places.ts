/**
 * Where one can be in the wallet at rest. A place is a path behind the `#`, so that going back, reloading and a tab of
 * its own work; what a place needs to know stands in its path, and never decides anything.
 */

export const places = {
  home: "/",
  send: "/send",
  sendAsset: "/send/:chain/:asset",
  receive: "/receive",
  tokens: "/tokens",
  activity: "/activity",
  activityEntry: "/activity/:id",
  sites: "/sites",
  site: "/sites/:origin",
  settings: "/settings",
  networks: "/settings/networks",
  kms: "/settings/kms",
  lock: "/settings/lock",
  developer: "/settings/developer",
  keys: "/keys",
} as const

export type Place = keyof typeof places

/** The places that have a tab, in their order. */
export const tabs = ["home", "activity", "sites", "settings"] as const satisfies readonly Place[]
export type Tab = (typeof tabs)[number]

/** The tab that a path belongs to. */
export function tabOf(path: string): Tab {
  return tabs.find((tab) => tab !== "home" && path.startsWith(places[tab])) ?? "home"
}

export function pathOf(place: Place, values: Record<string, string> = {}): string {
  return places[place].replace(/:([a-z]+)/g, (_, name: string) => encodeURIComponent(values[name] ?? ""))
}
