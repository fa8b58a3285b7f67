import { describe, expect, test } from "vitest"
import {
  type Authenticator,
  discardRotation,
  findAuthenticator,
  indexedDbKeyStore,
  memoryKeyStore,
  openOrCreateAuthenticator,
  promote,
  stageRotation,
  stampRequest,
} from "~kms"
import { engines, subtleWithoutEd25519 } from "../support/engines"
import { freshDatabaseName, stores, verifiedStampOf } from "./authenticators"

const hex = ({ publicKey }: Authenticator) => Buffer.from(publicKey).toString("hex")

async function stamper(authenticator: Authenticator): Promise<string> {
  const { publicKey } = verifiedStampOf(await stampRequest(authenticator, "getAccounts", {}, 1))
  return Buffer.from(publicKey, "base64url").toString("hex")
}

describe.each(stores)("the authenticator in $name", ({ open }) => {
  test("is never created by looking for it", async () => {
    const store = open()
    expect(await findAuthenticator(store)).toBeNull()
    expect(await findAuthenticator(store)).toBeNull()
    expect(await store.read()).toEqual({ status: "absent" })
  })

  test("is found again once it was made", async () => {
    const store = open()
    const made = await openOrCreateAuthenticator(store)
    expect(hex(await openOrCreateAuthenticator(store))).toBe(hex(made))
    const found = await findAuthenticator(store)
    expect(found && (await stamper(found))).toBe(hex(made))
  })

  test("is one, for twenty contexts that open it at once", async () => {
    const store = open()
    const opened = await Promise.all(Array.from({ length: 20 }, () => openOrCreateAuthenticator(store)))
    expect(new Set(opened.map(hex)).size).toBe(1)
    expect(new Set(await Promise.all(opened.map(stamper))).size).toBe(1)
  })

  test.each(engines)("stamps with $algorithm where the engine offers that", async ({ algorithm, subtle }) => {
    const store = open()
    const made = await openOrCreateAuthenticator(store, subtle)
    expect(made.algorithm).toBe(algorithm)
    expect(made.publicKey.length).toBe(algorithm === "Ed25519" ? 32 : 65)
    expect(await stamper(made)).toBe(hex(made))
  })

  test("keeps its algorithm when the engine learns a better one", async () => {
    const store = open()
    const made = await openOrCreateAuthenticator(store, subtleWithoutEd25519)
    const found = await openOrCreateAuthenticator(store)
    expect([found.algorithm, hex(found)]).toEqual(["Secp256r1", hex(made)])
    expect(await stamper(found)).toBe(hex(made))
  })

  test("keeps stamping while another one is staged, and until that is promoted", async () => {
    const store = open()
    const old = await openOrCreateAuthenticator(store)
    const staged = await stageRotation(store)
    expect(hex(staged)).not.toBe(hex(old))
    expect(hex(await openOrCreateAuthenticator(store))).toBe(hex(old))
    expect(await stamper(staged)).toBe(hex(staged))
    expect(hex(await promote(store, staged, "authenticator-2"))).toBe(hex(staged))
    expect(hex(await openOrCreateAuthenticator(store))).toBe(hex(staged))
    expect(await stamper(old)).toBe(hex(old))
  })

  test("is staged once, for contexts that rotate at once", async () => {
    const store = open()
    await openOrCreateAuthenticator(store)
    const staged = await Promise.all(Array.from({ length: 5 }, () => stageRotation(store)))
    expect(new Set(staged.map(hex)).size).toBe(1)
    expect(hex(await stageRotation(store))).toBe(hex(staged[0] as Authenticator))
  })

  test("is not replaced when nothing was staged, or something else was since", async () => {
    const store = open()
    const old = await openOrCreateAuthenticator(store)
    const staged = await stageRotation(store)
    await discardRotation(store)
    await expect(promote(store, staged)).rejects.toMatchObject({ code: "ROTATION_ABSENT" })
    const other = await stageRotation(store)
    await expect(promote(store, staged)).rejects.toMatchObject({ code: "ROTATION_ABSENT" })
    expect(hex(await openOrCreateAuthenticator(store))).toBe(hex(old))
    expect(hex(await promote(store, other))).toBe(hex(other))
  })

  test("may be promoted again by whoever died before hearing that it was", async () => {
    const store = open()
    await openOrCreateAuthenticator(store)
    const staged = await stageRotation(store)
    await promote(store, staged)
    expect(hex(await promote(store, staged))).toBe(hex(staged))
  })

  test("cannot be followed by another one where there is none", async () => {
    const store = open()
    await expect(stageRotation(store)).rejects.toMatchObject({ code: "AUTHENTICATOR_ABSENT" })
    const elsewhere = await openOrCreateAuthenticator(memoryKeyStore())
    await expect(promote(store, elsewhere)).rejects.toMatchObject({ code: "ROTATION_ABSENT" })
    await discardRotation(store)
    expect(await findAuthenticator(store)).toBeNull()
  })
})

describe("the authenticator", () => {
  test("is one, for two connections of two contexts", async () => {
    const name = freshDatabaseName()
    const opened = await Promise.all(
      Array.from({ length: 10 }, () => openOrCreateAuthenticator(indexedDbKeyStore(name))),
    )
    expect(new Set(opened.map(hex)).size).toBe(1)
  })

  test("hands out copies: writing into its public key changes nobody else's", async () => {
    const store = memoryKeyStore()
    const one = await openOrCreateAuthenticator(store)
    const before = hex(one)
    one.publicKey.fill(0)
    expect(hex(await openOrCreateAuthenticator(store))).toBe(before)
  })

  test("is not made with a weaker key because making one failed for another reason", async () => {
    const broken = {
      exportKey: crypto.subtle.exportKey.bind(crypto.subtle),
      generateKey: (() => Promise.reject(new DOMException("no entropy", "OperationError"))) as never,
    }
    const store = memoryKeyStore()
    await expect(openOrCreateAuthenticator(store, broken)).rejects.toThrow("no entropy")
    expect(await findAuthenticator(store)).toBeNull()
  })
})
