/**
 * Takes consents from step to step. A step is written down first; then an open window, a page or the next effect
 * hears of it. Effects run on their own: nobody who takes a step waits for what follows from it.
 */
import { faultOf, storedFaultOf } from "~protocol"
import { inBackground, logFault } from "../log"
import type { Pages } from "../pages"
import type { Book } from "./book"
import { type Consent, type ConsentEvent, effectOf, progressOf } from "./machine"
import { tellOf } from "./outcome"
import type { Performer } from "./perform"

export type Driver = {
  /** Takes one step; `moved` is false where the consent had gone another way before. */
  step(id: string, event: ConsentEvent): Promise<{ moved: boolean; consent: Consent | undefined }>
  /** Does, or does again, what a consent's state asks for. */
  resume(consent: Consent): void
}

type Hands = {
  book: Book
  pages: Pages
  perform: Performer
  now: () => number
  /** Called after each step, with what is now written down. */
  changed: () => Promise<void>
}

export function openDriver({ book, pages, perform, now, changed }: Hands): Driver {
  const driven = new Set<string>()

  async function step(id: string, event: ConsentEvent) {
    const taken = await book.advance(id, event)
    if (taken.moved && taken.consent) {
      resume(taken.consent)
      inBackground(changed())
    }
    return taken
  }

  function resume(consent: Consent): void {
    const effect = effectOf(consent)
    if (effect.type === "none") return
    if (effect.type === "answer") {
      pages.answer(consent.asker, tellOf(effect.consent))
      return
    }
    if (driven.has(consent.id)) return
    driven.add(consent.id)
    inBackground(drive(consent.id).finally(() => driven.delete(consent.id)))
  }

  /** Until the consent is settled, or something else has it. */
  async function drive(id: string): Promise<void> {
    let before: string | null = null
    for (;;) {
      const consent = await book.find(id)
      if (!consent || progressOf(consent) === before) return
      before = progressOf(consent)
      const effect = effectOf(consent)
      if (effect.type === "none" || effect.type === "answer") return
      try {
        await perform(effect, async (event) => void (await step(id, event)))
      } catch (thrown) {
        await fail(consent, thrown)
      }
    }
  }

  async function fail({ id, status }: Consent, thrown: unknown): Promise<void> {
    const failure = faultOf(thrown)
    if (failure.code === "INTERNAL") logFault(failure)
    await step(id, { type: "fail", from: status, fault: storedFaultOf(failure), at: now() })
  }

  return { step, resume }
}
