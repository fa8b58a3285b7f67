/**
 * Calls inside a call. `multicall` runs them on the contract itself, as the sender; Multicall3 calls other contracts,
 * which see Multicall3 as their caller, so what moves there is the account's only where it is named. Either is an
 * action of its own too, so that one without a call inside is not nothing.
 */
import { address, bool, bytes, bytes32, list, tuple, uint } from "./abi"
import { type Call, type Reading, reading } from "./call"
import { unreadable } from "./unreadable"

export const MULTICALL3 = "0xca11bde05977b3631167028862be2a173976ca11"

const MAX_DEPTH = 4
const MAX_CALLS = 256

const call = tuple(address, bytes)

/** Functions of many contracts. */
export const selfCalls: ReadonlyMap<string, Reading> = new Map([
  reading("multicall", tuple(list(bytes)), (outer, [calls], method) => readOwn(outer, calls, method)),
  // The first argument bounds the time or names a block; neither moves anything.
  reading("multicall", tuple(uint(256), list(bytes)), (outer, [, calls], method) =>
    readOwn(outer, calls, method),
  ),
  reading("multicall", tuple(bytes32, list(bytes)), (outer, [, calls], method) =>
    readOwn(outer, calls, method),
  ),
])

/** Functions of Multicall3, at its own address only. */
export const multicall3Calls: ReadonlyMap<string, Reading> = new Map([
  ...["aggregate", "blockAndAggregate"].map((name) =>
    reading(name, tuple(list(call)), (outer, [calls], method) => readOthers(outer, calls, method)),
  ),
  ...["tryAggregate", "tryBlockAndAggregate"].map((name) =>
    reading(name, tuple(bool, list(call)), (outer, [, calls], method) => readOthers(outer, calls, method)),
  ),
  reading("aggregate3", tuple(list(tuple(address, bool, bytes))), (outer, [calls], method) => {
    readOthers(
      outer,
      calls.map(([target, , data]) => [target, data]),
      method,
    )
  }),
  // What each call is given comes out of the value of the outermost, which is counted there.
  reading(
    "aggregate3Value",
    tuple(list(tuple(address, bool, uint(256), bytes))),
    (outer, [calls], method) => {
      readOthers(
        outer,
        calls.map(([target, , value, data]) => [target, data, value]),
        method,
      )
    },
  ),
])

type Other = readonly [target: string, data: Uint8Array, value?: bigint]

function readOwn(outer: Call, calls: Uint8Array[], method: string) {
  open(outer, calls.length, method)
  for (const data of calls) outer.readInner({ ...outer, value: 0n, data, depth: outer.depth + 1 })
}

function readOthers(outer: Call, calls: readonly Other[], method: string) {
  open(outer, calls.length, method)
  for (const [target, data, value = 0n] of calls) {
    outer.readInner({ ...outer, sender: MULTICALL3, target, value, data, depth: outer.depth + 1 })
  }
}

function open(outer: Call, count: number, method: string) {
  if (outer.depth >= MAX_DEPTH || count > MAX_CALLS) throw unreadable("there are too many calls inside")
  outer.findings.act({ type: "call", program: outer.target, method, from: outer.sender, to: outer.target })
}
