/**
 * The decision: may this principal have this done? Pure, and a deny wherever nothing says yes.
 *
 *   ROOT                 everything, audited like everyone else
 *   CEL, ALLOW_ALL       everything that the methods of today can do
 *   CEL, DENY_ALL        nothing, reads included
 *   no user (stranger)   to found an organization or to find the one that its key founded
 *
 * A request that names a policy is denied: there are no named grants, and a name must never widen what its caller
 * has.
 */
import type { KmsMethod, UserPolicy } from "~protocol"

export type DecisionRequest = { method: KmsMethod; policyName: string | null }

/** Null is a stranger: a key that stamped, or nobody, outside of any organization. */
export type Principal = { policy: UserPolicy } | null

/** `policy` names what decided, for the answer and the audit log. */
export type Verdict = { allowed: boolean; policy: string }

export type Decide = (request: DecisionRequest, principal: Principal) => Verdict

/** Methods that come before there is an organization to be a user of. */
export const openMethods: ReadonlySet<string> = new Set<KmsMethod>([
  "createOrganization",
  "getPhantomOrganization",
  "getOrCreatePhantomOrganization",
])

export const decide: Decide = (request, principal) => {
  if (request.policyName !== null) return { allowed: false, policy: "there is no policy of that name" }
  if (principal === null) {
    return { allowed: openMethods.has(request.method), policy: "a key outside the organization" }
  }
  const { policy } = principal
  if (policy.type === "ROOT") return { allowed: true, policy: "ROOT" }
  switch (policy.preset) {
    case "ALLOW_ALL":
      return { allowed: true, policy: "ALLOW_ALL" }
    case "DENY_ALL":
      return { allowed: false, policy: "DENY_ALL" }
    default:
      return { allowed: false, policy: "a policy that is not known" }
  }
}
