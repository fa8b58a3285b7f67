/**
 * Every signature that this wallet has made and not sent, written down before its page hears of it. Only the most recent
 * are remembered, and nothing can be signed with one.
 */
import type { SignedConsent } from "../consent/machine"
import type { Store } from "../store"
import { type Signature, signaturesOf } from "./signature"

const KEPT_MS = 90 * 24 * 60 * 60 * 1000
export const SIGNATURES_KEPT = 500

export type Signatures = {
  /** Written twice, each is there once. */
  record(consent: SignedConsent): Promise<void>
  find(id: string): Promise<Signature | undefined>
  /** Newest first: those before this moment, or from the newest on, that `picks` takes. */
  list(
    before: [number, string, number] | null,
    limit: number,
    picks?: (one: Signature) => boolean,
  ): Promise<Signature[]>
}

export function openSignatures(store: Store, now: () => number): Signatures {
  return {
    async record(consent) {
      const at = now()
      const made = signaturesOf(consent, at)
      if (made.length === 0) return
      const tx = (await store()).transaction("signatures", "readwrite", { durability: "strict" })
      for (const signature of made) {
        if ((await tx.store.getKey(signature.id)) === undefined) await tx.store.add(signature)
      }
      const byTime = tx.store.index("byTime")
      const old = await byTime.getAllKeys(IDBKeyRange.upperBound([at - KEPT_MS]))
      const tooMany = (await byTime.count()) - SIGNATURES_KEPT
      const surplus = tooMany > 0 ? await byTime.getAllKeys(null, tooMany) : []
      for (const id of new Set([...old, ...surplus])) await tx.store.delete(id)
      await tx.done
    },

    async find(id) {
      return (await store()).get("signatures", id)
    },

    async list(before, limit, picks = () => true) {
      const range = before && IDBKeyRange.upperBound(before, true)
      const listed: Signature[] = []
      const byTime = (await store()).transaction("signatures").store.index("byTime")
      let cursor = await byTime.openCursor(range, "prev")
      while (cursor !== null && listed.length < limit) {
        if (picks(cursor.value)) listed.push(cursor.value)
        cursor = await cursor.continue()
      }
      return listed
    },
  }
}
