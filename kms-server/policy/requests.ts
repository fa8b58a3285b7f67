/**
 * A request as it came in, and what of it is known by now. Everything that a stranger can send is refused here with
 * one answer; the true reason goes into the audit log only.
 */
import { createHash } from "node:crypto"
import * as z from "zod/mini"
import { Fault, fault, KmsEnvelope, type KmsMethod, OrganizationId, type Stamp } from "~protocol"
import type { Received } from "./role"
import { checkStamp } from "./stamps"
import { parseStrictJson } from "./strict-json"

/** Methods that come before there is an organization to be a user of. */
export const openMethods: ReadonlySet<string> = new Set<KmsMethod>([
  "createOrganization",
  "getPhantomOrganization",
  "getOrCreatePhantomOrganization",
])

export type UnauthenticatedReason =
  | "STAMP_ABSENT"
  | "STAMP_MALFORMED"
  | "STAMP_KEY"
  | "STAMP_WRONG"
  | "ORGANIZATION_ABSENT"
  | "AUTHENTICATOR_UNKNOWN"
  | "AUTHENTICATOR_EXPIRED"
  | "USER_EXPIRED"
  | "STAMP_KEY_NOT_REGISTERED"
  | "ORGANIZATION_DISABLED"
  | "OIDC_TOKEN_MALFORMED"
  | "OIDC_ALGORITHM"
  | "OIDC_NONCE"
  | "OIDC_EXPIRED"
  | "OIDC_CLAIMS"
  | "OIDC_SIGNATURE"
  | "OIDC_ISSUER_UNTRUSTED"
  | "OIDC_KEYS_UNREACHABLE"
  | "STALE"

/** One wire answer for all of them; the reason travels as the cause, which no answer shows. */
export function unauthenticated(reason: UnauthenticatedReason): Fault {
  return new Fault("UNAUTHENTICATED", {}, reason)
}

/** The parsed request with the digest of the very bytes; nothing is ever serialised again for a second reader. */
export type ReadRequest = KmsEnvelope & {
  digest: string
  stamp: Stamp | null
  organizationId: string | null
}

export function digestOf(body: Uint8Array): string {
  return createHash("sha256").update(body).digest("hex")
}

/** Verifies the stamp over the bytes, and only then reads them. */
export function readRequest({ body, stamp: header }: Received): ReadRequest {
  const stamp = header === null ? null : verifiedStamp(header, body)
  const envelope = stamp === null ? readUnstamped(body) : readEnvelope(body)
  const organizationId = organizationOf(envelope.params)
  if (organizationId === null && !openMethods.has(envelope.method))
    throw unauthenticated("ORGANIZATION_ABSENT")
  return { ...envelope, digest: digestOf(body), stamp, organizationId }
}

/** A stamped body that is no envelope: its whole content is what is asked. */
export function readStamped<S extends z.ZodMiniType>({ body, stamp: header }: Received, schema: S) {
  if (header === null) throw unauthenticated("STAMP_ABSENT")
  const stamp = verifiedStamp(header, body)
  return { params: parsed(schema, parseStrictJson(body)), digest: digestOf(body), stamp }
}

function verifiedStamp(header: string, body: Uint8Array): Stamp {
  const checked = checkStamp(header, body)
  if (!checked.ok) throw unauthenticated(checked.reason)
  return checked.stamp
}

/** Only an organization's creation may come without a stamp, as the published clients may send it. */
function readUnstamped(body: Uint8Array): KmsEnvelope {
  const envelope = attempt(() => readEnvelope(body))
  if (envelope?.method !== "createOrganization") throw unauthenticated("STAMP_ABSENT")
  return envelope
}

function readEnvelope(body: Uint8Array): KmsEnvelope {
  return parsed(KmsEnvelope, parseStrictJson(body))
}

/** What a schema makes of a value; the fault names the place and never what stood there. */
export function parsed<S extends z.ZodMiniType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const where = ["request", ...(issue?.path ?? [])].join(".")
  throw fault("BODY_MALFORMED", { where: `${where} is not as it should be` })
}

const Addressed = z.object({
  organizationId: z.optional(OrganizationId),
  ownerOrganizationId: z.optional(OrganizationId),
})

/** The organization that a request names, as its own or as the owner of what it is about. */
export function organizationOf(params: unknown): string | null {
  const named = Addressed.safeParse(params)
  return named.success ? (named.data.organizationId ?? named.data.ownerOrganizationId ?? null) : null
}

function attempt<T>(read: () => T): T | null {
  try {
    return read()
  } catch {
    return null
  }
}
