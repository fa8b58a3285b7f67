/**
 * Refusals as data: what the policy says of a denial travels as the cause of its fault, and comes out as members of
 * the reply. Whatever else caused a fault stays inside.
 */
import { Fault, isFault } from "~protocol"
import { isDatabaseTrouble } from "../store"
import type { Refused } from "./role"
import type { Verdict } from "./rules"

export type Denial = Extract<Verdict, { allowed: false }>

/** The fault of a denial: a limit in US cents has a code of its own, because the wire's clients know it. */
export function denialOf(verdict: Denial): Fault {
  return verdict.amounts === null
    ? new Fault("POLICY_DENIED", { policy: verdict.why }, { verdict })
    : new Fault("SPENDING_LIMIT_EXCEEDED", { why: verdict.why }, { verdict })
}

export function refusedOf(refused: Fault, at: number): Refused {
  const { code, context, cause } = refused
  const verdict = verdictIn(cause)
  if (verdict === null) return { ok: false, code, context, at }
  const { rules, limits, amounts } = verdict
  return { ok: false, code, context, at, rules, limits, ...(amounts ? { amounts } : {}) }
}

/** While the database is away nothing can be noted and nothing is done: the same request may be sent again. */
export function faultFrom(thrown: unknown): Fault {
  if (isDatabaseTrouble(thrown)) return new Fault("UNAVAILABLE", {}, thrown)
  // An order that waited too long for the signer: nothing was signed, and the same request may be sent again.
  if (isFault(thrown, "ORDER_REFUSED")) return new Fault("UNAVAILABLE", {}, thrown)
  return thrown instanceof Fault ? thrown : new Fault("INTERNAL", {}, thrown)
}

function verdictIn(cause: unknown): Denial | null {
  return typeof cause === "object" && cause !== null && "verdict" in cause ? (cause.verdict as Denial) : null
}
