/**
 * The key that signs documents: a fresh one with a certificate of a few hours, followed by another when half of that
 * is over, or when the clock has jumped out of it. It exists only in the memory of this process.
 */
import { generateKeyPairSync, sign } from "node:crypto"
import { issueLeaf, LEAF_HEAD_START_MS, LEAF_LIFE_MS } from "./certificates"
import type { RootKey } from "./keys"

export type DocumentKey = {
  /** DER. */
  certificate: Uint8Array
  /** ECDSA P-384 with SHA-384, r‖s. */
  sign(bytes: Uint8Array): Uint8Array
}

type Dated = { key: Promise<DocumentKey>; at: number }

/** The key to sign with at a time. Asked at once by many, it is made once. */
export function openDocumentKeys(root: RootKey): (now: number) => Promise<DocumentKey> {
  let current: Dated | null = null
  return async (now) => {
    if (current !== null && isGood(current.at, now)) return current.key
    const made: Dated = { key: makeDocumentKey(root, now), at: now }
    current = made
    // What failed is not kept: the next one who asks tries again.
    made.key.catch(() => {
      if (current === made) current = null
    })
    return made.key
  }
}

function isGood(madeAt: number, now: number): boolean {
  return now >= madeAt - LEAF_HEAD_START_MS && now < madeAt + LEAF_LIFE_MS / 2
}

async function makeDocumentKey(root: RootKey, at: number): Promise<DocumentKey> {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-384" })
  const keyInfo = publicKey.export({ format: "der", type: "spki" })
  return {
    certificate: await issueLeaf(root, new Uint8Array(keyInfo), at),
    sign: (bytes) => new Uint8Array(sign("sha384", bytes, { key: privateKey, dsaEncoding: "ieee-p1363" })),
  }
}
