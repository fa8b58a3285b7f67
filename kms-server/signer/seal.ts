/**
 * Seals seeds with AES-256-GCM under the master key. The additional data names the organization, the wallet, the
 * key version and the kind, so a ciphertext that was moved to another wallet does not open.
 */
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto"

export const KEY_VERSION = 1
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** What a sealed seed belongs to. */
export type SeedOwner = { organizationId: string; walletId: string; keyVersion: number }

/** base64url of nonce ‖ ciphertext ‖ tag. */
export function sealSeed(masterKey: Uint8Array, entropy: Uint8Array, owner: SeedOwner): string {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv("aes-256-gcm", masterKey, nonce).setAAD(additionalData(owner))
  const sealed = Buffer.concat([nonce, cipher.update(entropy), cipher.final(), cipher.getAuthTag()])
  return sealed.toString("base64url")
}

/** The entropy; the caller zeroes it. Throws where anything at all was changed. */
export function openSeed(masterKey: Uint8Array, sealed: string, owner: SeedOwner): Uint8Array {
  const bytes = Buffer.from(sealed, "base64url")
  const decipher = createDecipheriv("aes-256-gcm", masterKey, bytes.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  })
  decipher.setAAD(additionalData(owner)).setAuthTag(bytes.subarray(-TAG_BYTES))
  const entropy = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES))
  try {
    decipher.final()
    return entropy
  } catch (cause) {
    entropy.fill(0)
    throw new Error("a sealed seed does not belong to this wallet", { cause })
  }
}

function additionalData({ organizationId, walletId, keyVersion }: SeedOwner): Buffer {
  return Buffer.from(JSON.stringify(["seed", "bip39-entropy", organizationId, walletId, keyVersion]), "utf8")
}
