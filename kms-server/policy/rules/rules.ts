/**
 * The decision: the user's policy, the grant and the transaction policy must all allow. Pure; whatever goes wrong on
 * the way is a denial.
 */
import type { UserPolicy, VersionedOrganizationPolicy, VersionedTransactionPolicy } from "~protocol"
import type { Case } from "./cases"
import { compilePolicy } from "./cel/compile"
import { judgeCel, needsOfCel } from "./cel/judge"
import { judgeGrant, needsOfGrant } from "./grants"
import { allow, deny, type Judgement, keyOf, verdictOf } from "./judgement"
import { kindIn } from "./methods"
import { judgePreset, needsOfPreset, rootDangers, ungranted } from "./presets"
import { worthOf } from "./prices"
import type { DecidedUser, DecisionInput, Need, PolicyMistake, Prices, Rules, Verdict } from "./role"
import { judgeTransaction } from "./solana/judge"
import { mistakeInTransactionPolicy } from "./solana/mistakes"

export function openRules({ prices }: { prices: Prices }): Rules {
  return {
    mistakeIn,
    needsOf,
    decide(input) {
      try {
        return decide(input, prices)
      } catch {
        return verdictOf([deny("the decision could not be made")])
      }
    },
  }
}

function decide(input: DecisionInput, prices: Prices): Verdict {
  const asked: Case = { ...input, worth: input.facts ? worthOf(input.facts, prices) : { cents: 0n } }
  if (kindIn(input.request.method) === "sign" && input.facts === null) {
    return verdictOf([deny("nothing is known of what would be signed")])
  }
  const judgements = [judgeUser(asked), judgeGrant(asked), judgeTransaction(asked)]
  return verdictOf(judgements.filter((judgement) => judgement !== null))
}

function judgeUser(asked: Case): Judgement {
  const { user, request } = asked
  if (!user) {
    const rule = { policy: "user", rule: "stranger", comment: "" } as const
    if (kindIn(request.method) === "open") return allow([{ ...rule, outcome: "ALLOW" }])
    return deny("a key outside the organization", [{ ...rule, outcome: "DENY" }])
  }
  const { policy, holder } = user
  if (policy.type === "ROOT") {
    const rule = { policy: "user", rule: "ROOT", comment: "" } as const
    const danger = ungranted(asked, rootDangers)
    if (danger !== null) return deny(`ROOT: ${danger}`, [{ ...rule, outcome: "DENY" }])
    return allow([{ ...rule, outcome: "ALLOW" }])
  }
  return "preset" in policy
    ? judgePreset(asked, policy, holder, "user")
    : judgeCel(asked, policy, holder, "user")
}

function needsOf({ user, grant, facts, now }: Omit<DecisionInput, "spent">): Need[] {
  if (facts === null) return []
  const needs = new Map<string, Need>()
  for (const need of [...needsOfUser(user), ...needsOfGrant({ user, now }, grant)])
    needs.set(keyOf(need), need)
  return [...needs.values()]
}

function needsOfUser(user: DecidedUser | null): Need[] {
  if (!user || user.policy.type === "ROOT") return []
  const { policy, holder } = user
  return "preset" in policy ? needsOfPreset(policy, holder) : needsOfCel(policy, holder)
}

type Written = UserPolicy | VersionedOrganizationPolicy | VersionedTransactionPolicy

function mistakeIn(policy: Written): PolicyMistake | null {
  if ("rules" in policy) {
    const compiled = compilePolicy(policy)
    return "mistake" in compiled ? compiled.mistake : null
  }
  if ("type" in policy || policy.version === "v1" || "scopes" in policy) return null
  return mistakeInTransactionPolicy(policy)
}
