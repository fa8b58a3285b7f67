/**
 * The one consent window. Its id is written down, because the window outlives the worker, and that it is being opened
 * is written down before, because the worker may die in between: the window's own page then tells which it is.
 * Every operation waits for the one before it, so two requests at the same time never open two windows.
 */
import type { Windows } from "../roles"
import type { Store } from "../store"

type Ask = () => Promise<boolean>

export type ConsentWindow = {
  /** Opens the window or brings it to the front, if there is still something to show when its turn comes. */
  present(isNeeded: Ask): Promise<void>
  /** Opens the window unless there is one; takes no focus away. */
  ensure(isNeeded: Ask): Promise<void>
  /**
   * Closes the window, unless it is needed again when its turn comes. What the person closed is told apart by the
   * id being forgotten before the window goes.
   */
  dismiss(isNeeded: Ask): Promise<void>
  /**
   * The page of this window says that it is the consent window. One too many is closed. True where it was taken for
   * the one that was missing: nothing may be open any more, if the worker died between forgetting and closing it.
   */
  adopt(id: number): Promise<boolean>
  /** A window was closed, says the browser. */
  closed(id: number): Promise<void>
  /** True, once, where the window vanished while nobody was looking: the same as closed by the person. */
  vanished(): Promise<boolean>
}

const KEY = "consent-window"

/** Stands where the id will, while a window is being opened. */
const OPENING = -1

/** How long the page of a window whose opener died has to say which window it is in. */
const LOST_WINDOW_MS = 2_000
const LOOK_AGAIN_MS = 25

export function openConsentWindow(
  store: Store,
  windows: Windows,
  /** The person closed it. Whoever wants the window next waits until this is done; it must not ask for a turn. */
  dismissedByPerson: () => Promise<void>,
): ConsentWindow {
  let isOpening = false
  /** Closed by us: such a window is there, and its page may speak, for a moment longer. */
  const dismissed = new Set<number>()
  let last: Promise<unknown> = Promise.resolve()
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = last.then(work, work)
    // Whoever asked hears of a failure; whoever comes next only waits for the end of this turn.
    last = turn.catch(() => {})
    return turn
  }

  const read = async () => (await store()).get("settings", KEY)
  const write = async (id: number) => void (await (await store()).put("settings", id, KEY))
  const forget = async () => (await store()).delete("settings", KEY)

  async function open(): Promise<void> {
    isOpening = true
    try {
      await write(OPENING)
      await write(await windows.open())
    } catch (thrown) {
      await forget()
      throw thrown
    } finally {
      isOpening = false
    }
  }

  /** The id that is written down; a window left behind by a worker that died opening it gets time to say its own. */
  async function noted(): Promise<number | undefined> {
    for (let waitedMs = 0; waitedMs < LOST_WINDOW_MS; waitedMs += LOOK_AGAIN_MS) {
      const id = await read()
      if (id !== OPENING) return id
      await new Promise((resume) => setTimeout(resume, LOOK_AGAIN_MS))
    }
    await forget()
    return undefined
  }

  async function isThere(id: number): Promise<boolean> {
    return !dismissed.has(id) && (await windows.isPopup(id))
  }

  async function existing(): Promise<number | null> {
    const id = await noted()
    return id !== undefined && (await isThere(id)) ? id : null
  }

  /** The window that is there. That the person has closed it may be found out here, before the browser tells. */
  async function usable(): Promise<number | null> {
    const id = await existing()
    const lost = id === null ? await read() : undefined
    if (lost !== undefined && !dismissed.has(lost)) await takeAsClosed()
    return id
  }

  async function focus(id: number): Promise<void> {
    try {
      await windows.focus(id)
    } catch (thrown) {
      if (await isThere(id)) throw thrown
      await takeAsClosed()
    }
  }

  async function takeAsClosed(): Promise<void> {
    await forget()
    await dismissedByPerson()
  }

  async function close(id: number): Promise<void> {
    dismissed.add(id)
    try {
      await windows.close(id)
    } catch (thrown) {
      // It may be there still, and its page may say so.
      dismissed.delete(id)
      throw thrown
    }
  }

  return {
    present: (isNeeded) =>
      inTurn(async () => {
        const id = await usable()
        if (!(await isNeeded())) return
        await (id === null ? open() : focus(id))
      }),
    ensure: (isNeeded) =>
      inTurn(async () => {
        if ((await usable()) === null && (await isNeeded())) await open()
      }),
    dismiss: (isNeeded) =>
      inTurn(async () => {
        if (await isNeeded()) return
        const id = await existing()
        await forget()
        if (id !== null) await close(id)
      }),
    async adopt(id) {
      if (!(await isThere(id))) return false
      // Those who wait for this window hold the turn; only its opener, if alive, knows better.
      if (!isOpening && (await read()) === OPENING) {
        await write(id)
        return true
      }
      return inTurn(async () => {
        const known = await existing()
        if (known === id || !(await isThere(id))) return false
        await (known === null ? write(id) : close(id))
        return known === null
      })
    },
    closed: (id) =>
      inTurn(async () => {
        if ((await read()) === id) await takeAsClosed()
      }),
    vanished: () =>
      inTurn(async () => {
        const id = await noted()
        if (id === undefined || (await isThere(id))) return false
        await forget()
        return true
      }),
  }
}
