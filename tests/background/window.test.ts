/** The consent window alone: its turns, its windows' own words, and what was closed by whom. */
import "fake-indexeddb/auto"
import { randomUUID } from "node:crypto"
import { expect, test } from "vitest"
import { openConsentWindow } from "~background/consent/window"
import type { Windows } from "~background/roles"
import { openStore } from "~background/store"

/** Windows that, as real ones, are still there for a moment after they were closed. */
function openSlowWindows() {
  const there = new Set<number>()
  const closed: number[] = []
  let next = 1
  const windows: Windows = {
    async open() {
      await new Promise((resume) => setTimeout(resume, 2))
      there.add(next)
      return next++
    },
    isPopup: async (id) => there.has(id),
    async focus(id) {
      if (!there.has(id)) throw new Error("no such window")
    },
    async close(id) {
      if (!there.has(id)) throw new Error("no such window")
      closed.push(id)
      setTimeout(() => there.delete(id), 5)
    },
  }
  return { windows, there, closed }
}

/** A consent window that counts how often the person closed it. */
function open(windows: Windows, store = openStore(randomUUID())) {
  const byPerson = { times: 0 }
  const window = openConsentWindow(store, windows, async () => {
    byPerson.times += 1
  })
  return { window, byPerson }
}

const always = async () => true
const never = async () => false

test("requests at the same time open one window", async () => {
  const { windows, there } = openSlowWindows()
  const { window } = open(windows)
  await Promise.all([window.present(always), window.ensure(always), window.present(always)])
  expect([...there]).toEqual([1])
})

test("the last words of a window that we closed do not bring it back", async () => {
  const { windows } = openSlowWindows()
  const { window, byPerson } = open(windows)
  await window.present(always)
  await Promise.all([window.dismiss(never), window.adopt(1), window.adopt(1), window.present(always)])
  await window.closed(1)
  expect(byPerson.times).toBe(0)
  await window.closed(2)
  expect(byPerson.times).toBe(1)
})

test("a window that was found gone before the browser said so counts as closed by the person, once", async () => {
  const { windows, there } = openSlowWindows()
  const { window, byPerson } = open(windows)
  await window.present(always)
  there.delete(1)
  await Promise.all([window.present(always), window.ensure(always)])
  expect([...there]).toEqual([2])
  await window.closed(1)
  expect(byPerson.times).toBe(1)
  await window.closed(2)
  expect(byPerson.times).toBe(2)
})

test.each([
  ["found gone", true],
  ["told of", false],
])("whoever wanted the window that the person closed, as was %s, opens no other", async (_, isFoundGone) => {
  const { windows, there } = openSlowWindows()
  let isAnythingOpen = true
  const isNeeded = async () => isAnythingOpen
  const window = openConsentWindow(openStore(randomUUID()), windows, async () => {
    await new Promise((resume) => setTimeout(resume, 5))
    isAnythingOpen = false
  })
  await window.present(isNeeded)
  there.delete(1)
  const told = isFoundGone ? Promise.resolve() : window.closed(1)
  await Promise.all([told, window.present(isNeeded), window.ensure(isNeeded), window.present(isNeeded)])
  await window.closed(1)
  expect([...there]).toEqual([])
})

test("a window that goes while it is brought to the front was closed by the person", async () => {
  const { windows, there } = openSlowWindows()
  const focus = async (id: number) => {
    there.delete(id)
    throw new Error("no such window")
  }
  const { window, byPerson } = open({ ...windows, focus })
  await window.present(always)
  await window.present(always)
  expect(byPerson.times).toBe(1)
})

test("a window that is needed again when its turn comes stays", async () => {
  const { windows, there } = openSlowWindows()
  const { window } = open(windows)
  await window.present(always)
  await window.dismiss(async () => true)
  expect([...there]).toEqual([1])
})

test("a window whose opener died says its own id, and no second one opens", async () => {
  const { windows, there } = openSlowWindows()
  const store = openStore(randomUUID())
  await (await store()).put("settings", -1, "consent-window")
  const id = await windows.open()
  const { window, byPerson } = open(windows, store)
  await Promise.all([window.ensure(always), window.vanished(), window.adopt(id)])
  expect([...there]).toEqual([id])
  await window.closed(id)
  expect(byPerson.times).toBe(1)
})

test("a window that was forgotten and not closed any more is found missing, once", async () => {
  const { windows, there } = openSlowWindows()
  const { window } = open(windows)
  const id = await windows.open()
  expect(await window.adopt(id)).toBe(true)
  expect(await window.adopt(id)).toBe(false)
  await window.dismiss(never)
  await new Promise((resume) => setTimeout(resume, 10))
  expect([...there]).toEqual([])
})

test("a window that could not be closed can say that it is there, and is closed then", async () => {
  const { windows, there } = openSlowWindows()
  let failures = 1
  const close = async (id: number) => {
    if (failures-- > 0) throw new Error("not now")
    return windows.close(id)
  }
  const { window } = open({ ...windows, close })
  await window.present(always)
  await expect(window.dismiss(never)).rejects.toThrow("not now")
  expect(await window.adopt(1)).toBe(true)
  await window.dismiss(never)
  await new Promise((resume) => setTimeout(resume, 10))
  expect([...there]).toEqual([])
})

test("a window too many is closed, a browser window of the person never", async () => {
  const { windows, closed } = openSlowWindows()
  const { window, byPerson } = open(windows)
  await window.present(always)
  const second = await windows.open()
  await window.adopt(second)
  await window.adopt(4711)
  expect(closed).toEqual([second])
  await window.closed(1)
  expect(byPerson.times).toBe(1)
})

test("a window that cannot be opened is not waited for", async () => {
  const { windows } = openSlowWindows()
  const broken = { ...windows, open: async () => Promise.reject(new Error("no windows today")) }
  const store = openStore(randomUUID())
  await expect(open(broken, store).window.present(always)).rejects.toThrow("no windows today")
  expect(await open(windows, store).window.vanished()).toBe(false)
})
