/** What is written down of a consent before it is sent: one entry for each transaction that the wallet is to send. */

import { base58, base64 } from "@scure/base"
import { getCompiledTransactionMessageDecoder } from "@solana/kit"
import { SYSTEM_PROGRAM_ADDRESS } from "@solana-program/system"
import { fault } from "~protocol"
import { readSolanaTransaction } from "../chains/solana-transaction"
import type { SignedConsent } from "../consent/machine"
import { itemsOf, type SignablePayload } from "../consent/payload"
import { deedOf } from "./deed"
import { type Lifetime, type Sent, submissionId } from "./submission"

export function recordsOf(consent: SignedConsent, at: number): Sent[] {
  return itemsOf(consent.payload).flatMap((item, place) => recordOf(consent, item, place, at) ?? [])
}

function recordOf(consent: SignedConsent, item: SignablePayload, place: number, at: number): Sent | null {
  const submission = consent.signed[place]?.submission ?? null
  if (submission === null) return null
  const common = commonOf(consent, place, at)
  if (submission.family === "ethereum" && item.kind === "ethereum-transaction") {
    const { raw, hash } = submission
    const nonce = consent.stamped[place]?.nonce ?? null
    if (nonce === null) throw fault("INTERNAL")
    const [chainId, address] = [`eip155:${item.chainId}`, item.address]
    return { ...common, family: "ethereum", chainId, address, hash, nonce, raw, payload: item }
  }
  if (submission.family === "solana" && item.kind === "solana-transaction") {
    const { raw, signature } = submission
    const hash = base58.encode(base64.decode(signature))
    const [lifetime, options] = [lifetimeOf(raw), item.submits ?? {}]
    const { chain: chainId, address } = item
    return { ...common, family: "solana", chainId, address, hash, nonce: null, raw, options, lifetime }
  }
  throw fault("INTERNAL")
}

function commonOf({ id, asker, subject, payload, digest }: SignedConsent, place: number, at: number) {
  return {
    id: submissionId(id, place),
    consentId: id,
    place,
    origin: asker.origin,
    bundleId: payload.kind === "batch" ? payload.bundleId : null,
    replaces: subject.kind === "transaction" ? subject.replaces : null,
    deed: deedOf(subject, place),
    digest,
    submittedAt: at,
    status: "sent" as const,
    lastSentAt: at,
    lookedAt: null,
    over: null,
    refused: null,
  }
}

/** System program, instruction 4, in the first place makes the blockhash the value of a nonce account. */
const ADVANCE_NONCE = "4,0,0,0"

export function lifetimeOf(raw: string): Lifetime {
  const read = readSolanaTransaction(base64.decode(raw))
  if ("unreadable" in read) throw fault("INTERNAL")
  const message = getCompiledTransactionMessageDecoder().decode(read.messageBytes)
  if (message.version !== "legacy" && message.version !== 0) throw fault("INTERNAL")
  const { instructions, staticAccounts, lifetimeToken } = message
  const [first] = instructions
  const program = first && staticAccounts[first.programAddressIndex]
  const account = staticAccounts[first?.accountIndices?.[0] ?? -1]
  const isAdvance = program === SYSTEM_PROGRAM_ADDRESS && String(first?.data ?? "") === ADVANCE_NONCE
  return isAdvance && account !== undefined
    ? { kind: "durable-nonce", account, value: lifetimeToken }
    : { kind: "blockhash", blockhash: lifetimeToken }
}
