/**
 * What an organization may do with a wallet, and how far its ROOT users are above that. A grant with a name is used
 * where the request names it and nowhere else; a name never widens anything.
 */
import type { OrganizationRootAccess } from "~protocol"
import type { Case } from "./cases"
import { judgeCel, needsOfCel } from "./cel/judge"
import { allow, deny, type Judgement } from "./judgement"
import { judgePreset, needsOfPreset } from "./presets"
import type { DecidedGrant, DecisionInput, Need } from "./role"
import { judgeScopes } from "./scopes"

/** Null where there is no grant and none was asked for. */
export function judgeGrant(asked: Case): Judgement | null {
  const { grant, request } = asked
  if ((request.policyName ?? "") !== (grant?.policyName ?? "")) return deny("there is no policy of that name")
  return grant && judgeOrganization(asked, grant)
}

function judgeOrganization(asked: Case, { organizationPolicy: policy, holder }: DecidedGrant): Judgement {
  if (policy.version === "v0") return judgeScopes(asked, policy)
  if (isAbove(asked, policy.rootAccess)) {
    return allow([{ policy: "grant", rule: "rootAccess", comment: "", outcome: "ALLOW" }])
  }
  return "preset" in policy
    ? judgePreset(asked, policy, holder, "grant")
    : judgeCel(asked, policy, holder, "grant")
}

type Looker = Pick<DecisionInput, "user" | "now">

function isAbove({ user, now }: Looker, access: OrganizationRootAccess): boolean {
  if (user?.policy.type !== "ROOT") return false
  switch (access.type) {
    case "ALWAYS":
      return true
    case "AFTER_TIMESTAMP":
      return now >= access.timestampMs
    default:
      return false
  }
}

export function needsOfGrant(looker: Looker, grant: DecidedGrant | null): Need[] {
  if (!grant || grant.organizationPolicy.version === "v0") return []
  const { organizationPolicy: policy, holder } = grant
  if (isAbove(looker, policy.rootAccess)) return []
  return "preset" in policy ? needsOfPreset(policy, holder) : needsOfCel(policy, holder)
}
