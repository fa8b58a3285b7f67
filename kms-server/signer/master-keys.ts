/**
 * The master keys that the signer holds, and what is derived from them: one key for each purpose, so that what was
 * sealed for one purpose never opens for another. The master key itself is not kept.
 */
import { createHmac, createSecretKey, hkdfSync, type KeyObject } from "node:crypto"
import { fault } from "~protocol"

const MASTER_KEY_BYTES = 32

export type Purpose = "wallet" | "account" | "import-envelope"

export type MasterKey = { version: number; keyFor: Readonly<Record<Purpose, KeyObject>> }

/** The first seals; each opens what bears its version. None at all: the signer is sealed. */
export type MasterKeys = readonly MasterKey[]

/** A 31-bit fingerprint, HMAC-SHA256 under a key of its own: whoever reads it learns nothing of the master key. */
export function keyVersionOf(masterKey: Uint8Array): number {
  const key = derive(masterKey, "key-version")
  const fingerprint = createHmac("sha256", key).update("key version").digest()
  key.fill(0)
  return fingerprint.readUInt32BE() & 0x7fffffff
}

/** Refuses keys of another length, and two keys of one version: what bears it could be either's. */
export function openMasterKeys(masterKeys: readonly Uint8Array[]): MasterKeys {
  if (masterKeys.some((key) => key.length !== MASTER_KEY_BYTES)) throw new Error("a master key has 32 bytes")
  const opened = masterKeys.map((masterKey) => ({
    version: keyVersionOf(masterKey),
    keyFor: {
      wallet: keyObject(masterKey, "seal-wallet"),
      account: keyObject(masterKey, "seal-account"),
      "import-envelope": keyObject(masterKey, "seal-import-envelope"),
    },
  }))
  if (new Set(opened.map(({ version }) => version)).size < opened.length) {
    throw new Error("two master keys are the same, or have the same version")
  }
  return opened
}

export function currentKey([current]: MasterKeys): MasterKey {
  if (current === undefined) throw fault("KMS_SEALED")
  return current
}

/** What a key seals that was not given stays closed until it is: that too is being sealed. */
export function keyOfVersion(keys: MasterKeys, version: number): MasterKey {
  const found = keys.find((key) => key.version === version)
  if (found === undefined) throw fault("KMS_SEALED")
  return found
}

function keyObject(masterKey: Uint8Array, purpose: string): KeyObject {
  const key = derive(masterKey, purpose)
  try {
    return createSecretKey(key)
  } finally {
    key.fill(0)
  }
}

function derive(masterKey: Uint8Array, purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", masterKey, "", `countersign/${purpose}/v1`, 32))
}
