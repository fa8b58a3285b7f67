/**
 * A policy of rules on one request: every rule is evaluated, any DENY that matches wins, any error is a deny, and
 * without an ALLOW that matches the answer is no. Everything that the policy's limits count is counted, whichever
 * rule allowed it, so that no way past a limit leaves it ignorant.
 */
import type { DeterminingRule } from "~protocol"
import type { Danger } from "../../facts"
import { addedBy, type Case } from "../cases"
import { allow, deny, type Judgement, type Overrun, spellOverrun } from "../judgement"
import { kindIn } from "../methods"
import { ungranted } from "../presets"
import type { Holder, Need, Reservation } from "../role"
import { pricelessIn } from "../weighing"
import { type CelText, type CompiledPolicy, type CompiledRule, compilePolicy } from "./compile"
import { type Ask, excessIn, limitsOf, type View, viewOf } from "./environment"

/** What is counted without being bounded: by a rule that allowed the request past a limit of the same policy. */
const UNBOUNDED = 10n ** 78n

/** Made when the first policy looks, and shared with the second. */
const views = new WeakMap<Case, View>()

function viewFor(asked: Case): View {
  const view = views.get(asked) ?? viewOf(asked)
  views.set(asked, view)
  return view
}

export function judgeCel(asked: Case, text: CelText, holder: Holder, name: string): Judgement {
  const compiled = compilePolicy(text)
  if ("mistake" in compiled) {
    return deny(`the policy of the ${name} cannot be read: ${compiled.mistake.where}`)
  }
  const { policy } = compiled
  const excess = excessIn(asked)
  if (excess) return deny(`the request has ${excess}, which is more than rules look at`)
  const priceless = policy.reckons ? pricelessIn(asked) : null
  if (priceless) return deny(priceless)
  return judgeRules(asked, policy, holder, name)
}

/** What is known of each need that the policy counts, in its order; `passed` is the least limit that let it pass. */
type Tally = Need & { added: bigint; spent: bigint | null; passed: bigint | null }
type Found = { tallies: Tally[]; overruns: Overrun[] }

function openFound(asked: Case, policy: CompiledPolicy, holder: Holder): Found {
  const tallies = policy.counted.map(({ asset, windowMs }): Tally => {
    const added = addedBy(asked, asset)
    if (added === null) throw new Error("What has no price cannot be counted.")
    return { holder, asset, windowMs, added, spent: asked.facts === null ? 0n : null, passed: null }
  })
  return { tallies, overruns: [] }
}

function judgeRules(asked: Case, policy: CompiledPolicy, holder: Holder, name: string): Judgement {
  const found = openFound(asked, policy, holder)
  const spend = limitsOf(askOf(asked, found))
  const context = { ...viewFor(asked), spend, constants: policy.constants }
  const matching: CompiledRule[] = []
  const failed: CompiledRule[] = []
  for (const rule of policy.rules) {
    const outcome = outcomeOf(rule, context)
    if (outcome === "error") failed.push(rule)
    if (outcome === true) matching.push(rule)
  }
  const say = (rules: CompiledRule[]) => rules.map((rule) => determining(rule, name))
  const [error] = failed
  if (error) return deny(`${spell(error, name)} could not be evaluated`, say(failed), found.overruns)
  const denying = matching.filter(({ outcome }) => outcome === "DENY")
  const [denied] = denying
  if (denied) return deny(`${spell(denied, name)} denies it`, say(denying), found.overruns)
  const objection = objectionTo(asked, matching, found, name)
  if (objection) return deny(objection, say(matching), found.overruns)
  return allow(say(matching), reservationsOf(found))
}

function outcomeOf(rule: CompiledRule, context: Record<string, unknown>): boolean | "error" {
  try {
    const value = rule.evaluate(context)
    return typeof value === "boolean" ? value : "error"
  } catch {
    return "error"
  }
}

/** Why the rules that match do not allow it; null where they do. */
function objectionTo(asked: Case, matching: CompiledRule[], found: Found, name: string): string | null {
  const { method } = asked.request
  if (kindIn(method) === "administer" && !matching.some(({ methods }) => methods.has(method))) {
    return `${method} is only for ROOT unless a rule allows it by name`
  }
  if (matching.length > 0) {
    if (!asked.facts || asked.facts.dangers.length === 0) return null
    return ungranted(asked, new Set<Danger>(matching.flatMap(({ dangers }) => [...dangers])))
  }
  const [overrun] = found.overruns
  return overrun ? spellOverrun(overrun) : `no rule of the ${name} allows it`
}

function askOf(asked: Case, { tallies, overruns }: Found): Ask {
  return (asset, limit, windowMs) => {
    const tally = tallies.find((tally) => tally.asset === asset && tally.windowMs === windowMs)
    if (!tally) throw new Error("A limit that nobody foresaw.")
    tally.spent ??= asked.spent(tally)
    if (tally.spent + tally.added <= limit) {
      if (tally.passed === null || limit < tally.passed) tally.passed = limit
      return true
    }
    const { holder, added, spent } = tally
    overruns.push({ holder, asset, windowMs, limit, spent, amount: added })
    return false
  }
}

function reservationsOf({ tallies }: Found): Reservation[] {
  return tallies
    .filter(({ added }) => added > 0n)
    .map(({ holder, asset, windowMs, added, passed }) => ({
      holder,
      asset,
      windowMs,
      amount: added,
      limit: passed ?? UNBOUNDED,
    }))
}

export function needsOfCel(text: CelText, holder: Holder): Need[] {
  const compiled = compilePolicy(text)
  if ("mistake" in compiled) return []
  return compiled.policy.counted.map(({ asset, windowMs }) => ({ holder, asset, windowMs }))
}

function determining({ place, comment, outcome }: CompiledRule, policy: string): DeterminingRule {
  return { policy, rule: place, comment, outcome }
}

function spell({ place, comment }: CompiledRule, name: string): string {
  return comment ? `rule ${place} of the ${name} ("${comment}")` : `rule ${place} of the ${name}`
}
