import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { indexedDbKeyStore, type KeyEvent, type KeyLife, type KeyRecord } from "~kms"
import { freshDatabaseName, stores } from "./authenticators"

const pairs = await Promise.all(
  Array.from({ length: 4 }, () => crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"])),
)
const keys = await Promise.all(
  pairs.map(
    async ({ privateKey, publicKey }, index): Promise<KeyRecord> => ({
      privateKey,
      publicKey: new Uint8Array(await crypto.subtle.exportKey("raw", publicKey)),
      createdAt: index,
      authenticatorId: null,
    }),
  ),
)
const [first, second, third] = keys as [KeyRecord, KeyRecord, KeyRecord]

const activeOf = (life: KeyLife) => (life.status === "absent" ? null : life.active.createdAt)
const pendingOf = (life: KeyLife) => (life.status === "rotating" ? life.pending.createdAt : null)

describe.each(stores)("the key store in $name", ({ open }) => {
  test("is empty until a key is kept, however often it is read", async () => {
    const store = open()
    expect(await store.read()).toEqual({ status: "absent" })
    expect(await store.read()).toEqual({ status: "absent" })
  })

  test("keeps the first key and no other", async () => {
    const store = open()
    const lives = await Promise.all(keys.map((key) => store.apply({ kind: "keep", key })))
    const kept = activeOf(await store.read())
    expect(lives.map(activeOf)).toEqual([kept, kept, kept, kept])
  })

  test("gives back a key that signs and that nobody can export", async () => {
    const store = open()
    await store.apply({ kind: "keep", key: first })
    const life = await store.read()
    if (life.status === "absent") throw new Error("the key was not kept")
    const { privateKey } = life.active
    expect(privateKey.extractable).toBe(false)
    for (const format of ["pkcs8", "jwk", "raw"] as const) {
      await expect(crypto.subtle.exportKey(format as "jwk", privateKey)).rejects.toThrow()
    }
    const signature = await crypto.subtle.sign("Ed25519", privateKey, new Uint8Array([1]))
    expect(signature.byteLength).toBe(64)
  })

  test("stages one key beside the active one, which stays", async () => {
    const store = open()
    await store.apply({ kind: "keep", key: first })
    await store.apply({ kind: "stage", key: second })
    const life = await store.apply({ kind: "stage", key: third })
    expect([activeOf(life), pendingOf(life)]).toEqual([0, 1])
  })

  test("promotes the key that is named, and then has forgotten the old one", async () => {
    const store = open()
    await store.apply({ kind: "keep", key: first })
    await store.apply({ kind: "stage", key: second })
    await store.apply({ kind: "promote", publicKey: second.publicKey, authenticatorId: "a2" })
    expect(await store.read()).toEqual({ status: "active", active: { ...second, authenticatorId: "a2" } })
  })

  test("does not promote a key that was staged in the place of the one that is named", async () => {
    const store = open()
    await store.apply({ kind: "keep", key: first })
    await store.apply({ kind: "stage", key: third })
    const life = await store.apply({ kind: "promote", publicKey: second.publicKey, authenticatorId: null })
    expect([activeOf(life), pendingOf(life)]).toEqual([0, 2])
  })

  test("never goes back to having no key, whatever happens", async () => {
    const events = fc.array(
      fc.oneof(
        ...["keep", "stage", "promote", "discard"].map((kind) =>
          fc.tuple(fc.constant(kind), fc.constantFrom(...keys)),
        ),
      ),
    )
    await fc.assert(
      fc.asyncProperty(events, async (drawn) => {
        const store = open()
        let before = await store.read()
        for (const [kind, key] of drawn) {
          const after = await store.apply(eventOf(kind, key))
          expect(await store.read()).toEqual(after)
          if (before.status !== "absent") expect(after.status).not.toBe("absent")
          if (activeOf(after) !== activeOf(before)) {
            expect([null, pendingOf(before)]).toContain(before.status === "absent" ? null : activeOf(after))
          }
          before = after
        }
      }),
      { numRuns: 60 },
    )
  })
})

describe("the key store in IndexedDB", () => {
  test("is the same store for every connection, and after all are closed", async () => {
    const name = freshDatabaseName()
    await indexedDbKeyStore(name).apply({ kind: "keep", key: first })
    expect(activeOf(await indexedDbKeyStore(name).read())).toBe(0)
  })

  test("lets one of two connections win that act at once", async () => {
    const name = freshDatabaseName()
    const lives = await Promise.all(keys.map((key) => indexedDbKeyStore(name).apply({ kind: "keep", key })))
    expect(new Set(lives.map(activeOf)).size).toBe(1)
  })

  test("holds no connection open that would block another program's upgrade or deletion", async () => {
    const name = freshDatabaseName()
    await indexedDbKeyStore(name).apply({ kind: "keep", key: first })
    const blocked = await new Promise<boolean>((resolve, reject) => {
      const request = indexedDB.deleteDatabase(name)
      request.onblocked = () => resolve(true)
      request.onsuccess = () => resolve(false)
      request.onerror = () => reject(request.error)
    })
    expect(blocked).toBe(false)
  })

  test("fails aloud, and takes no step, when what it has to write cannot be kept", async () => {
    const store = indexedDbKeyStore(freshDatabaseName())
    const uncloneable = { ...first, privateKey: (() => {}) as unknown as CryptoKey }
    await expect(store.apply({ kind: "keep", key: uncloneable })).rejects.toThrow()
    expect(await store.read()).toEqual({ status: "absent" })
  })
})

function eventOf(kind: string, key: KeyRecord): KeyEvent {
  switch (kind) {
    case "keep":
    case "stage":
      return { kind, key }
    case "promote":
      return { kind, publicKey: key.publicKey, authenticatorId: null }
    default:
      return { kind: "discard" }
  }
}
