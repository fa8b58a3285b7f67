/**
 * The digest that names a consent's content: SHA-256 over canonical JSON (members sorted, no spaces) of who asks,
 * how, what is shown and what will be signed. The window answers with it; the background signs nothing else.
 */
import { sha256 } from "@noble/hashes/sha2.js"
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js"
import type { ConsentSubject, PageMethod } from "~protocol"
import type { Content } from "./machine"
import type { Payload } from "./payload"

type Digested = { origin: string; method: PageMethod; subject: ConsentSubject; payload: Payload }

export function digestOf({ origin, method, subject, payload }: Digested): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalJson({ origin, method, subject, payload }))))
}

export function contentOf(digested: Digested): Content {
  return { subject: digested.subject, payload: digested.payload, digest: digestOf(digested) }
}

/** Plain JSON values only: what IndexedDB gives back after a death must digest to the same. */
function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`
  if (typeof value !== "object" || value === null) return JSON.stringify(value)
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`)
  return `{${members.join(",")}}`
}
