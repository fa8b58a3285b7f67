/**
 * What follows from any change, and what a worker does when it wakes. Everything is read from the book, so it may run
 * at any time and any number of times.
 */
import { faultOf, storedFaultOf } from "~protocol"
import type { Wallets } from "../accounts/wallets"
import type { Pages } from "../pages"
import type { Alarm, Badge } from "../roles"
import type { Book } from "./book"
import type { Draft } from "./desk"
import { contentOf } from "./digest"
import type { Driver } from "./driver"
import { type ConsentEvent, isOpen, isOwn, type Waiting } from "./machine"
import type { ConsentWindow } from "./window"

type Surroundings = {
  book: Book
  window: ConsentWindow
  alarm: Alarm
  badge: Badge
  /** Tells open extension pages that what they show has changed. */
  announce: () => void
  /** Whether a transaction that was sent has not come to its end. */
  isFollowing: () => Promise<boolean>
}

/**
 * Brings badge, alarm and window in line with the book: no open request, no window. One run at a time: of two that
 * cross, the older could have the last word. A run that has not begun serves everybody who asks before it does.
 */
export function openChanged(surroundings: Surroundings): () => Promise<void> {
  const { book, window, alarm, badge, announce, isFollowing } = surroundings
  let running: Promise<void> = Promise.resolve()
  let next: Promise<void> | null = null

  async function align(): Promise<void> {
    next = null
    const unsettled = await book.unsettled()
    await badge.show(unsettled.filter(isOpen).length)
    const isFollowed = await isFollowing()
    await (unsettled.length > 0 || isFollowed ? alarm.set() : alarm.clear())
    if (unsettled.length > 0) return
    await window.dismiss(async () => (await book.unsettled()).length > 0)
  }

  return () => {
    announce()
    next ??= running.then(align)
    running = next.catch(() => {})
    return next
  }
}

type Filling = {
  book: Book
  wallets: Wallets
  driver: Driver
  isLocked: () => Promise<boolean>
  /** Works out, now that there is a wallet and it is open, what the ask is about, or that nobody need be asked. */
  workOut: (consent: Waiting) => Promise<Draft | { answer: unknown }>
  now: () => number
}

/** Lets those who waited for a wallet, or for it to be unlocked, go on with what they asked for. */
export function openFillWaiting({ book, wallets, driver, isLocked, workOut, now }: Filling) {
  async function eventOf(consent: Waiting): Promise<ConsentEvent | null> {
    try {
      const found = await workOut(consent)
      if (found === null) return null
      if ("answer" in found) return { type: "answer", result: found.answer, at: now() }
      const { asker, method } = consent
      return { type: "fill", content: contentOf({ origin: asker.origin, method, ...found }) }
    } catch (thrown) {
      // One that cannot be worked out (any more) must not keep the others waiting.
      return { type: "fail", from: "waiting", fault: storedFaultOf(faultOf(thrown)), at: now() }
    }
  }

  return async (): Promise<void> => {
    if ((await wallets.stored()) === null || (await isLocked())) return
    for (const consent of await book.unsettled()) {
      const event = consent.status === "waiting" ? await eventOf(consent) : null
      if (event !== null) await driver.step(consent.id, event)
    }
  }
}

type Waking = {
  book: Book
  driver: Driver
  window: ConsentWindow
  fillWaiting: () => Promise<void>
  changed: () => Promise<void>
  now: () => number
}

/**
 * A window that vanished while no worker was awake was closed by the person: nothing else closes it without our
 * forgetting it first. Then: what has expired ends, what was approved goes on.
 */
export async function recover({ book, driver, window, fillWaiting, changed, now }: Waking): Promise<void> {
  // Both at once: what is asked while we look for the window was never in it, and must not open another before.
  const [unsettled, wasClosed] = await Promise.all([book.unsettled(), window.vanished()])
  for (const consent of unsettled) {
    const isDeclined = wasClosed && isOpen(consent)
    const { moved } = await driver.step(consent.id, { type: isDeclined ? "decline" : "expire", at: now() })
    if (!moved) driver.resume(consent)
  }
  await fillWaiting()
  await book.prune(now())
  await changed()
  // A page asks again, and is shown; what the person started in the wallet has nobody else to see to its window.
  const isLeft = async () =>
    (await book.unsettled()).some((consent) => isOpen(consent) && isOwn(consent.asker))
  if (await isLeft()) await window.ensure(isLeft)
}

/** Ends what was asked by documents that have not come back since the worker woke. */
export async function dropAbandoned(
  book: Book,
  driver: Driver,
  pages: Pages,
  now: () => number,
): Promise<void> {
  for (const { id, asker } of (await book.unsettled()).filter(isOpen)) {
    if (!isOwn(asker) && !pages.isConnected(asker)) await driver.step(id, { type: "leave", at: now() })
  }
}
