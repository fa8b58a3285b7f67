/** What the policy engine is asked by the API. It answers with data, never by throwing, so that nothing is lost on the way. */
import type {
  DeterminingRule,
  FaultCode,
  RemainingLimit,
  SpendingLimitAmounts,
  SubmissionConfig,
} from "~protocol"
import type { AuditEntry, Checkpoint, ConsistencyProof, InclusionProof } from "../audit"

/** The received bytes, the stamp header, and an id that the answer and the log share. */
export type Received = { body: Uint8Array; stamp: string | null; requestId: string }

export type Answered = {
  ok: true
  /** The result as JSON text: the exact bytes that `signature` is over. */
  result: string
  /** base64url: Ed25519 of the live key over the domain, SHA-256 of the body and SHA-256 of the result's text. */
  signature: string
  /** What is to be sent to a network, where the client asked for that. */
  submission: { to: SubmissionConfig; transaction: Uint8Array } | null
}

/** Why not: a code from the table of faults with its context, and what a denial explains. */
export type Refused = {
  ok: false
  code: FaultCode
  context: Readonly<Record<string, string | number>>
  /** The trusted time. */
  at: number
  rules?: DeterminingRule[]
  limits?: RemainingLimit[]
  amounts?: SpendingLimitAmounts
}

export type Reply = Answered | Refused

export type Health = { ok: boolean; sealed: boolean; why: string | null }

export type Policy = {
  answer(received: Received): Promise<Reply>
  /** `POST /prepare`: the same checks as signing, and nothing counted. */
  prepare(received: Received): Promise<Reply>
  /** `POST /outlook`: whether requests for signatures would be carried out now, and what is left of limits. */
  outlook(received: Received): Promise<Reply>
  /** `POST /simulations`: what the policy reads in a transaction, without a stamp and without a decision. */
  simulate(received: Received): Promise<Reply>
  /** Notes a refusal that never became a request, such as a body that is too large. */
  noteRefusal(refusal: { requestId: string; code: FaultCode }): Promise<Reply>
  attest(asked: { nonce: Uint8Array }): Promise<Uint8Array>
  identity(): Promise<{ rootCertificate: string; logKey: string }>
  checkpoint(): Promise<Checkpoint>
  inclusion(asked: { index: number; size: number }): Promise<InclusionProof>
  consistency(asked: { from: number; to: number }): Promise<ConsistencyProof>
  findEntries(asked: { digest: string }): Promise<AuditEntry[]>
  health(): Promise<Health>
  /** Prometheus text of this process. */
  metrics(): Promise<string>
}
