/**
 * Every transaction that this wallet has given to a network, from before it was sent until it has come to its end.
 * What is written here was approved and signed; it holds no authority to sign again. Each change is one transaction
 * that reads, asks the machine and writes.
 */
import type { IDBPObjectStore } from "idb"
import { faultOf, type Hex, isFault } from "~protocol"
import type { SignedConsent } from "../consent/machine"
import type { Database, Schema, Store } from "../store"
import { noteRecipients } from "./recipients"
import { recordsOf } from "./records"
import {
  areRivals,
  type Ended,
  learn,
  type News,
  type Sent,
  type Submission,
  submissionId,
} from "./submission"

/** What has come to its end is kept so long, and so many of them. */
const ENDED_KEPT_MS = 90 * 24 * 60 * 60 * 1000
const ENDED_KEPT = 500

export type Bundle = { chainId: string; hashes: Hex[]; statuses: Submission["status"][] }

export type Submissions = {
  /** Writes down what this consent is about to send. Written twice, it is there once. */
  record(consent: SignedConsent): Promise<void>
  /**
   * The transaction in this place could not be given to its network. What was refused is never sent again; what the
   * network may have all the same is followed.
   */
  refuse(consentId: string, place: number, why: unknown): Promise<void>
  /** What was to be sent after the one in this place is not sent any more. */
  abandon(consentId: string, place: number): Promise<void>
  /** Takes in what was seen of one, and gives all that came to their end by it. */
  learn(id: string, news: News): Promise<Ended[]>
  find(id: string): Promise<Submission | undefined>
  /** Everything that may still land. */
  open(): Promise<Sent[]>
  /** The nonces of an Ethereum account that are spoken for. */
  heldNonces(address: string, chainId: number): Promise<number[]>
  /** Newest first: those before this moment, or from the newest on, that `picks` takes. */
  list(
    before: [number, string, number] | null,
    limit: number,
    picks?: (one: Submission) => boolean,
  ): Promise<Submission[]>
  /** What a site sent together under this id, in its order. A call that was sped up goes by its new hash. */
  findBundle(origin: string, bundleId: string): Promise<Bundle | null>
}

type Changing = ReturnType<typeof changing>
type Shelf = IDBPObjectStore<Schema, ("submissions" | "recipients")[], "submissions", "readwrite">

function changing(database: Database) {
  return database.transaction("submissions", "readwrite", { durability: "strict" })
}

export function openSubmissions(store: Store, now: () => number): Submissions {
  async function open(): Promise<Sent[]> {
    return (await (await store()).getAllFromIndex("submissions", "byStatus", "sent")).filter(isSent)
  }

  async function change(changes: (tx: Changing) => Promise<Ended[]>): Promise<Ended[]> {
    const tx = changing(await store())
    const ended = await changes(tx)
    if (ended.length > 0) await prune(tx.store, now())
    await tx.done
    return ended
  }

  function learnOf(id: string, news: News): Promise<Ended[]> {
    return change(async (tx) => {
      const before = await tx.store.get(id)
      const ended = before === undefined ? [] : await take(tx, before, news, now())
      // In a block, whatever became of it there, its nonce is used up.
      const [mined] = news.type === "landed" || news.type === "reverted" ? ended : []
      return mined === undefined ? ended : [mined, ...(await endRivals(tx, mined, now()))]
    })
  }

  return {
    open,

    async record(consent) {
      const [database, at] = [await store(), now()]
      const tx = database.transaction(["submissions", "recipients"], "readwrite", { durability: "strict" })
      const shelf = tx.objectStore("submissions")
      for (const record of recordsOf(consent, at)) {
        if ((await shelf.getKey(record.id)) !== undefined) continue
        await shelf.add(record)
        await noteRecipients(tx.objectStore("recipients"), consent.subject, record.place, at)
      }
      await prune(shelf, at)
      await tx.done
    },

    async refuse(consentId, place, why) {
      const detail = reasonOf(why)
      if (detail !== null) await learnOf(submissionId(consentId, place), { type: "stopped", detail })
    },

    async abandon(consentId, place) {
      for (const one of await open()) {
        if (one.consentId === consentId && one.place > place) await learnOf(one.id, NEVER_SENT)
      }
    },

    learn: learnOf,

    async find(id) {
      return (await store()).get("submissions", id)
    },

    async heldNonces(address, chainId) {
      const chain = `eip155:${chainId}`
      return (await open()).flatMap((one) =>
        one.family === "ethereum" && one.address === address && one.chainId === chain ? [one.nonce] : [],
      )
    },

    async list(before, limit, picks = () => true) {
      const database = await store()
      const range = before && IDBKeyRange.upperBound(before, true)
      const listed: Submission[] = []
      let cursor = await database.transaction("submissions").store.index("byTime").openCursor(range, "prev")
      while (cursor !== null && listed.length < limit) {
        if (picks(cursor.value)) listed.push(cursor.value)
        cursor = await cursor.continue()
      }
      return listed
    },

    async findBundle(origin, bundleId) {
      const database = await store()
      const members = await database.getAllFromIndex("submissions", "byBundle", [origin, bundleId])
      const calls = members.sort((a, b) => a.place - b.place)
      const [first] = calls
      if (first === undefined) return null
      const isReplaced = calls.some(({ status }) => status === "replaced")
      const all = isReplaced ? await database.getAll("submissions") : []
      const current = calls.map((call) => successorOf(call, all))
      return {
        chainId: first.chainId,
        hashes: current.map(({ hash }) => hash as Hex),
        statuses: current.map(({ status }) => status),
      }
    },
  }
}

const NEVER_SENT: News = { type: "stopped", detail: "It was not sent: one before it was not taken." }

/** Null where the network may have it all the same. */
function reasonOf(why: unknown): string | null {
  if (isFault(why, "SUBMISSION_UNKNOWN")) return null
  return isFault(why, "RPC_REFUSED") ? String(why.context.detail) : faultOf(why).message
}

async function take(tx: Changing, before: Submission, news: News, at: number): Promise<Ended[]> {
  const after = learn(before, news, at)
  if (after === before) return []
  await tx.store.put(after)
  return isSent(after) ? [] : [after]
}

async function endRivals(tx: Changing, mined: Ended, at: number): Promise<Ended[]> {
  const ended: Ended[] = []
  for (const one of await tx.store.index("byStatus").getAll("sent")) {
    if (areRivals(one, mined)) ended.push(...(await take(tx, one, { type: "replaced", by: mined.hash }, at)))
  }
  return ended
}

async function prune(shelf: Shelf, now: number): Promise<void> {
  const byEnd = shelf.index("bySettledAt")
  const old = await byEnd.getAllKeys(IDBKeyRange.upperBound(now - ENDED_KEPT_MS))
  const tooMany = (await byEnd.count()) - ENDED_KEPT
  const surplus = tooMany > 0 ? await byEnd.getAllKeys(null, tooMany) : []
  for (const id of new Set([...old, ...surplus])) await shelf.delete(id)
}

/** A cancellation is no successor: it takes the place of the call and does nothing of what it would have done. */
function successorOf(call: Submission, all: Submission[]): Submission {
  if (call.status !== "replaced") return call
  const rival = all.find((other) => areRivals(other, call) && other.hash === call.replacedBy)
  return rival && rival.replaces?.how !== "cancel" ? rival : call
}

function isSent(submission: Submission): submission is Sent {
  return submission.status === "sent"
}
