/** The lines of a sign-in message behind its first: the account, the statement and the fields, in their one order. */
import { hasWrongChecksum } from "../chains/ethereum-address"
import { isUri } from "./sign-in-uri"

export type SignInFields = {
  statement: string | null
  values: ReadonlyMap<string, string>
  resources: string[]
}

type Field = { label: string; fits: (value: string) => boolean }

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/

const like = (pattern: RegExp) => (value: string) => pattern.test(value)
const isTime = (value: string) => TIME.test(value) && !Number.isNaN(Date.parse(value))

const fieldsWith = (chainId: RegExp): readonly Field[] => [
  { label: "URI", fits: isUri },
  { label: "Version", fits: like(/^1$/) },
  { label: "Chain ID", fits: like(chainId) },
  { label: "Nonce", fits: like(/^[A-Za-z0-9]{8,}$/) },
  { label: "Issued At", fits: isTime },
  { label: "Expiration Time", fits: isTime },
  { label: "Not Before", fits: isTime },
  { label: "Request ID", fits: like(/^[\x21-\x7e]*$/) },
]

const RESOURCES = "Resources:"
const isResource = (line: string) => line.startsWith("- ") && isUri(line.slice(2))
/** One line that a person can be shown; kinder than the specification, which has no letters beyond ASCII. */
const STATEMENT = /^[^\p{Cc}]+$/u

const standards = {
  SIWE: {
    isAddress: (text: string) => /^0x[0-9a-fA-F]{40}$/.test(text) && !hasWrongChecksum(text),
    fields: fieldsWith(/^[0-9]{1,78}$/),
    needed: 5,
    body: ethereumBody,
  },
  SIWS: {
    isAddress: like(/^[1-9A-HJ-NP-Za-km-z]{32,44}$/),
    fields: fieldsWith(/^[A-Za-z0-9:-]{1,64}$/),
    needed: 0,
    body: solanaBody,
  },
} as const

/** Null for what does not follow the standard to the last line. `lines` begin with the account. */
export function fieldsOf(standard: keyof typeof standards, lines: readonly string[]): SignInFields | null {
  const { isAddress, fields, needed, body } = standards[standard]
  const [account = "", ...rest] = lines
  const parts = isAddress(account) ? body(rest) : null
  if (parts === null || (parts.statement !== null && !STATEMENT.test(parts.statement))) return null
  const read = readFields(parts.lines, fields, needed)
  return read && { statement: parts.statement, ...read }
}

const IS_FIELD =
  /^(URI|Version|Chain ID|Nonce|Issued At|Expiration Time|Not Before|Request ID): |^Resources:$/

type Body = { statement: string | null; lines: readonly string[] }

/** An empty line, then a statement and an empty line; without a statement its empty line stays. */
function ethereumBody([blank, ...rest]: readonly string[]): Body | null {
  const [first, second] = rest
  if (blank !== "" || first === undefined) return null
  if (first === "") return { statement: null, lines: rest.slice(1) }
  return second === "" ? { statement: first, lines: rest.slice(2) } : null
}

/**
 * A statement and the fields, each behind an empty line, and either of them may be missing. Some write the empty line of
 * a missing statement as Ethereum's messages have it.
 */
function solanaBody([blank, ...rest]: readonly string[]): Body | null {
  if (blank === undefined) return { statement: null, lines: [] }
  const [first, second, ...more] = rest
  if (blank !== "" || first === undefined) return null
  if (first === "" && second !== undefined && IS_FIELD.test(second)) {
    return { statement: null, lines: rest.slice(1) }
  }
  if (second === "" && more.length > 0) return { statement: first, lines: more }
  if (IS_FIELD.test(first)) return { statement: null, lines: rest }
  return second === undefined ? { statement: first, lines: [] } : null
}

/** The fields in their order; the first `needed` of them must be there. */
function readFields(
  lines: readonly string[],
  fields: readonly Field[],
  needed: number,
): Omit<SignInFields, "statement"> | null {
  const values = new Map<string, string>()
  let at = 0
  for (const [place, { label, fits }] of fields.entries()) {
    const line = lines[at] ?? ""
    const value = line.startsWith(`${label}: `) ? line.slice(label.length + 2) : null
    if (value !== null && fits(value)) {
      values.set(label, value)
      at += 1
    } else if (place < needed) return null
  }
  const [title, ...resources] = lines.slice(at)
  if (title !== undefined && (title !== RESOURCES || !resources.every(isResource))) return null
  return { values, resources: resources.map((line) => line.slice(2)) }
}
