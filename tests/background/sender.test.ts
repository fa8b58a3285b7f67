/** Who may ask, by what the browser says: the senders that were measured in real browsers. */
import { expect, test } from "vitest"
import { type BrowserSender, isExtensionPage, parsePageSender } from "~background/origins/sender"
import { siteOf } from "~background/origins/site"
import { pageSender, popupSender, self } from "./support/stage"

const accepted: [string, Partial<BrowserSender>][] = [
  ["a top document", {}],
  ["a document on localhost", { origin: "http://localhost:3000" }],
  ["a document on 127.0.0.1", { origin: "http://127.0.0.1:8090" }],
  ["a document on [::1]", { origin: "http://[::1]:8090" }],
  ["a srcdoc frame with its parent's origin", { url: "about:srcdoc", frameId: 7 }],
  ["an about:blank child", { url: "about:blank", frameId: 7 }],
  ["a frame whose id exceeds 32 bits", { frameId: 2 ** 33 + 1 }],
  ["a document whose lifecycle is not told", { documentLifecycle: undefined }],
  ["an active document", { documentLifecycle: "active" }],
]

for (const [name, sender] of accepted) {
  test(`${name} may ask, as its own origin (origins rule 1)`, () => {
    const full = pageSender(sender)
    expect(parsePageSender(full, self)).toEqual({
      caller: { origin: full.origin, tabId: 1, frameId: full.frameId, documentId: full.documentId },
    })
  })
}

const refused: [string, Partial<BrowserSender>, string][] = [
  ["a sandboxed frame, whatever its URL says", { origin: "null", url: "https://bank.example/" }, "opaque"],
  ["a sender without an origin", { origin: undefined }, "opaque"],
  ["a file", { origin: "file://" }, "file"],
  ["a plain http page", { origin: "http://dapp.example" }, "insecure"],
  ["a name that only starts like localhost", { origin: "http://localhost.evil.example" }, "insecure"],
  ["an address that is not this computer", { origin: "http://127.0.0.2" }, "insecure"],
  ["an origin with a path", { origin: "https://dapp.example/" }, "not-a-page"],
  ["an extension's own page", { origin: self.origin }, "not-a-page"],
  ["another scheme", { origin: "ftp://dapp.example" }, "not-a-page"],
  ["another extension", { id: "someone-else" }, "not-a-page"],
  ["a sender without a tab", { tab: undefined }, "not-a-page"],
  ["a sender without a document", { documentId: undefined }, "not-a-page"],
  ["a prerendered document", { documentLifecycle: "prerender" }, "prerendered"],
  ["a document in the back/forward cache", { documentLifecycle: "cached" }, "prerendered"],
  ["a document that is going away", { documentLifecycle: "pending_deletion" }, "prerendered"],
]

for (const [name, sender, why] of refused) {
  test(`${name} may not ask (${why}) (origins rule 1)`, () => {
    expect(parsePageSender(pageSender(sender), self)).toEqual({ refused: why })
  })
}

test("an extension page is one by sender, origin and URL together (origins rule 12)", () => {
  expect(isExtensionPage(popupSender, self)).toBe(true)
  for (const lie of [
    { id: "other" },
    { url: "https://dapp.example/" },
    { url: `${self.origin}.evil.example/popup.html` },
    { url: undefined },
    { origin: "https://dapp.example" },
    { origin: "null" },
  ]) {
    expect(isExtensionPage({ ...popupSender, ...lie }, self)).toBe(false)
  }
})

test("requests are counted by registrable domain, addresses and hosts by themselves", () => {
  expect(siteOf("https://a.b.example.com")).toBe("example.com")
  expect(siteOf("https://a.example.co.uk")).toBe("example.co.uk")
  expect(siteOf("http://localhost:3000")).toBe("localhost")
  expect(siteOf("http://127.0.0.1:3000")).toBe("127.0.0.1")
  expect(siteOf("http://[::1]:3000")).toBe("[::1]")
})
