/**
 * The one proof of the KMS in this worker, where the build knows what to expect: every request waits for it, and what is
 * remembered of the audit log outlives the worker. One, because two would take turns in that memory.
 */
import { type KmsProof, type KmsProofOptions, type LogStore, openKmsProof } from "~kms"
import type { Store } from "../store"

/** `pins`: what is expected of it, where that is known; see kms/proof. */
export type KmsAddress = {
  url: string
  fetch?: typeof globalThis.fetch
  pins?: KmsProofOptions["pins"]
}

export type ExpectedKms = { pins: KmsProofOptions["pins"]; proof: KmsProof; log: LogStore }

const TIMEOUT_MS = 6_000

/** Null where nothing is expected, and the address is believed. */
export function expectKms(kms: KmsAddress, store: Store, now: () => number): ExpectedKms | null {
  const { url: baseUrl, pins, fetch } = kms
  if (pins === undefined) return null
  const log = logStoreOf(store, pins.logKey)
  const options = { baseUrl, pins, log, now, timeoutMs: TIMEOUT_MS, ...(fetch ? { fetch } : {}) }
  return { pins, log, proof: openKmsProof(options) }
}

function logStoreOf(store: Store, logKey: string): LogStore {
  return {
    read: async () => (await (await store()).get("checkpoints", logKey)) ?? null,
    write: async (text) => void (await (await store()).put("checkpoints", text, logKey)),
  }
}
