/**
 * Who makes a request: the authenticator that the named organization knows by this key, or by the id token that
 * vouches for it, in time and not expired. A key alone is nobody: anyone may register anyone's key in an
 * organization of his own.
 */
import { createHash } from "node:crypto"
import {
  type OidcStamp,
  type PkiStamp,
  STAMP_WINDOW_MS,
  type StampAlgorithm,
  type UserPolicy,
} from "~protocol"
import { findAuthenticators, findFoundedBy, type KnownKey, type Session } from "../store"
import type { IdTokens } from "./oidc"
import { openMethods, type ReadRequest, unauthenticated } from "./requests"

/** What stands for "no key" in the memory of requests; no key is spelled like this. */
export const UNSTAMPED = "unstamped"

export type CallingUser = {
  organizationId: string
  username: string
  policy: UserPolicy
  traits: Record<string, string> | null
  isRoot: boolean
}

export type Caller = {
  /**
   * By what requests are remembered, and organizations founded: the key of a PKI stamp; `oidc:<issuer> <subject>` for
   * a subject of a trusted issuer; `oidc:<authenticator id>` for one whom only his organization trusts; or UNSTAMPED.
   */
  publicKey: string
  algorithm: StampAlgorithm | null
  /** Says which key, in 16 characters, without repeating it. */
  fingerprint: string | null
  /** Null is a stranger: a key that stamped, or nobody, outside of any organization. */
  user: CallingUser | null
}

/** Whoever has no way to check id tokens hands none, and then such stamps are refused. */
export async function findCaller(
  session: Session,
  request: ReadRequest,
  now: number,
  idTokens: IdTokens | null = null,
): Promise<Caller> {
  const { stamp } = request
  if (stamp === null) return { publicKey: UNSTAMPED, algorithm: null, fingerprint: null, user: null }
  if (stamp.kind === "PKI") return findKeyHolder(session, request, stamp, now)
  if (idTokens === null) throw unauthenticated("OIDC_ISSUER_UNTRUSTED")
  return findSubject(session, request, stamp, now, idTokens)
}

async function findKeyHolder(
  session: Session,
  request: ReadRequest,
  { publicKey, algorithm }: PkiStamp,
  now: number,
): Promise<Caller> {
  const home = openMethods.has(request.method)
    ? await homeOf(session, request.method, publicKey)
    : request.organizationId
  if (home === null) return strangerOf(publicKey, algorithm)
  const [known = null] = await findAuthenticators(session, home, { publicKey })
  return holderOf({ publicKey, algorithm }, known, now)
}

/** The holder of a key that stamped, as the organization knows it. */
export function holderOf(
  { publicKey, algorithm }: Pick<PkiStamp, "publicKey" | "algorithm">,
  known: KnownKey | null,
  now: number,
): Caller {
  if (known?.authenticator.algorithm !== algorithm) throw unauthenticated("AUTHENTICATOR_UNKNOWN")
  return { ...strangerOf(publicKey, algorithm), user: liveUserOf(known, now) }
}

/** The subject of an id token: of a trusted issuer's where it founds, of whoever his organization trusts elsewhere. */
async function findSubject(
  session: Session,
  request: ReadRequest,
  stamp: OidcStamp,
  now: number,
  idTokens: IdTokens,
): Promise<Caller> {
  const token = idTokens.read(stamp, now)
  const isOpen = openMethods.has(request.method)
  const founder = isOpen ? await idTokens.checkTrusted(token, now) : null
  const home = founder === null ? request.organizationId : await homeOf(session, request.method, founder)
  if (founder !== null && home === null) return strangerOf(founder, stamp.algorithm)
  if (home === null) throw unauthenticated("ORGANIZATION_ABSENT")
  const candidates = await findAuthenticators(session, home, { subject: token.subject })
  let refusal: unknown = unauthenticated("AUTHENTICATOR_UNKNOWN")
  for (const known of candidates) {
    const { oidc, id } = known.authenticator
    if (oidc === null) continue
    try {
      const isTrusted = await idTokens.check(token, oidc, now)
      const publicKey = isTrusted ? token.identity : `oidc:${id}`
      // An organization's own idea of an issuer must not pass for the trusted one that it names.
      if (founder !== null && publicKey !== founder) continue
      return { ...strangerOf(publicKey, stamp.algorithm), user: liveUserOf(known, now) }
    } catch (thrown) {
      refusal = thrown
    }
  }
  throw refusal
}

function strangerOf(publicKey: string, algorithm: StampAlgorithm): Caller {
  return { publicKey, algorithm, fingerprint: fingerprintOf(publicKey), user: null }
}

/** A founder is a user of what it founded, so that its expiry counts there too. */
async function homeOf(session: Session, method: string, publicKey: string): Promise<string | null> {
  return method === "createOrganization" ? null : findFoundedBy(session, publicKey)
}

function liveUserOf({ user, authenticator, organizationDisabledAt }: KnownKey, now: number) {
  if (organizationDisabledAt !== null) throw unauthenticated("ORGANIZATION_DISABLED")
  if (user.expiresAt !== null && user.expiresAt <= now) throw unauthenticated("USER_EXPIRED")
  if (authenticator.expiresAt !== null && authenticator.expiresAt <= now) {
    throw unauthenticated("AUTHENTICATOR_EXPIRED")
  }
  const { organizationId, username, policy, traits } = user
  return { organizationId, username, policy, traits, isRoot: policy.type === "ROOT" }
}

/** The first 16 characters of base64url SHA-256 of a key. */
export function fingerprintOf(publicKey: string): string {
  const bytes = publicKey.startsWith("oidc:") ? Buffer.from(publicKey) : Buffer.from(publicKey, "base64url")
  return createHash("sha256").update(bytes).digest("base64url").slice(0, 16)
}

/** A request that is remembered was in time once and needs not be again. */
export function checkFreshness({ timestampMs }: ReadRequest, now: number): void {
  if (Math.abs(now - timestampMs) > STAMP_WINDOW_MS) throw unauthenticated("STALE")
}
