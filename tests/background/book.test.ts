/** The book: two connections to one database, as two workers could have, and its limits. */
import "fake-indexeddb/auto"
import { randomUUID } from "node:crypto"
import { expect, test } from "vitest"
import { OPEN_PER_ORIGIN, OPEN_PER_SITE, openBook } from "~background/consent/book"
import type { Open } from "~background/consent/machine"
import { openStore } from "~background/store"

function twoBooks() {
  const name = randomUUID()
  return [openBook(openStore(name)), openBook(openStore(name))] as const
}

function waiting(origin = "https://dapp.example", askId: string = randomUUID(), askedAt = 1): Open {
  const asker = { origin, tabId: 1, frameId: 0, documentId: "document", askId }
  return {
    id: randomUUID(),
    asker,
    method: "eth_requestAccounts",
    askedAt,
    expiresAt: 100,
    status: "waiting",
    params: null,
  }
}

test("of two that try the same step at the same time one wins", async () => {
  const [a, b] = twoBooks()
  const consent = waiting()
  await a.open(consent)
  const taken = await Promise.all([
    a.advance(consent.id, { type: "decline", at: 5 }),
    b.advance(consent.id, { type: "leave", at: 6 }),
  ])
  expect(taken.filter(({ moved }) => moved)).toHaveLength(1)
  expect(taken[0].consent).toEqual(taken[1].consent)
})

test("the same request of the same document never opens a second entry", async () => {
  const [a, b] = twoBooks()
  const openings = await Promise.all([a.open(waiting(undefined, "ask")), b.open(waiting(undefined, "ask"))])
  expect(openings.map(({ verdict }) => verdict).sort()).toEqual(["known", "opened"])
  expect(await a.unsettled()).toHaveLength(1)
})

test("one origin, and all origins of one site, have only so many open requests", async () => {
  const [book] = twoBooks()
  const many = async (origin: string) => {
    const openings = await Promise.all(Array.from({ length: 20 }, () => book.open(waiting(origin))))
    return openings.filter(({ verdict }) => verdict === "opened").length
  }
  expect(await many("https://a.dapp.co.uk")).toBe(OPEN_PER_ORIGIN)
  expect(await many("https://b.dapp.co.uk:8443")).toBe(OPEN_PER_SITE - OPEN_PER_ORIGIN)
  expect(await many("https://c.dapp.co.uk")).toBe(0)
  expect(await many("https://other.co.uk")).toBe(OPEN_PER_ORIGIN)
})

test("settled requests are kept for a day and then forgotten; open ones are never forgotten", async () => {
  const [book] = twoBooks()
  const [old, young, open] = [waiting(), waiting(), waiting()]
  const day = 24 * 60 * 60 * 1000
  for (const consent of [old, young, open]) await book.open(consent)
  await book.advance(old.id, { type: "decline", at: 10 })
  await book.advance(young.id, { type: "decline", at: day })
  await book.prune(day + 11)
  expect(await book.find(old.id)).toBeUndefined()
  expect(await book.find(young.id)).toBeDefined()
  expect(await book.find(open.id)).toBeDefined()
})
