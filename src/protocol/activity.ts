/**
 * What became of the transactions this wallet has sent, and what it has signed without sending it: one entry for each,
 * as the person sees it. An entry is a record; nothing can be signed or sent with it.
 */
import * as z from "zod/mini"
import { ChainId, Family } from "./chains"
import { Amount, Digest, EpochMs } from "./nouns"

/** The consent that a transaction, or a signature, was approved in, and its place among those approved together. */
export const SubmissionId = z.string().check(z.regex(/^[0-9a-f-]{36}:[0-9]{1,2}$/))
export type SubmissionId = z.infer<typeof SubmissionId>

/**
 * `sent`: it may still land. `landed`: it is in a block. `failed`: it is in a block and did nothing but cost its fee,
 * or the network did not take it. `replaced`: another transaction took its nonce. `expired`: its blockhash is over.
 */
export const SubmissionStatus = z.enum(["sent", "landed", "failed", "replaced", "expired"])
export type SubmissionStatus = z.infer<typeof SubmissionStatus>

const AmountWithUnit = { amount: Amount, symbol: z.string(), decimals: z.int() }

/** What was approved, as far as a list says it: by kind, so that it can be said in any language. */
export const Deed = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("send"), ...AmountWithUnit, to: z.string() }),
  z.strictObject({ kind: z.literal("call"), ...AmountWithUnit, to: z.string() }),
  z.strictObject({ kind: z.literal("create") }),
  z.strictObject({ kind: z.literal("cancel"), hash: z.string() }),
  z.strictObject({ kind: z.literal("instructions"), count: z.int() }),
  z.strictObject({ kind: z.literal("message") }),
  z.strictObject({ kind: z.literal("sign-in"), domain: z.string() }),
  /** Typed data, by its type; `of` is what its domain calls itself, null where it has no name. */
  z.strictObject({ kind: z.literal("document"), type: z.string(), of: z.nullable(z.string()) }),
])
export type Deed = z.infer<typeof Deed>

/** `signed`: the page got a signature, and the wallet sent nothing. */
export const ActivityStatus = z.enum([...SubmissionStatus.options, "signed"])
export type ActivityStatus = z.infer<typeof ActivityStatus>

/** What was signed and not sent: the bytes of a message, typed data as JSON, or a whole transaction. */
export const SignedWhat = z.enum(["message", "typed-data", "transaction"])
export type SignedWhat = z.infer<typeof SignedWhat>

export const Activity = z.strictObject({
  id: SubmissionId,
  /** The site that asked; the extension's own origin where the person did. */
  origin: z.string(),
  family: Family,
  /** Null for what was signed for no chain. */
  chainName: z.nullable(z.string()),
  deed: Deed,
  /** The same in a few words, in English. */
  summary: z.string(),
  /** By which the network knows it: 0x and hex, or base58. Null for what was not sent. */
  hash: z.nullable(z.string()),
  /** Of what was shown when it was approved. */
  digest: Digest,
  status: ActivityStatus,
  /** When it was first sent, or signed. */
  submittedAt: EpochMs,
  settledAt: z.nullable(EpochMs),
  /** Why it failed, in the network's words. */
  detail: z.nullable(z.string()),
  /** The hash of the transaction that took its place, where it is one of this wallet. */
  replacedBy: z.nullable(z.string()),
  explorerUrl: z.nullable(z.url()),
  /** Whether it can be sped up or cancelled now. */
  canReplace: z.boolean(),
})
export type Activity = z.infer<typeof Activity>

/** What is kept of the consent that a transaction comes from, as the person was shown it. */
export const Receipt = z.strictObject({
  consentId: z.string(),
  /** Which of those that were approved together, from 0. */
  place: z.int(),
  site: z.string(),
  family: Family,
  account: z.string(),
  chain: ChainId,
  summary: z.string(),
  /** SHA-256 of who asked, how, what was shown and what was signed. */
  digest: Digest,
  transaction: z.string(),
  sentAt: EpochMs,
  settledAt: z.nullable(EpochMs),
  status: SubmissionStatus,
})
export type Receipt = z.infer<typeof Receipt>

/** The same of a signature that went to its page alone. What was signed is not kept: its digest names it. */
export const SignatureReceipt = z.strictObject({
  consentId: z.string(),
  place: z.int(),
  site: z.string(),
  family: Family,
  account: z.string(),
  chain: z.nullable(ChainId),
  summary: z.string(),
  /** SHA-256 of who asked, how, what was shown and what was signed. */
  digest: Digest,
  signed: SignedWhat,
  /** SHA-256 of the message's bytes, of the typed data's JSON as it was signed, or of the signed transaction. */
  signedDigest: Digest,
  signedAt: EpochMs,
})
export type SignatureReceipt = z.infer<typeof SignatureReceipt>

/** `lookedAt`: when the network last said anything about it; of what has come to its end, that is the end. */
export const ActivityEntry = z.strictObject({
  activity: Activity,
  receipt: z.union([Receipt, SignatureReceipt]),
  sentAgainAt: z.nullable(EpochMs),
  lookedAt: z.nullable(EpochMs),
  replaces: z.nullable(z.string()),
})
export type ActivityEntry = z.infer<typeof ActivityEntry>

/** The entries after `before`, newest first; from the newest where it is left out. Of these, what is named alone. */
export const ActivityPage = z.strictObject({
  before: z.optional(SubmissionId),
  limit: z.int().check(z.minimum(1), z.maximum(100)),
  kind: z.optional(z.enum(["transaction", "signature"])),
  family: z.optional(Family),
  account: z.optional(z.string().check(z.maxLength(128))),
  /** Of transactions: a signature has no such state. */
  status: z.optional(SubmissionStatus),
  origin: z.optional(z.string().check(z.maxLength(2048))),
  /** In its summary, hash or digest, account or site, however it is written. */
  text: z.optional(z.string().check(z.maxLength(200))),
})
export type ActivityPage = z.infer<typeof ActivityPage>
