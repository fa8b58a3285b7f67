/**
 * The life of one transaction, from before it is first sent to its end.
 *
 *          ╭─waiting·missing·sentAgain·refused─╮
 *   sent ──┴───────────────────────────────────┴──▶ landed    it is in a block
 *                                              ├──▶ failed    it is in a block without effect, or was not taken
 *                                              ├──▶ replaced  its nonce went to another transaction
 *                                              ╰──▶ expired   its blockhash was over before it landed
 *
 * Nothing here reads a clock or a network. One look may be wrong: networks are many nodes, and some lag. So what says
 * that a transaction can no longer land must be seen several times before it is believed. An end absorbs all news,
 * and the signed bytes go with it.
 */
import type { ChainId, Deed, Hex, SubmissionStatus } from "~protocol"
import type { EthereumTransactionPayload, SendOptions } from "../consent/payload"

type Facts = {
  /** `<consent>:<place>`. */
  id: string
  consentId: string
  place: number
  origin: string
  chainId: ChainId
  address: string
  /** By which the network knows it: 0x and hex, or base58. */
  hash: string
  /** What EIP-5792 calls the transactions that were sent together; null elsewhere. */
  bundleId: string | null
  /** The transaction whose place it is to take. */
  replaces: { how: "speed-up" | "cancel"; hash: string } | null
  deed: Deed
  /** Of what was approved. */
  digest: string
  submittedAt: number
}

/** What ends a Solana transaction that does not land: its blockhash, or the value of a nonce account. */
export type Lifetime =
  | { kind: "blockhash"; blockhash: string }
  | { kind: "durable-nonce"; account: string; value: string }

type EthereumFacts = Facts & { family: "ethereum"; nonce: number }
type SolanaFacts = Facts & { family: "solana"; nonce: null }

/** The same thing seen again and again, with nothing to the contrary in between. */
export type Streak = { since: number; looks: number }

type OnItsWay = {
  status: "sent"
  lastSentAt: number
  /** When the network last said anything about it. */
  lookedAt: number | null
  /** That it cannot land any more. */
  over: Streak | null
  /** That the network does not take it again. */
  refused: Streak | null
}

type End = {
  status: Exclude<SubmissionStatus, "sent">
  settledAt: number
  detail: string | null
  replacedBy: string | null
}

/** `payload` is what a transaction that takes its place is made of. */
export type SentEthereum = EthereumFacts & OnItsWay & { raw: Hex; payload: EthereumTransactionPayload }
export type SentSolana = SolanaFacts & OnItsWay & { raw: string; options: SendOptions; lifetime: Lifetime }
export type Sent = SentEthereum | SentSolana
export type Ended = (EthereumFacts | SolanaFacts) & End
export type Submission = Sent | Ended

/** What was seen, or done. */
export type News =
  | { type: "landed" }
  /** It is in a block, where it failed. */
  | { type: "reverted"; detail: string }
  | { type: "waiting" }
  /** The network does not know it; `isOver` where its nonce or blockhash is used up. */
  | { type: "missing"; isOver: boolean }
  | { type: "sentAgain" }
  /** The network had it once, or may have it, and does not take it again. */
  | { type: "refused"; detail: string }
  /** It never left, or the network refused it at once: it is not sent again. */
  | { type: "stopped"; detail: string }
  | { type: "replaced"; by: string }

/** It takes this long, and so many looks, to believe that something cannot land. */
const OVER = { ms: 12_000, looks: 3 }
/** And this, to give up on a transaction that the network does not want back. */
const REFUSED = { ms: 10 * 60_000, looks: 5 }

export function learn(submission: Submission, news: News, at: number): Submission {
  if (submission.status !== "sent") return submission
  switch (news.type) {
    case "landed":
      return end(submission, "landed", at)
    case "reverted":
    case "stopped":
      return end(submission, "failed", at, news.detail)
    case "replaced":
      return end(submission, "replaced", at, null, news.by)
    case "waiting":
      return { ...submission, lookedAt: at, over: null, refused: null }
    case "missing":
      return learnMissing(submission, news.isOver, at)
    case "sentAgain":
      return { ...submission, lastSentAt: at, refused: null }
    case "refused":
      return learnRefused(submission, news.detail, at)
  }
}

function learnMissing(submission: Sent, isOver: boolean, at: number): Submission {
  const over = isOver ? streakOf(submission.over, at) : null
  if (over === null || !isLong(over, OVER, at)) return { ...submission, lookedAt: at, over }
  return end(submission, submission.family === "ethereum" ? "replaced" : "expired", at)
}

function learnRefused(submission: Sent, detail: string, at: number): Submission {
  const refused = streakOf(submission.refused, at)
  if (isLong(refused, REFUSED, at)) return end(submission, "failed", at, detail)
  return { ...submission, lastSentAt: at, refused }
}

function end(
  submission: Sent,
  status: End["status"],
  settledAt: number,
  detail: string | null = null,
  replacedBy: string | null = null,
): Ended {
  const ending = { status, settledAt, detail, replacedBy }
  return submission.family === "ethereum"
    ? { ...factsOf(submission), family: "ethereum", nonce: submission.nonce, ...ending }
    : { ...factsOf(submission), family: "solana", nonce: null, ...ending }
}

function factsOf(submission: Sent): Facts {
  const { id, consentId, place, origin, chainId, address, hash, bundleId } = submission
  const { replaces, deed, digest, submittedAt } = submission
  return {
    ...{ id, consentId, place, origin, chainId, address, hash, bundleId },
    ...{ replaces, deed, digest, submittedAt },
  }
}

/** A clock that was set back starts the wait again; it never shortens it. */
function streakOf(before: Streak | null, at: number): Streak {
  if (before === null) return { since: at, looks: 1 }
  return { since: Math.min(before.since, at), looks: before.looks + 1 }
}

function isLong(streak: Streak, least: { ms: number; looks: number }, at: number): boolean {
  return streak.looks >= least.looks && at - streak.since >= least.ms
}

/** Whether two transactions of this wallet are for the same nonce: at most one of them can land. */
export function areRivals(a: Submission, b: Submission): boolean {
  return (
    a.id !== b.id &&
    a.family === "ethereum" &&
    a.nonce === b.nonce &&
    a.address === b.address &&
    a.chainId === b.chainId
  )
}

export function submissionId(consentId: string, place: number): string {
  return `${consentId}:${place}`
}
