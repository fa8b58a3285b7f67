/**
 * To whom this wallet has sent something: how often, and when last. It is what tells a new recipient from a known one,
 * and a look-alike from the address it imitates. Only the most recent are remembered.
 */

import type { IDBPObjectStore } from "idb"
import type * as z from "zod/mini"
import type { Call, ConsentSubject, Family } from "~protocol"
import type { Schema, Store } from "../store"
import { sentTo } from "./sent-to"

/** Ethereum's addresses in small letters. */
export type Recipient = { family: Family; address: string; count: number; lastAt: number }

export type Recipients = {
  /** Most recent first. */
  list(): Promise<Recipient[]>
}

export const RECIPIENTS_KEPT = 1_000

export function openRecipients(store: Store): Recipients {
  return {
    async list() {
      return (await (await store()).getAllFromIndex("recipients", "byLastAt")).reverse()
    },
  }
}

type Shelf = IDBPObjectStore<Schema, ("submissions" | "recipients")[], "recipients", "readwrite">

/** As part of whoever's transaction it is that writes down what is sent. */
export async function noteRecipients(
  shelf: Shelf,
  subject: ConsentSubject,
  place: number,
  at: number,
): Promise<void> {
  const call = callAt(subject, place)
  if (call === null) return
  for (const address of new Set(sentTo(call))) {
    const { family } = call
    const before = await shelf.get([family, address])
    await shelf.put({ family, address, count: (before?.count ?? 0) + 1, lastAt: at })
  }
  const tooMany = (await shelf.count()) - RECIPIENTS_KEPT
  if (tooMany <= 0) return
  for (const key of await shelf.index("byLastAt").getAllKeys(null, tooMany)) await shelf.delete(key)
}

function callAt(subject: ConsentSubject, place: number): z.infer<typeof Call> | null {
  if (subject.kind === "batch") return subject.calls[place] ?? null
  return subject.kind === "transaction" ? subject.call : null
}
