/**
 * The proof that a KMS is the one that was expected: an attestation document under pinned keys, the audit log that
 * it names, and from then on the live key that signs its responses. One proof serves all clients of a KMS; it is
 * renewed by time, and when an answer is signed by a key that has not been proved.
 */
import { base64urlnopad } from "@scure/base"
import * as z from "zod/mini"
import { Base64Url, fault, isFault } from "~protocol"
import { isSame, refuse } from "./attestation/refuse"
import {
  type Attestation,
  type AttestationPins,
  MAX_DOCUMENT_BYTES,
  verifyAttestation,
} from "./attestation/verify"
import { type LogCheckpoint, verifyCheckpoint } from "./log/checkpoint"
import { advanceLogMemory, type LogMemory, proofNeeded } from "./log/memory"
import { type LogStore, memoryLogStore } from "./log/store"
import { splitAnswer, verifyResponse } from "./responses"
import { fetchPublic, parseJson } from "./wire"

export type KmsProofOptions = {
  /** As for the client; the document and the log are asked for at its origin. */
  baseUrl: string
  pins: AttestationPins & {
    /** The verifier key of the audit log. */
    logKey: string
  }
  /** Where the last checkpoint of the log is remembered; forgotten with the process where there is none. */
  log?: LogStore
  now?: () => number
  fetch?: typeof globalThis.fetch
  timeoutMs?: number
  /** How long a proof is good before it is asked for anew. */
  goodForMs?: number
  maxAgeMs?: number
}

export type KmsProof = {
  /** What was proved and is still good, asked for where there is none. ATTESTATION_REFUSED, LOG_REFUSED, KMS_UNREACHABLE. */
  prove(): Promise<Attestation>
  /** The same, asked for anew whatever is still good. */
  renew(): Promise<Attestation>
  /**
   * The text of the result in `answer`, once a proved key is found to have signed it for `requestBody`. Null where the
   * answer bears no signature at all to check; throws SIGNATURE_WRONG where none verifies.
   */
  signedResult(requestBody: Uint8Array, answer: Uint8Array): Promise<Uint8Array | null>
}

type Proven = { attestation: Attestation; at: number }

const DEFAULT_TIMEOUT_MS = 10_000
const DEFAULT_GOOD_FOR_MS = 10 * 60 * 1000
const NONCE_BYTES = 32
/** Behind one address there may be several policy engines, each with a live key, and chance decides who answers. */
const MAX_KEYS = 16
const ATTEMPTS = 8
const MAX_PATH_BYTES = 8 * 1024

const ConsistencyPath = z.object({ path: z.array(Base64Url).check(z.maxLength(64)) })

export function openKmsProof(options: KmsProofOptions): KmsProof {
  const now = options.now ?? Date.now
  const goodForMs = options.goodForMs ?? DEFAULT_GOOD_FOR_MS
  const log = options.log ?? memoryLogStore()
  let proven: Proven[] = []
  let underWay: Promise<Attestation> | null = null

  const isGood = ({ at, attestation }: Proven) =>
    now() >= at && now() - at < goodForMs && now() <= attestation.expiresAt
  const keys = () => proven.filter(isGood).map(({ attestation }) => attestation.liveKey)

  /** One at a time: the memory of the log is read, advanced and written as one step. */
  function renew(): Promise<Attestation> {
    underWay ??= attest().finally(() => {
      underWay = null
    })
    return underWay
  }

  async function attest(): Promise<Attestation> {
    const attestation = await fetchAttestation(options, now)
    await rememberLog(options, log, checkpointOf(attestation, options.pins.logKey))
    const others = proven.filter(
      (one) => isGood(one) && !isSame(one.attestation.liveKey, attestation.liveKey),
    )
    proven = [{ attestation, at: now() }, ...others].slice(0, MAX_KEYS)
    return attestation
  }

  return {
    renew,
    async prove() {
      const [newest] = proven.filter(isGood)
      return newest?.attestation ?? renew()
    },
    async signedResult(requestBody, answer) {
      const split = splitAnswer(answer)
      if (split === null) return null
      const { result, signature } = split
      const isSigned = () => keys().some((key) => verifyResponse(key, requestBody, result, signature))
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        if (isSigned()) return result
        await renew().catch(afterwards)
      }
      if (isSigned()) return result
      throw fault("SIGNATURE_WRONG")
    },
  }
}

/** The request was sent already, so the sentence that nothing was asked would not be true. */
function afterwards(thrown: unknown): never {
  throw isFault(thrown, "ATTESTATION_REFUSED") ? fault("SIGNATURE_WRONG") : thrown
}

async function fetchAttestation(options: KmsProofOptions, now: () => number): Promise<Attestation> {
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES))
  const path = `/v1/attestation?nonce=${base64urlnopad.encode(nonce)}`
  const document = await fetchPublic(wireTo(options, path), MAX_DOCUMENT_BYTES)
  if (document === null) return refuse("it gave no document")
  const { pins, maxAgeMs } = options
  return verifyAttestation(document, {
    ...pins,
    nonce,
    now: now(),
    ...(maxAgeMs === undefined ? {} : { maxAgeMs }),
  })
}

/** The document and the note in it must speak of the same log. */
function checkpointOf(attestation: Attestation, logKey: string): LogCheckpoint {
  const checkpoint = verifyCheckpoint(attestation.checkpoint, logKey)
  const isSameTree =
    checkpoint.size === attestation.treeSize && isSame(checkpoint.rootHash, attestation.rootHash)
  return isSameTree ? checkpoint : refuse("its document and its audit log contradict each other")
}

async function rememberLog(options: KmsProofOptions, store: LogStore, seen: LogCheckpoint): Promise<void> {
  const memory = await recall(store, options.pins.logKey)
  const needed = proofNeeded(memory, seen)
  const path = needed === null ? [] : await fetchConsistency(options, needed)
  const step = advanceLogMemory(memory, seen, path)
  if (!step.accepted) throw fault("LOG_REFUSED", { why: step.why })
  if (memory.status === "empty" || memory.last.size < seen.size) await store.write(seen.text)
}

async function recall(store: LogStore, logKey: string): Promise<LogMemory> {
  const text = await store.read()
  return text === null ? { status: "empty" } : { status: "following", last: verifyCheckpoint(text, logKey) }
}

/** What cannot be read is no proof, and is refused as none. */
async function fetchConsistency(
  options: KmsProofOptions,
  { from, to }: { from: number; to: number },
): Promise<Uint8Array[]> {
  const wire = wireTo(options, `/v1/log/consistency?from=${from}&to=${to}`)
  const read = ConsistencyPath.safeParse(parseJson(await fetchPublic(wire, MAX_PATH_BYTES)))
  return read.success ? read.data.path.map(bytesOf) : []
}

function bytesOf(encoded: string): Uint8Array {
  try {
    return base64urlnopad.decode(encoded)
  } catch {
    return new Uint8Array()
  }
}

function wireTo({ baseUrl, fetch, timeoutMs }: KmsProofOptions, path: string) {
  return {
    url: new URL(path, baseUrl).href,
    fetch: fetch ?? globalThis.fetch,
    timeoutMs: timeoutMs ?? DEFAULT_TIMEOUT_MS,
  }
}
