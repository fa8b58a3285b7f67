/** The places of the wallet at rest, by their paths. */
import { expect, test } from "vitest"
import { pathOf, places, tabOf, tabs } from "~popup/places"

test.each([
  ["/", "home"],
  ["/send", "home"],
  ["/nowhere", "home"],
  ["/activity", "activity"],
  ["/activity/6f:0", "activity"],
  ["/settings/networks", "settings"],
] as const)("%s belongs to the tab %s", (path, tab) => {
  expect(tabOf(path)).toBe(tab)
})

test("each tab leads to a place of its own", () => {
  expect(new Set(tabs.map((tab) => tabOf(places[tab]))).size).toBe(tabs.length)
})

test("what stands in a path cannot lead elsewhere", () => {
  expect(pathOf("site", { origin: "https://a.test/../#x" })).toBe("/sites/https%3A%2F%2Fa.test%2F..%2F%23x")
})
