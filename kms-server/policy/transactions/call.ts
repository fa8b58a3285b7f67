/** One call of a contract, and how a function of it is read. It knows no function itself. */
import type { Action, Asset } from "../facts"
import { type Codec, readArguments, selectorOf } from "./abi"
import { UNBOUNDED } from "./ethereum-assets"
import type { Findings } from "./findings"

/** `sender` is who the contract sees, `account` is who signs; addresses are in lower case. */
export type Call = {
  chainId: string
  account: string
  sender: string
  target: string
  value: bigint
  data: Uint8Array
  /** How many multicalls it is inside of. */
  depth: number
  isErc20: (asset: Asset) => boolean
  findings: Findings
  /** Reads a call inside this one. */
  readInner(inner: Call): void
}

/** Notes what a function does; throws where the arguments do not fill the calldata exactly. */
export type Reading = (call: Call, method: string) => void

/** A row of a table of functions: the selector, and its reading. */
export function reading<T>(
  name: string,
  codec: Codec<T>,
  note: (call: Call, values: T, method: string) => void,
): [selector: string, Reading] {
  const read: Reading = (call, method) => note(call, readArguments(codec, call.data), method)
  return [selectorOf(name, codec), read]
}

type Move = Pick<Action, "type" | "method" | "asset" | "amount" | "from" | "to">

/** Something moves, or may move. Only what is the account's is its spend; what others lose is told all the same. */
export function noteMove(call: Call, move: Move): void {
  call.findings.act({ program: call.target, ...move })
  if (move.from === call.account) call.findings.spend(move.asset, move.amount)
}

/** An allowance; one without a bound is a danger, whoever gives it. */
export function noteAllowance(call: Call, move: Move): void {
  noteMove(call, move)
  if (move.amount >= UNBOUNDED) call.findings.warn("unlimited")
}
