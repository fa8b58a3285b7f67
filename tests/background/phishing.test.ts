/** The list of phishing sites: the same verdicts as its own detector, and a younger list only where it can be trusted. */
import { createRequire } from "node:module"
import fc from "fast-check"
import { afterEach, describe, expect, test } from "vitest"
import { openDetector, type PhishingList } from "~background/risks/phishing/detector"
import { isPlausible, parsePhishingList } from "~background/risks/phishing/list"
import { openPhishingLists, PUBLISHED_LIST, SHIPPED_LIST } from "~background/risks/phishing/lists"
import { phishingList } from "~scripts"
import { eventually, openStage, plainChoices, type Stage } from "./support/stage"

const require = createRequire(import.meta.url)
const Theirs = require("eth-phishing-detect/src/detector.js")
const published: PhishingList = require("eth-phishing-detect/src/config.json")

const shippedText = phishingList()
const shipped = parsePhishingList(shippedText) as PhishingList

const WORDS = { whitelist: "allowed", blacklist: "listed", fuzzy: "fuzzy", all: "none" } as const

describe("our detector and the list's own", () => {
  const ours = openDetector(shipped)
  const theirs = new Theirs(published)
  const theirVerdict = (host: string) => {
    const { type, match } = theirs.check(host) as { type: keyof typeof WORDS; match?: string }
    return match === undefined ? { type: WORDS[type] } : { type: WORDS[type], like: match }
  }
  const disagreeing = (hosts: string[]) =>
    hosts.filter((host) => JSON.stringify(ours(host)) !== JSON.stringify(theirVerdict(host)))

  test("agree on every site that is listed or allowed", { timeout: 60_000 }, () => {
    expect(published.blacklist.length).toBeGreaterThan(10_000)
    expect(disagreeing([...published.blacklist, ...published.whitelist])).toEqual([])
  })

  test("agree on a thousand others: below and above them, nearly them, and nothing like them", {
    timeout: 60_000,
  }, () => {
    const all = [...published.blacklist, ...published.whitelist, ...published.fuzzylist]
    const near = all
      .filter((_, place) => place % 90 === 0)
      .flatMap((host) => [
        `www.${host}`,
        `a.b.${host}.`,
        host.split(".").slice(1).join("."),
        `x${host}`,
        host.replace(/[aeiou]/, "y"),
      ])
    const targets = published.fuzzylist.flatMap((host) => [
      host.replace(/.{3}\./, "."),
      `www.${host}x`,
      host.replace("a", "e"),
      `app.${host}`,
      host.replace(/\.\w+$/, ".xyz"),
    ])
    const strangers = Array.from({ length: 200 }, (_, place) => `site-${place}.example`)
    const others = [...near, ...targets, ...strangers, "localhost", "127.0.0.1", "", "."]
    expect(others.length).toBeGreaterThan(1_000)
    expect(disagreeing(others)).toEqual([])
  })

  test("agree on hosts that nobody thought of", { timeout: 60_000 }, () => {
    const label = fc.oneof(
      fc.stringMatching(/^[a-z0-9-]{0,12}$/),
      fc.constantFrom("metamask", "opensea", "etherscan", "www", "com", "io", "org"),
    )
    fc.assert(
      fc.property(fc.array(label, { minLength: 1, maxLength: 5 }), (labels) => {
        expect(disagreeing([labels.join(".")])).toEqual([])
      }),
      { numRuns: 200 },
    )
  })
})

describe("a list that was fetched", () => {
  test("has the shape of a list or is none", () => {
    expect(parsePhishingList(shippedText)).toEqual(shipped)
    const broken = [
      ...["", "null", "[]", "{", '{"version":2}', `"${"x".repeat(9_000_000)}"`],
      ...[{ tolerance: 9 }, { tolerance: -1 }, { version: "2" }, { blacklist: [1] }, { whitelist: "x" }].map(
        (change) => JSON.stringify({ ...shipped, ...change }),
      ),
      JSON.stringify({ ...shipped, blacklist: ["https://dapp.example/"] }),
      JSON.stringify({ ...shipped, fuzzylist: ["a".repeat(254)] }),
    ]
    for (const text of broken) expect(parsePhishingList(text)).toBeNull()
  })

  test("never lists less than half of what came with the wallet", () => {
    const half = Math.ceil(shipped.blacklist.length / 2)
    expect(isPlausible({ ...shipped, blacklist: shipped.blacklist.slice(0, half) }, shipped)).toBe(true)
    expect(isPlausible({ ...shipped, blacklist: shipped.blacklist.slice(0, half - 1) }, shipped)).toBe(false)
  })

  test("allows nothing that anybody can have a name under, and takes no short name for an imitated one", () => {
    for (const suffix of ["com", "io", "github.io", "pages.dev", "co.uk"]) {
      expect(isPlausible({ ...shipped, whitelist: [...shipped.whitelist, suffix] }, shipped)).toBe(false)
    }
    expect(isPlausible({ ...shipped, fuzzylist: ["aave.com"] }, shipped)).toBe(false)
    expect(isPlausible(shipped, shipped)).toBe(true)
  })
})

describe("the list in use", () => {
  const NEW_SITE = "https://new-phish.example"
  const younger = JSON.stringify({ ...shipped, blacklist: [...shipped.blacklist, "new-phish.example"] })
  const DAY_MS = 24 * 60 * 60 * 1000
  let stage: Stage | undefined
  afterEach(() => stage?.stop())

  /** `offers`: what is published, one after the other. */
  async function setUp(offers: (string | Error)[]) {
    stage = await openStage()
    const downloads: [string, number][] = []
    let refreshLists = true
    const clock = { now: 1_800_000_000_000 }
    const files = {
      shipped: async (path: string) => (path === SHIPPED_LIST ? shippedText : ""),
      download: async (url: string, limit: number) => {
        downloads.push([url, limit])
        const offer = offers.shift() ?? new Error("nothing there")
        if (offer instanceof Error) throw offer
        return offer
      },
    }
    const settings = {
      read: async () => ({ ...plainChoices, refreshLists }),
      write: async () => {},
    }
    const { store } = stage
    const open = () => openPhishingLists({ files, store, settings, now: () => clock.now })
    const disallow = () => {
      refreshLists = false
    }
    return { lists: open(), open, downloads, clock, disallow }
  }

  test("is the one that came with the wallet, and nothing is fetched unless it is allowed", async () => {
    const { lists, downloads, disallow } = await setUp([younger])
    disallow()
    await lists.refresh()
    expect(downloads).toEqual([])
    expect(await lists.verdictOf(`https://${shipped.blacklist[5]}`)).toEqual({ type: "listed" })
    expect(await lists.verdictOf(NEW_SITE)).toEqual({ type: "none" })
  })

  test("is fetched anew at most once a day, also when the worker dies and when it failed", async () => {
    const { lists, open, downloads, clock } = await setUp([new Error("offline"), younger])
    await expect(lists.refresh()).rejects.toThrow("offline")
    await open().refresh()
    clock.now += DAY_MS - 1
    await open().refresh()
    expect(downloads).toEqual([[PUBLISHED_LIST, expect.any(Number)]])
    expect(await lists.verdictOf(NEW_SITE)).toEqual({ type: "none" })
    clock.now += 1
    await lists.refresh()
    expect(downloads).toHaveLength(2)
    expect(await lists.verdictOf(NEW_SITE)).toEqual({ type: "listed" })
    expect(await open().verdictOf(NEW_SITE)).toEqual({ type: "listed" })
  })

  test("stays as it was where what is published is no list, or a small one", async () => {
    const small = JSON.stringify({ ...shipped, blacklist: ["new-phish.example"] })
    const { lists, downloads, clock } = await setUp(["<html>", small, younger, "<html>"])
    for (const _ of [1, 2]) {
      await lists.refresh()
      clock.now += DAY_MS
      expect(await lists.verdictOf(NEW_SITE)).toEqual({ type: "none" })
    }
    await lists.refresh()
    clock.now += DAY_MS
    await lists.refresh()
    expect(downloads).toHaveLength(4)
    expect(await lists.verdictOf(NEW_SITE)).toEqual({ type: "listed" })
  })

  test("is again the one that came with the wallet once it is not allowed any more, or a month has passed", async () => {
    const { lists, open, clock, disallow } = await setUp([younger])
    await lists.refresh()
    expect(await open().verdictOf(NEW_SITE)).toEqual({ type: "listed" })
    clock.now += 30 * DAY_MS
    expect(await open().verdictOf(NEW_SITE)).toEqual({ type: "none" })
    clock.now -= 30 * DAY_MS
    disallow()
    expect(await open().verdictOf(NEW_SITE)).toEqual({ type: "none" })
  })

  test("says nothing where it cannot be read, and is looked for again", async () => {
    stage = await openStage()
    const texts = ["not a list", shippedText]
    const files = { shipped: async () => texts.shift() ?? "", download: async () => "" }
    const settings = { read: async () => plainChoices, write: async () => {} }
    const lists = openPhishingLists({ files, store: stage.store, settings, now: () => 1 })
    const site = `https://${shipped.blacklist[5]}`
    expect(await lists.verdictOf(site)).toEqual({ type: "none" })
    expect(await lists.verdictOf(site)).toEqual({ type: "listed" })
  })

  test("is fetched by the background once the person turned it on, and not before", async () => {
    let downloads = 0
    const files = {
      shipped: async () => shippedText,
      download: async () => {
        downloads += 1
        return younger
      },
    }
    stage = await openStage({ files })
    stage.runTimers()
    stage.servant.wake()
    await stage.said("popup.changeSetting", { refreshLists: true })
    expect(downloads).toBe(0)
    const { store } = stage
    stage.servant.wake()
    const kept = await eventually(async () => (await store()).get("lists", "phishing"))
    expect(kept.triedAt).toBeGreaterThan(0)
    await eventually(async () => ((await (await store()).get("lists", "phishing"))?.fetchedAt ?? 0) > 0)
    expect(downloads).toBe(1)
  })
})
