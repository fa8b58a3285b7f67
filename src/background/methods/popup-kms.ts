/**
 * What the face asks about who keeps the keys: whether it serves, and what it proves of itself. The proof is checked
 * here; where this build pins nothing, nothing is asked and nothing is claimed.
 */

import { type LogStore, openKmsProof, verifyCheckpoint } from "~kms"
import { isFault, type KmsHealth, type KmsProof, type KmsStatus, problemOf } from "~protocol"
import type { KmsAddress } from "../accounts/wallets"
import type { Store } from "../store"

type Hands = { kms: KmsAddress; store: Store; now: () => number }

const TIMEOUT_MS = 6_000

export async function kmsStatusOf(hands: Hands): Promise<KmsStatus> {
  const { kms } = hands
  const [health, proof] = await Promise.all([healthOf(kms), proofOf(hands)])
  return { url: kms.url, health, proof }
}

async function healthOf({ url, fetch = globalThis.fetch }: KmsAddress): Promise<KmsHealth> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS)
    const response = await fetch(new URL("/readyz", url).href, {
      signal,
      credentials: "omit",
      cache: "no-store",
    })
    await response.body?.cancel()
    return response.ok ? "ready" : "not-ready"
  } catch {
    return "unreachable"
  }
}

async function proofOf({ kms, store, now }: Hands): Promise<KmsProof> {
  if (kms.pins === undefined) return { status: "unpinned" }
  const { pins } = kms
  const log = logStoreOf(store, pins.logKey)
  try {
    const before = await sizeIn(log, pins.logKey)
    const proof = openKmsProof({
      ...{ baseUrl: kms.url, pins, log, now, timeoutMs: TIMEOUT_MS },
      ...(kms.fetch ? { fetch: kms.fetch } : {}),
    })
    const { enclave, policyEngineVersion, measurements, at, expiresAt, treeSize } = await proof.prove()
    const said = { enclave, version: policyEngineVersion, measurements: { ...measurements }, at, expiresAt }
    return { status: "proved", ...said, logSize: treeSize, logBefore: before }
  } catch (thrown) {
    if (isFault(thrown, "ATTESTATION_REFUSED") || isFault(thrown, "LOG_REFUSED")) {
      return { status: "refused", problem: problemOf(thrown) }
    }
    if (isFault(thrown, "KMS_UNREACHABLE")) return { status: "unreachable" }
    throw thrown
  }
}

function logStoreOf(store: Store, logKey: string): LogStore {
  return {
    read: async () => (await (await store()).get("checkpoints", logKey)) ?? null,
    write: async (text) => void (await (await store()).put("checkpoints", text, logKey)),
  }
}

async function sizeIn(log: LogStore, logKey: string): Promise<number | null> {
  const text = await log.read()
  return text === null ? null : verifyCheckpoint(text, logKey).size
}
