/** What trying something ends in, and what a network's refusal to try it means. */
import type { Simulation } from "~protocol"
import type { Rpc, RpcRefusal } from "../chains/rpc"
import { wordsOf } from "./words"

/** `missing`: the network has no such method. `useless`: it answered with something that says nothing. */
export type Tried = Exclude<Simulation, { status: "pending" }> | "missing" | "useless"

export type Ask = Rpc

const METHOD_NOT_FOUND = -32601
const METHOD_NOT_SUPPORTED = -32004

/** Nodes that hide a method behind a plan or a switch have no code in common, only words. */
const MISSING =
  /method[^.]{0,80}(not (found|supported|available|allowed|enabled|exist|whitelisted)|does ?n.t exist|is disabled|unavailable)|(unsupported|unknown|invalid|unrecognized) method|not whitelisted|upgrade your/i

export function isMissing({ code, detail }: RpcRefusal): boolean {
  return code === METHOD_NOT_FOUND || code === METHOD_NOT_SUPPORTED || MISSING.test(detail)
}

/** Too much was asked, or of too many; another time it may be answered. */
const BUSY = /rate limit|too many requests|limit exceeded|timed? ?out|timeout|capacity|try again|overloaded/i

export function isBusy({ code, detail }: RpcRefusal): boolean {
  return code === -32005 || code === 429 || code === -32429 || BUSY.test(detail)
}

/** What is to be concluded from a refusal that is no verdict on the call itself. */
export function excuseOf(refusal: RpcRefusal): Tried {
  if (isMissing(refusal)) return "missing"
  return isBusy(refusal) ? unavailable("unreachable") : "useless"
}

export function fails(reason: string, at: string): Tried {
  return { status: "fails", reason: wordsOf(reason), at }
}

export function unavailable(why: "not-applicable" | "unsupported" | "unreachable" | "too-slow") {
  return { status: "unavailable" as const, why }
}
