/**
 * Who makes a request: the authenticator that the named organization knows by this key, in time and not expired. A
 * key alone is nobody: anyone may register anyone's key in an organization of his own.
 */
import { STAMP_WINDOW_MS, type UserPolicy } from "~protocol"
import { findAuthenticator, findFoundedBy, type KnownAuthenticator, type Session } from "../store"
import { openMethods, type Principal } from "./decide"
import { type ReadRequest, unauthenticated } from "./requests"

/** What stands for "no key" in the memory of requests; no key is spelled like this. */
export const UNSTAMPED = "unstamped"

export type Caller = {
  publicKey: string
  algorithm: "Ed25519" | "Secp256r1" | null
  principal: Principal
}

export async function findCaller(session: Session, request: ReadRequest, now: number): Promise<Caller> {
  const { stamp, organizationId, method } = request
  if (stamp === null) return { publicKey: UNSTAMPED, algorithm: null, principal: null }
  const { publicKey, algorithm } = stamp
  const home = openMethods.has(method) ? await homeOf(session, method, publicKey) : organizationId
  if (home === null) return { publicKey, algorithm, principal: null }
  const known = await findAuthenticator(session, home, publicKey)
  if (known === null || known.algorithm !== algorithm) throw unauthenticated("AUTHENTICATOR_UNKNOWN")
  return { publicKey, algorithm, principal: { policy: livePolicyOf(known, now) } }
}

/** A founder is a user of what it founded, so that its expiry counts there too. */
async function homeOf(session: Session, method: string, publicKey: string): Promise<string | null> {
  return method === "createOrganization" ? null : findFoundedBy(session, publicKey)
}

function livePolicyOf(known: KnownAuthenticator, now: number): UserPolicy {
  if (known.userExpiresAt !== null && known.userExpiresAt <= now) throw unauthenticated("USER_EXPIRED")
  if (known.expiresAt !== null && known.expiresAt <= now) throw unauthenticated("AUTHENTICATOR_EXPIRED")
  return known.policy
}

/** A request that is remembered was in time once and needs not be again. */
export function checkFreshness({ timestampMs }: ReadRequest, now: number): void {
  if (Math.abs(now - timestampMs) > STAMP_WINDOW_MS) throw unauthenticated("STALE")
}
