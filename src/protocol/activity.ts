/**
 * What became of the transactions this wallet has sent: one entry for each, as the person sees it. An entry is a
 * record; nothing can be signed or sent with it.
 */
import * as z from "zod/mini"
import { Family } from "./chains"
import { Digest, EpochMs } from "./nouns"

/** The consent that a transaction was approved in, and its place among those approved together. */
export const SubmissionId = z.string().check(z.regex(/^[0-9a-f-]{36}:[0-9]{1,2}$/))
export type SubmissionId = z.infer<typeof SubmissionId>

/**
 * `sent`: it may still land. `landed`: it is in a block. `failed`: it is in a block and did nothing but cost its fee,
 * or the network did not take it. `replaced`: another transaction took its nonce. `expired`: its blockhash is over.
 */
export const SubmissionStatus = z.enum(["sent", "landed", "failed", "replaced", "expired"])
export type SubmissionStatus = z.infer<typeof SubmissionStatus>

export const Activity = z.strictObject({
  id: SubmissionId,
  /** The site that asked; the extension's own origin where the person did. */
  origin: z.string(),
  family: Family,
  chainName: z.string(),
  /** In a few words, what was approved. */
  summary: z.string(),
  /** By which the network knows it: 0x and hex, or base58. */
  hash: z.string(),
  /** Of what was shown when it was approved. */
  digest: Digest,
  status: SubmissionStatus,
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

/** The entries after `before`, newest first; from the newest where it is left out. */
export const ActivityPage = z.strictObject({
  before: z.optional(SubmissionId),
  limit: z.int().check(z.minimum(1), z.maximum(100)),
})
export type ActivityPage = z.infer<typeof ActivityPage>
