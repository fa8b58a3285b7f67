/**
 * The authenticator: the key by which this browser proves to the KMS that it is the one asking. It stamps requests;
 * it cannot sign for a chain. Finding it never makes one: a new key in silence would lock its owner out.
 */
import { fault, type StampAlgorithm } from "~protocol"
import { isSameKey, type KeyRecord } from "./key-life"
import { algorithmOf, type KeyMaker, makeKey, signWith } from "./key-pair"
import type { KeyStore } from "./key-store"

export type Authenticator = {
  algorithm: StampAlgorithm
  /** Raw: 32 bytes for Ed25519, 65 bytes uncompressed for Secp256r1. */
  publicKey: Uint8Array
  createdAt: number
  /** 64 bytes over exactly these bytes. */
  sign(bytes: Uint8Array): Promise<Uint8Array>
}

/** The active authenticator, or null. Never creates a key. */
export async function findAuthenticator(store: KeyStore): Promise<Authenticator | null> {
  const life = await store.read()
  return life.status === "absent" ? null : authenticatorOf(life.active)
}

/**
 * The active authenticator, made where there is none. The key is made before the transaction, which would commit
 * by itself while WebCrypto works; of contexts that do this at once, all get the one that was kept first.
 */
export async function openOrCreateAuthenticator(
  store: KeyStore,
  subtle: KeyMaker = crypto.subtle,
): Promise<Authenticator> {
  const found = await findAuthenticator(store)
  if (found !== null) return found
  const life = await store.apply({ kind: "keep", key: await makeKey(subtle) })
  if (life.status === "absent") throw fault("AUTHENTICATOR_ABSENT")
  return authenticatorOf(life.active)
}

/**
 * Makes the key that is to follow, for registering it at the KMS. The active one keeps stamping. Asked again before
 * it is promoted, it answers with the same key. Throws AUTHENTICATOR_ABSENT where there is nothing to follow.
 */
export async function stageRotation(
  store: KeyStore,
  subtle: KeyMaker = crypto.subtle,
): Promise<Authenticator> {
  const before = await store.read()
  if (before.status === "absent") throw fault("AUTHENTICATOR_ABSENT")
  if (before.status === "rotating") return authenticatorOf(before.pending)
  const life = await store.apply({ kind: "stage", key: await makeKey(subtle) })
  if (life.status !== "rotating") throw fault("ROTATION_ABSENT")
  return authenticatorOf(life.pending)
}

/**
 * Puts the staged authenticator in the place of the active one, in one transaction, once the KMS knows it. Done
 * twice it is done once. Throws ROTATION_ABSENT, and changes nothing, where that key is not the one that waits.
 */
export async function promote(
  store: KeyStore,
  staged: Authenticator,
  authenticatorId: string | null = null,
): Promise<Authenticator> {
  const life = await store.apply({ kind: "promote", publicKey: staged.publicKey, authenticatorId })
  if (life.status === "absent" || !isSameKey(life.active.publicKey, staged.publicKey)) {
    throw fault("ROTATION_ABSENT")
  }
  return authenticatorOf(life.active)
}

/** Forgets a staged key. The active one is untouched; with nothing staged this does nothing. */
export async function discardRotation(store: KeyStore): Promise<void> {
  await store.apply({ kind: "discard" })
}

function authenticatorOf(record: KeyRecord): Authenticator {
  return {
    algorithm: algorithmOf(record.privateKey),
    publicKey: new Uint8Array(record.publicKey),
    createdAt: record.createdAt,
    sign: (bytes) => signWith(record.privateKey, bytes),
  }
}
