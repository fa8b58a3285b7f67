/**
 * The certifier: says what the launcher measured, in documents that a client with the pinned root can check, and
 * signs the audit log's checkpoints. Knows no wallet and no request. Without measurements it is in debug mode and
 * writes zeros, which every client refuses.
 */
import { X509Certificate } from "node:crypto"
import { fault } from "~protocol"
import { issueRoot } from "./certificates"
import { writeDocument } from "./document"
import { openDocumentKeys } from "./document-key"
import { logKeyOf, rootKeyOf } from "./keys"
import { verifierKeyOf, writeCheckpoint } from "./notes"
import type { AttestationRequest, Certifier, Measurements } from "./role"

export type CertifierConfig = {
  /** 32 bytes, the same for every server of an installation. */
  identityKey: Uint8Array
  /** Null is debug mode. */
  measurements: Measurements | null
  /** The policy engine's public key for responses: Ed25519, raw. */
  liveKey: Uint8Array
  now?: () => number
}

const MEASUREMENT_BYTES = 48
const LIVE_KEY_BYTES = 32
const HASH_BYTES = 32
const NONCE_BYTES = { min: 16, max: 64 }
/** Both are in user_data, which has at most 512 bytes in Nitro's documents; this leaves room for the rest of it. */
const VERSION = /^[!-~]{1,64}$/
const MAX_CHECKPOINT_BYTES = 320

export async function openCertifier(config: CertifierConfig): Promise<Certifier> {
  const root = rootKeyOf(config.identityKey)
  const logKey = logKeyOf(config.identityKey)
  const measurements = checkedMeasurements(config.measurements ?? zeros())
  if (config.liveKey.length !== LIVE_KEY_BYTES) throw new Error("a live key has 32 bytes")
  const liveKey = new Uint8Array(config.liveKey)
  const rootCertificate = await issueRoot(root)
  const documentKeyAt = openDocumentKeys(root)
  const now = config.now ?? Date.now

  return {
    async attest(request) {
      checkRequest(request)
      const at = now()
      const key = await documentKeyAt(at)
      return writeDocument(key, { request, measurements, root: rootCertificate, liveKey, at })
    },
    async signCheckpoint(tree) {
      checkTree(tree.size, tree.rootHash)
      return writeCheckpoint(logKey, tree)
    },
    async identity() {
      const pem = new X509Certificate(rootCertificate).toString()
      return { rootCertificate: pem, logKey: verifierKeyOf(logKey) }
    },
  }
}

function zeros(): Measurements {
  const nothing = new Uint8Array(MEASUREMENT_BYTES)
  return { launcher: nothing, policy: nothing, signer: nothing, certifier: nothing, api: nothing }
}

/** A copy: nobody changes what was measured once the certifier is open. */
function checkedMeasurements(given: Measurements): Measurements {
  const copyOf = (name: keyof Measurements): Uint8Array => {
    if (given[name].length !== MEASUREMENT_BYTES) throw new Error(`the measurement of ${name} is not SHA-384`)
    return new Uint8Array(given[name])
  }
  return {
    launcher: copyOf("launcher"),
    policy: copyOf("policy"),
    signer: copyOf("signer"),
    certifier: copyOf("certifier"),
    api: copyOf("api"),
  }
}

function checkRequest({ nonce, policyEngineVersion, checkpoint, treeSize, rootHash }: AttestationRequest) {
  if (nonce.length < NONCE_BYTES.min || nonce.length > NONCE_BYTES.max) {
    throw fault("PARAMS_INVALID", { method: "attestation", where: "a nonce has 16 to 64 bytes" })
  }
  if (!VERSION.test(policyEngineVersion)) throw new Error("a version of the policy engine is a short word")
  if (Buffer.byteLength(checkpoint) > MAX_CHECKPOINT_BYTES) throw new Error("the checkpoint is too long")
  checkTree(treeSize, rootHash)
}

function checkTree(size: number, rootHash: Uint8Array): void {
  if (!Number.isSafeInteger(size) || size < 0) throw new Error("a tree's size is a whole number")
  if (rootHash.length !== HASH_BYTES) throw new Error("a tree's root has 32 bytes")
}
