/**
 * What the audit log does: append in the transaction that a deed belongs to, tell a time that never runs back, and
 * prove to anyone that it only grows (RFC 6962). Holds digests and reasons, never a body, a stamp or a key.
 */
import type { RequestTurn, Session } from "../store"

/** One amount that a decision counted against one limit. Amounts are decimal, in the smallest unit. */
export type CountedSpend = { holder: string; asset: string; amount: string; limits: CountedLimit[] }
export type CountedLimit = { windowMs: number; limit: string }

/** `intent` before anything is done, `result` after it, `refusal` where nothing was. */
export type NewEntry = {
  kind: "intent" | "result" | "refusal"
  decisionId: string
  /** What came of it, or why it was refused; short printable ASCII, longer text is cut. */
  outcome: string
  organizationId?: string | null
  /** A public key's fingerprint. */
  authenticator?: string | null
  method?: string | null
  /** SHA-256 of the body, in hex. */
  digest?: string | null
  /** In an intent: what was reserved. In a result that undoes it: nothing, and `released`. */
  spends?: CountedSpend[]
  released?: boolean
}

export type AuditEntry = Required<Omit<NewEntry, "spends" | "released">> & {
  /** From 0: the index of its leaf. */
  seq: number
  at: number
  spends: CountedSpend[]
  released: boolean
}

export type Checkpoint = { size: number; rootHash: Uint8Array; text: string }

export type InclusionProof = { index: number; size: number; leafHash: Uint8Array; path: Uint8Array[] }
export type ConsistencyProof = { from: number; to: number; path: Uint8Array[] }

export type AuditLog = {
  /**
   * Holds the log until the caller's transaction ends, and answers the time that everything it appends will bear.
   * Whoever reads what a decision depends on holds the log first, so that nobody else decides meanwhile.
   */
  hold(session: Session): Promise<number>
  /**
   * Appends in the caller's transaction, in this order: durable when, and only when, that commits. Holds the head
   * until then, so append last. Answers the time that the entries bear.
   */
  append(session: Session, entries: readonly NewEntry[]): Promise<number>
  /**
   * The log as this process last knew it, to append to it without holding it. Nothing of it happens where somebody
   * else has appended meanwhile, or is about to.
   */
  foresee(): Promise<Foreseen>
  /** Time that never runs back behind the last entry, whatever the machine's clock does. */
  now(): number
  /** Keeps the requests behind decisions in the caller's transaction, sealed. */
  keepEvidence(session: Session, evidence: readonly Evidence[]): Promise<void>
  /** The time of the last entry: what no clock, and no restart, can take back. */
  lastAt(session: Session): Promise<number>
  /** The newest signed checkpoint; a new one where the log has grown since. */
  checkpoint(): Promise<Checkpoint>
  inclusion(asked: { index: number; size: number }): Promise<InclusionProof>
  consistency(asked: { from: number; to: number }): Promise<ConsistencyProof>
  /** The entries about a body, which only who knows the body can ask for. */
  find(asked: { digest: string }): Promise<AuditEntry[]>
}

/** `at` is the time that the entries would bear. */
export type Foreseen = {
  at: number
  /** Entries and evidence, with what becomes of the requests that they are about, at once. False: nothing happened. */
  write(entries: readonly NewEntry[], evidence: readonly Evidence[], requests: RequestTurn): Promise<boolean>
}

/** What makes an entry checkable by others: the request it is about, kept sealed. */
export type Evidence = { decisionId: string; body: Uint8Array; stamp: string | null }
