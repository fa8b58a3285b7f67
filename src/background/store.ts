/**
 * The background's one database. It holds no secret: the authenticator's keys are in a database of their own, which
 * only the kms room opens. Everything here must be readable by a worker that has just woken.
 */
import { type DBSchema, type IDBPDatabase, openDB } from "idb"
import type { ChainId, Family, WalletReference } from "~protocol"
import type { AccountChoices } from "./accounts/choices"
import type { Asset } from "./chains/assets"
import type { AddedChain } from "./chains/registry"
import type { Watch } from "./chains/watches"
import type { Consent } from "./consent/machine"
import type { LockRecord } from "./lock/record"
import type { Login } from "./origins/logins"
import type { Permission } from "./origins/permissions"
import type { Rejections } from "./origins/slowdown"
import type { FetchedList } from "./risks/phishing/lists"
import type { Signature } from "./signatures/signature"
import type { Recipient } from "./submissions/recipients"
import type { Submission } from "./submissions/submission"

export type Schema = DBSchema & {
  consents: {
    key: string
    value: Consent
    indexes: { byAsk: [string, string]; byStatus: Consent["status"] }
  }
  permissions: { key: string; value: Permission }
  rejections: { key: string; value: Rejections }
  logins: { key: string; value: Login }
  wallet: { key: "current"; value: WalletReference }
  chains: { key: string; value: AddedChain }
  assets: { key: [string, string]; value: Asset }
  defaultChains: { key: Family; value: ChainId }
  accountChoices: { key: "current"; value: AccountChoices }
  watches: { key: string; value: Watch }
  submissions: {
    key: string
    value: Submission
    indexes: {
      byStatus: Submission["status"]
      byTime: [number, string, number]
      bySettledAt: number
      byBundle: [string, string]
    }
  }
  signatures: { key: string; value: Signature; indexes: { byTime: [number, string, number] } }
  lock: { key: "current"; value: LockRecord }
  /** By the key of the log: the last checkpoint that was seen, as its note. */
  checkpoints: { key: string; value: string }
  recipients: { key: [string, string]; value: Recipient; indexes: { byLastAt: number } }
  lists: { key: "phishing"; value: FetchedList }
  settings: { key: "consent-window" | "kms-clock-offset"; value: number }
}

export type Database = IDBPDatabase<Schema>

/** Gives the open database, opening it the first time and whenever the browser has closed it. */
export type Store = () => Promise<Database>

export function openStore(name = "countersign"): Store {
  let opening: Promise<Database> | null = null
  const forget = () => {
    opening = null
  }
  return () => {
    if (opening === null) {
      opening = openDatabase(name, forget)
      opening.catch(forget)
    }
    return opening
  }
}

function openDatabase(name: string, terminated: () => void): Promise<Database> {
  return openDB<Schema>(name, 8, {
    upgrade(database) {
      // Nothing that was kept under an earlier number was ever released.
      for (const name of [...database.objectStoreNames]) database.deleteObjectStore(name)
      const consents = database.createObjectStore("consents", { keyPath: "id" })
      // One entry for each request of a document, whatever is sent again and by whom.
      consents.createIndex("byAsk", ["asker.documentId", "asker.askId"], { unique: true })
      consents.createIndex("byStatus", "status")
      database.createObjectStore("permissions", { keyPath: "origin" })
      database.createObjectStore("rejections", { keyPath: "name" })
      database.createObjectStore("logins", { keyPath: "username" })
      database.createObjectStore("wallet")
      database.createObjectStore("chains", { keyPath: "id" })
      database.createObjectStore("assets", { keyPath: ["chainId", "address"] })
      database.createObjectStore("defaultChains")
      database.createObjectStore("accountChoices")
      database.createObjectStore("watches", { keyPath: "id" })
      const submissions = database.createObjectStore("submissions", { keyPath: "id" })
      submissions.createIndex("byStatus", "status")
      submissions.createIndex("byTime", ["submittedAt", "consentId", "place"])
      // What is still on its way, or came without a bundle, has no such key and is in neither of these.
      submissions.createIndex("bySettledAt", "settledAt")
      submissions.createIndex("byBundle", ["origin", "bundleId"])
      const signatures = database.createObjectStore("signatures", { keyPath: "id" })
      signatures.createIndex("byTime", ["signedAt", "consentId", "place"])
      database.createObjectStore("lock")
      database.createObjectStore("checkpoints")
      const recipients = database.createObjectStore("recipients", { keyPath: ["family", "address"] })
      recipients.createIndex("byLastAt", "lastAt")
      database.createObjectStore("lists")
      database.createObjectStore("settings")
    },
    terminated,
    blocking(_current, _blocked, event) {
      ;(event.target as IDBDatabase | null)?.close()
      terminated()
    },
  })
}
