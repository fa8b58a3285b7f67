/**
 * What the face asks about who keeps the keys: whether it serves, and what it proves of itself. The proof is checked
 * here; where this build pins nothing, nothing is asked and nothing is claimed.
 */

import { type LogStore, verifyCheckpoint } from "~kms"
import { isFault, type KmsHealth, type KmsProof, type KmsStatus, problemOf } from "~protocol"
import type { KmsAddress } from "../accounts/kms-proof"
import type { Wallets } from "../accounts/wallets"

type Hands = { kms: KmsAddress; wallets: Pick<Wallets, "expected"> }

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

async function proofOf({ wallets }: Hands): Promise<KmsProof> {
  const { expected } = wallets
  if (expected === null) return { status: "unpinned" }
  const { proof, log, pins } = expected
  try {
    const before = await sizeIn(log, pins.logKey)
    const { enclave, policyEngineVersion, measurements, at, expiresAt, treeSize } = await proof.renew()
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

async function sizeIn(log: LogStore, logKey: string): Promise<number | null> {
  const text = await log.read()
  return text === null ? null : verifyCheckpoint(text, logKey).size
}
