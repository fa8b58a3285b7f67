/**
 * An entry and the exact text that is hashed as its leaf: JSON without spaces, its members in one order. What a
 * stranger sent reaches an entry only through here, cut to short printable ASCII, so that garbage cannot fill the
 * disk. Amounts are never cut: an entry that would need it is refused.
 */
import * as z from "zod/mini"
import { Amount, fault } from "~protocol"
import type { AuditEntry, CountedSpend, NewEntry } from "./role"

const MAX_FIELD = 128
const MAX_NAME = 256
const MAX_SPENDS = 64
const MAX_LIMITS = 64

const text = z.string().check(z.maxLength(MAX_FIELD), z.regex(/^[ -~]*$/))
const name = z.string().check(z.maxLength(MAX_NAME), z.regex(/^[ -~]*$/))
const count = z.int().check(z.nonnegative())

const spend = z.strictObject({
  holder: name,
  asset: name,
  amount: Amount,
  limits: z.array(z.strictObject({ windowMs: count, limit: Amount })).check(z.maxLength(MAX_LIMITS)),
})
const spends = z.array(spend).check(z.maxLength(MAX_SPENDS))

const leaf = z.strictObject({
  seq: count,
  at: count,
  kind: z.enum(["intent", "result", "refusal"]),
  decisionId: text,
  organizationId: z.nullable(text),
  authenticator: z.nullable(text),
  method: z.nullable(text),
  digest: z.nullable(text),
  outcome: text,
  spends,
  released: z.boolean(),
})

/** The entry with its place and time, everything in it bounded. */
export function entryOf(entry: NewEntry, seq: number, at: number): AuditEntry {
  const { organizationId, authenticator, method, digest } = entry
  return {
    seq,
    at,
    kind: entry.kind,
    decisionId: plain(entry.decisionId),
    organizationId: organizationId == null ? null : plain(organizationId),
    authenticator: authenticator == null ? null : plain(authenticator),
    method: method == null ? null : plain(method),
    digest: digest == null ? null : plain(digest),
    outcome: plain(entry.outcome),
    spends: entry.spends === undefined || entry.spends.length === 0 ? [] : checkSpends(entry.spends),
    released: entry.released ?? false,
  }
}

/**
 * Throws where the log cannot hold what would be counted. To be asked before an entry joins others in one
 * transaction, which it would take down with it.
 */
export function checkSpends(asked: readonly CountedSpend[]): CountedSpend[] {
  const { success, data } = spends.safeParse(asked)
  if (!success)
    throw fault("TRANSACTION_UNREADABLE", { where: "it spends more than an entry of the log holds" })
  return data
}

/** What is hashed. Whoever has the entry can make this text again. */
export function leafOf(entry: AuditEntry): string {
  const { seq, at, kind, decisionId, organizationId, authenticator, method, digest, outcome } = entry
  const counted = entry.spends.map(({ holder, asset, amount, limits }) => ({
    holder,
    asset,
    amount,
    limits: limits.map(({ windowMs, limit }) => ({ windowMs, limit })),
  }))
  const head = { seq, at, kind, decisionId, organizationId, authenticator, method, digest, outcome }
  return JSON.stringify({ ...head, spends: counted, released: entry.released })
}

/** The entry that a leaf is the text of, or null where it is not exactly the text of one. */
export function readLeaf(text: string): AuditEntry | null {
  try {
    const { success, data } = leaf.safeParse(JSON.parse(text))
    return success && leafOf(data) === text ? data : null
  } catch {
    return null
  }
}

/** Short printable ASCII: PostgreSQL takes no zero byte, and half a character would not come back as it was hashed. */
function plain(text: string): string {
  return text.slice(0, MAX_FIELD).replace(/[^ -~]/g, "?")
}
