/**
 * Where consents are written down. Each step is one transaction that reads the consent, asks the machine, and
 * writes: of two that try the same step one wins and the other learns so. It starts no effect.
 */

import { siteOf } from "../origins/site"
import type { Store } from "../store"
import { type Asker, advance, type Consent, type ConsentEvent, isOpen, isSettled, type Open } from "./machine"

/** How many open consents one origin, and all origins of one registrable domain together, may have. */
export const OPEN_PER_ORIGIN = 16
export const OPEN_PER_SITE = 32

/** Settled consents are kept so that a page that lost its connection can still be told; then they go. */
const SETTLED_KEPT_MS = 24 * 60 * 60 * 1000
const SETTLED_KEPT = 500

export type Opening =
  | { verdict: "opened"; consent: Open }
  /** This document has asked this before; it is the same request. */
  | { verdict: "known"; consent: Consent }
  | { verdict: "flood"; limit: number }

export type Book = {
  open(consent: Open): Promise<Opening>
  find(id: string): Promise<Consent | undefined>
  findByAsk(asker: Asker): Promise<Consent | undefined>
  /** `moved` is false where the machine absorbed the event. */
  advance(id: string, event: ConsentEvent): Promise<{ moved: boolean; consent: Consent | undefined }>
  /** Every consent that is not settled, oldest first. */
  unsettled(): Promise<Consent[]>
  prune(now: number): Promise<void>
}

export function openBook(store: Store): Book {
  return {
    async open(consent) {
      const tx = (await store()).transaction("consents", "readwrite")
      const known = await tx.store.index("byAsk").get([consent.asker.documentId, consent.asker.askId])
      if (known) return { verdict: "known", consent: known }
      const byStatus = tx.store.index("byStatus")
      const open = [...(await byStatus.getAll("waiting")), ...(await byStatus.getAll("pending"))]
      const limit = floodLimitOf(open, consent.asker.origin)
      if (limit !== null) return { verdict: "flood", limit }
      await tx.store.add(consent)
      await tx.done
      return { verdict: "opened", consent }
    },

    async find(id) {
      return (await store()).get("consents", id)
    },

    async findByAsk({ documentId, askId }) {
      return (await store()).getFromIndex("consents", "byAsk", [documentId, askId])
    },

    async advance(id, event) {
      const tx = (await store()).transaction("consents", "readwrite", { durability: "strict" })
      const before = await tx.store.get(id)
      if (!before) return { moved: false, consent: undefined }
      const after = advance(before, event)
      if (after === before) return { moved: false, consent: before }
      await tx.store.put(after)
      await tx.done
      return { moved: true, consent: after }
    },

    async unsettled() {
      const byStatus = (await store()).transaction("consents").store.index("byStatus")
      const lists: Consent[][] = []
      for (const status of ["waiting", "pending", "approved", "stamped", "signed"] as const) {
        lists.push(await byStatus.getAll(status))
      }
      return lists.flat().sort((a, b) => a.askedAt - b.askedAt || (a.id < b.id ? -1 : 1))
    },

    async prune(now) {
      const tx = (await store()).transaction("consents", "readwrite")
      const settled = (await tx.store.getAll()).filter(isSettled).sort((a, b) => b.settledAt - a.settledAt)
      for (const [index, consent] of settled.entries()) {
        if (index >= SETTLED_KEPT || consent.settledAt <= now - SETTLED_KEPT_MS)
          await tx.store.delete(consent.id)
      }
      await tx.done
    },
  }
}

function floodLimitOf(consents: Consent[], origin: string): number | null {
  const open = consents.filter(isOpen).map(({ asker }) => asker.origin)
  if (open.filter((other) => other === origin).length >= OPEN_PER_ORIGIN) return OPEN_PER_ORIGIN
  const site = siteOf(origin)
  return open.filter((other) => siteOf(other) === site).length >= OPEN_PER_SITE ? OPEN_PER_SITE : null
}
