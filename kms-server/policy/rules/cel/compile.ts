/**
 * Policies of rules, compiled: parsed, checked against the declared types, read, and kept by their text. A policy
 * that cannot be compiled has a mistake with its place instead, and decides nothing.
 */
import type { Environment } from "@marcbachmann/cel-js/evaluator"
import type { CelConstant, CelRule } from "~protocol"
import type { PolicyMistake } from "../role"
import type { Limit } from "../weighing"
import { readConstants } from "./constants"
import { base, recordOf } from "./environment"
import type { Constants, Node } from "./nodes"
import { type Reading, readRule } from "./reading"

const MAX_RULES = 64
const MAX_EXPRESSION = 4096
/** Steps that all rules of a policy may take together: some milliseconds. */
const MAX_WORK = 1_000_000
const MAX_KEPT = 4096

export type CelText = { rules: readonly CelRule[]; constants: readonly CelConstant[] }

export type CompiledRule = Reading & {
  place: string
  comment: string
  outcome: "ALLOW" | "DENY"
  evaluate: (context: Record<string, unknown>) => unknown
}

export type CompiledPolicy = {
  rules: CompiledRule[]
  constants: object
  /** Every limit that any rule asks about, each once for an asset and a window. */
  counted: Omit<Limit, "limit">[]
  reckons: boolean
}

export type Compiled = { policy: CompiledPolicy } | { mistake: PolicyMistake }

const byObject = new WeakMap<object, Compiled>()
const byText = new Map<string, Compiled>()

/** The same object is recognised at once; the same text, from wherever it was read, without compiling it again. */
export function compilePolicy(policy: CelText): Compiled {
  const known = byObject.get(policy)
  if (known) return known
  const { rules, constants } = policy
  const text = JSON.stringify([rules, constants])
  const compiled = byText.get(text) ?? compile({ rules, constants })
  byText.delete(text)
  byText.set(text, compiled)
  for (const oldest of byText.keys()) {
    if (byText.size <= MAX_KEPT) break
    byText.delete(oldest)
  }
  byObject.set(policy, compiled)
  return compiled
}

function compile({ rules, constants }: CelText): Compiled {
  if (rules.length > MAX_RULES) return mistaken(`rule ${MAX_RULES}`, `there are more than ${MAX_RULES} rules`)
  const read = readConstants(constants)
  if ("mistake" in read) return mistaken(`constant ${read.mistake.name}`, read.mistake.why)
  const environment = base.clone()
  const make = recordOf(environment, "Constants", read.types)
  environment.registerVariable("constants", "Constants")
  const compiled: CompiledRule[] = []
  for (const [index, rule] of rules.entries()) {
    const made = compileRule(environment, rule, index, read.values)
    if ("mistake" in made) return made
    compiled.push(made.rule)
  }
  const work = compiled.reduce((sum, rule) => sum + rule.work, 0)
  if (work > MAX_WORK) return mistaken(`rule ${rules.length - 1}`, "the rules are too much work together")
  return { policy: assemble(compiled, make(read.values)) }
}

function assemble(rules: CompiledRule[], constants: object): CompiledPolicy {
  const counted = new Map<string, Omit<Limit, "limit">>()
  for (const { asset, windowMs } of rules.flatMap(({ limits }) => limits)) {
    counted.set(`${windowMs} ${asset}`, { asset, windowMs })
  }
  return { rules, constants, counted: [...counted.values()], reckons: rules.some(({ reckons }) => reckons) }
}

function compileRule(
  environment: Environment,
  { expression, outcome, comment }: CelRule,
  index: number,
  constants: Constants,
): { rule: CompiledRule } | { mistake: PolicyMistake } {
  const wrong = (at: number, why: string) => mistaken(`rule ${index}, ${placeIn(expression, at)}`, why)
  if (expression.length > MAX_EXPRESSION) return wrong(MAX_EXPRESSION, "the rule is too long")
  try {
    const parsed = environment.parse(expression)
    const checked = parsed.check()
    if (!checked.valid) return wrong(startOf(checked.error), reasonOf(checked.error))
    const { mistakes, ...reading } = readRule(parsed.ast as Node, outcome, constants)
    const [first] = mistakes.sort((one, other) => one.at - other.at)
    if (first) return wrong(first.at, first.why)
    if (checked.type !== "bool") return wrong(0, `a rule is true or false, and this is ${checked.type}`)
    return { rule: { ...reading, place: `${index}`, comment, outcome, evaluate: parsed } }
  } catch (thrown) {
    return wrong(startOf(thrown), reasonOf(thrown))
  }
}

function mistaken(where: string, why: string): { mistake: PolicyMistake } {
  return { mistake: { where, why } }
}

/** Line and column from 1, as editors count. */
function placeIn(text: string, at: number): string {
  const before = text.slice(0, at).split("\n")
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`
}

type EngineError = { range?: { start: number }; summary?: string; message?: string }

function startOf(thrown: unknown): number {
  return (thrown as EngineError | undefined)?.range?.start ?? 0
}

/** The engine's own words, without the picture that it draws below them. */
function reasonOf(thrown: unknown): string {
  const { summary, message } = (thrown ?? {}) as EngineError
  return (summary ?? message ?? "it cannot be read").split("\n", 1)[0]?.slice(0, 200) ?? ""
}
