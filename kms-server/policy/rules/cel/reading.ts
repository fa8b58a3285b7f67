/**
 * What a rule's text says whatever the request: which limits it asks about, which dangers and methods it names, how
 * much work it can be. What cannot be known before the rule runs is refused here, with its place.
 */
import type { KmsMethod } from "~protocol"
import type { Danger } from "../../facts"
import { kindIn } from "../methods"
import type { Limit } from "../weighing"
import { windowMsOf } from "../windows"
import { MAX_LIST, unitsOf, variables } from "./environment"
import {
  type Call,
  type Constants,
  callOf,
  comprehensions,
  conjunctsOf,
  isMember,
  type Node,
  operandsOf,
  saidBy,
} from "./nodes"
import {
  arithmetic,
  comparable,
  functions,
  isAsset,
  isCounted,
  isDanger,
  isTimestamp,
  operators,
  zoned,
} from "./vocabulary"
import { isZone } from "./zones"

const MAX_NESTED = 2
const MAX_SEARCHED = 256
/** The largest literal: amounts go to 2^256. */
const MAX_INT = 2n ** 256n

export type Reading = {
  limits: Limit[]
  dangers: Set<Danger>
  methods: Set<KmsMethod>
  /** Whether it looks at what the request is worth in US cents. */
  reckons: boolean
  work: number
}

export type Misplaced = { at: number; why: string }

/** Reads a rule that the engine has parsed and checked; `mistakes` has all that is wrong with it. */
export function readRule(
  root: Node,
  outcome: "ALLOW" | "DENY",
  constants: Constants,
): Reading & { mistakes: Misplaced[] } {
  const mistakes: Misplaced[] = []
  const reading: Reading = { limits: [], dangers: new Set(), methods: new Set(), reckons: false, work: 0 }
  const terms = new Set(outcome === "ALLOW" ? conjunctsOf(root) : [])
  const object = (node: Node, why: string) => mistakes.push({ at: node.start, why })
  const say = (node: Node | undefined) => saidBy(node, constants)

  function workOf(node: Node, depth: number): number {
    if (isMember(node, "tx", "usdCents")) reading.reckons = true
    const call = callOf(node)
    if (call) return workOfCall(node, call, depth)
    const own = operators.get(node.op)
    if (own === undefined) object(node, "this cannot be said in a rule")
    checkOperator(node)
    return (own ?? 0) + sizeOf(operandsOf(node).at(-1)) + sum(operandsOf(node), depth)
  }

  /** How many elements may have to be looked at. */
  function sizeOf(node: Node | undefined): number {
    if (!node?.checkedType?.name.startsWith("list")) return 0
    const said = say(node)
    return Array.isArray(said) ? said.length : MAX_LIST
  }

  function sum(nodes: readonly Node[], depth: number): number {
    return nodes.reduce((work, node) => work + workOf(node, depth), 0)
  }

  function workOfCall(node: Node, call: Call, depth: number): number {
    if (call.receiver && comprehensions.has(call.name)) return workOfLoop(node, call, depth)
    const own = functions.get(call.name)
    if (own === undefined) object(node, `${call.name} is not a function of rules`)
    checkCall(node, call)
    const nodes = call.receiver ? [call.receiver, ...call.given] : call.given
    return (own ?? 0) + sum(nodes, depth)
  }

  function workOfLoop(node: Node, { receiver, given }: Call, depth: number): number {
    const [variable, ...bodies] = given
    if (depth === MAX_NESTED) object(node, `more than ${MAX_NESTED} comprehensions inside one another`)
    // A limit, a constant and a grant are read by their names: those must not come to mean an element of a list.
    if (variable && isTaken(variable.args)) object(variable, "this name has a meaning already")
    const range = receiver ? workOf(receiver, depth) : 0
    return range + MAX_LIST * (1 + sum(bodies, depth + 1))
  }

  function checkOperator(node: Node) {
    if (node.op === "value") return checkLiteral(node)
    const operands = operandsOf(node)
    if (arithmetic.has(node.op) && node.checkedType?.name !== "int") {
      object(node, `${node.op[0]} is for whole numbers`)
    }
    if (node.op === "==" || node.op === "!=") {
      const wrong = operands.find((operand) => !comparable.has(operand.checkedType?.name ?? ""))
      if (wrong) object(wrong, "values of this type cannot be compared")
    }
    if (node.op === "==" || node.op === "!=" || node.op === "in") noteMethods(node, operands)
  }

  function checkLiteral(node: Node) {
    const value = node.args
    if (typeof value === "bigint" && value > MAX_INT) return object(node, "a number above 2^256")
    if (!["bigint", "string", "boolean"].includes(typeof value)) {
      object(node, "rules know whole numbers, texts, true and false")
    }
  }

  /** Methods that the rule names by comparing `request.method`. */
  function noteMethods(node: Node, operands: readonly Node[]) {
    const [left, right] = operands
    const isLeft = left !== undefined && isMember(left, "request", "method")
    const isRight = right !== undefined && node.op !== "in" && isMember(right, "request", "method")
    if (!isLeft && !isRight) return
    const said = say(isLeft ? right : left)
    for (const method of Array.isArray(said) ? said : [said]) {
      if (method === undefined) continue
      if (kindIn(method) === null) object(node, `there is no method ${method}`)
      else if (node.op !== "!=") reading.methods.add(method)
    }
  }

  function checkCall(node: Node, { name, receiver, given }: Call) {
    const said = given.map(say)
    if (zoned.has(name) && !isZone(said[0])) object(node, "a time zone that is known here is needed")
    if (name === "timestamp" && !isTimestamp(said[0])) {
      object(node, "a time such as 2030-12-31T23:59:59Z is needed")
    }
    if (name === "duration" && typeof said[0] !== "string") object(node, "a duration is written out")
    if (name === "contains" && typeof said[0] === "string" && said[0].length > MAX_SEARCHED) {
      object(node, `a text of at most ${MAX_SEARCHED} can be looked for`)
    }
    if (name === "contains" && typeof said[0] !== "string") object(node, "what is looked for is written out")
    if (name === "units" && numberOf(node) === null) {
      object(node, 'an amount and its decimals are needed, such as units("1.5", 9)')
    }
    if (name === "spent" && !isAsset(said[0])) object(node, "an asset is needed")
    if (name === "grants") checkGrant(node, said[0])
    if (name === "within" && receiver) noteLimit(node, given)
  }

  function checkGrant(node: Node, danger: unknown) {
    if (!isDanger(danger)) return object(node, "there is no such danger")
    if (!terms.has(node)) return object(node, "grants stands between the outermost && of an ALLOW rule")
    reading.dangers.add(danger)
  }

  function noteLimit(node: Node, [asset, amount, window]: readonly Node[]) {
    const limit = limitOf(say(asset), amount, window)
    if (typeof limit === "string") return object(node, limit)
    reading.limits.push(limit)
    if (limit.asset === "usd") reading.reckons = true
  }

  function limitOf(asset: unknown, amount: Node | undefined, window: Node | undefined): Limit | string {
    const limit = numberOf(amount)
    const duration = window && callOf(window)
    const text = duration?.name === "duration" ? say(duration.given[0]) : say(window)
    const windowMs = typeof text === "string" ? windowMsOf(text) : null
    if (!isCounted(asset)) return 'a limit counts an asset, "usd" or "count"'
    if (limit === null || limit < 0n) return "a limit is a number, units(…) or a constant"
    if (windowMs === null) return "a limit looks back from 1s to 744h, in h, m and s"
    return { asset, limit, windowMs }
  }

  /** An amount that is known before the rule runs. */
  function numberOf(node: Node | undefined): bigint | null {
    const said = say(node)
    if (typeof said === "bigint") return said
    const call = node && callOf(node)
    if (call?.name !== "units") return null
    const [text, decimals] = call.given.map(say)
    if (typeof text !== "string" || typeof decimals !== "bigint") return null
    try {
      return unitsOf(text, decimals)
    } catch {
      return null
    }
  }

  reading.work = workOf(root, 0)
  return { ...reading, mistakes }
}

function isTaken(name: unknown): boolean {
  return typeof name !== "string" || name === "constants" || Object.hasOwn(variables, name)
}
