/**
 * PUBLIC SEEDS. Wallet n of this KMS has the entropy SHA-256 of the phrase below and n: anyone can derive every key
 * of it. They exist so that tests meet the same addresses every time. Never send anything of value to them.
 */
import { createHash } from "node:crypto"

const PHRASE = "countersign kms-mock: these seeds are public, send nothing of value here"

/** The master key of the mock is public too: what it seals is no secret. */
export const publicMasterKey: Uint8Array = createHash("sha256").update(`${PHRASE}: master key`).digest()

/** So is who it says that it is: its certificates and the key of its audit log are made of this. */
export const publicIdentityKey: Uint8Array = createHash("sha256").update(`${PHRASE}: identity`).digest()

/** Gives wallet n, n + 1, … their entropy, in the order in which wallets are made. */
export function publicSeedsFrom(wallets: number): (bytes: number) => Uint8Array {
  let n = wallets
  return (bytes) => createHash("sha256").update(`${PHRASE}: wallet ${n++}`).digest().subarray(0, bytes)
}
