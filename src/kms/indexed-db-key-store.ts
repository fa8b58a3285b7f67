/**
 * The authenticator key in IndexedDB: one database, one record, which holds CryptoKeys that cannot be exported.
 * A connection lives for one step only: a worker may die at any time, and an open one would block an upgrade.
 */
import { type DBSchema, type IDBPDatabase, openDB } from "idb"
import { absentKey, advanceKey, type KeyLife } from "./key-life"
import type { KeyStore } from "./key-store"

const STORE = "keys"
const RECORD = "authenticator"

type Schema = DBSchema & { [STORE]: { key: string; value: KeyLife } }

export function indexedDbKeyStore(databaseName = "countersign-authenticator"): KeyStore {
  return {
    read: () => withDatabase(databaseName, async (db) => (await db.get(STORE, RECORD)) ?? absentKey),
    apply: (event) =>
      withDatabase(databaseName, async (db) => {
        // Strict: the KMS must not learn of a key that a power cut can still take away.
        const transaction = db.transaction(STORE, "readwrite", { durability: "strict" })
        const step = async () => {
          const before = (await transaction.store.get(RECORD)) ?? absentKey
          const after = advanceKey(before, event)
          if (after !== before) await transaction.store.put(after, RECORD)
          return after
        }
        const [after] = await Promise.all([step(), transaction.done])
        return after
      }),
  }
}

async function withDatabase<T>(name: string, use: (db: IDBPDatabase<Schema>) => Promise<T>): Promise<T> {
  const db = await openDB<Schema>(name, 1, { upgrade: (fresh) => void fresh.createObjectStore(STORE) })
  try {
    return await use(db)
  } finally {
    db.close()
  }
}
