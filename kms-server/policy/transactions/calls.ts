/**
 * What a call of a contract does: its value, and its calldata where a table knows the selector and the arguments
 * fill it exactly. Everything else is said to be a call that is not understood.
 */
import type { Call, Reading } from "./call"
import { ether, PERMIT2 } from "./ethereum-assets"
import { MULTICALL3, multicall3Calls, selfCalls } from "./multicalls"
import { hexOf } from "./numbers"
import { permit2Calls } from "./permit2-calls"
import { DEPOSIT, tokenCalls } from "./token-calls"
import { attempt } from "./unreadable"

/** `value` of the outermost call is counted by whoever reads the transaction. */
export function readCall(outermost: Omit<Call, "readInner">): void {
  read({ ...outermost, readInner: read })
}

function read(call: Call) {
  const { findings, target, data } = call
  findings.use(target)
  if (data.length === 0) {
    noteValue(call, "transfer", "")
    return
  }
  const method = `0x${hexOf(data.subarray(0, 4))}`
  const known = readingOf(call, method)
  if (known && carryOut(known, call, method)) {
    if (call.value > 0n && method !== DEPOSIT) noteValue(call, "transfer", "")
    return
  }
  noteValue(call, "call", method)
  findings.warn("unknownCall")
}

/** Whether the arguments were what the function takes; a reading notes nothing before it has read all of them. */
function carryOut(known: Reading, call: Call, method: string): boolean {
  return (
    attempt(() => {
      known(call, method)
      return true
    }) ?? false
  )
}

/** An account that is delegated (EIP-7702) runs code of its own, which may mean anything by any name. */
function readingOf({ target, account }: Call, method: string): Reading | undefined {
  if (target === account) return undefined
  if (target === PERMIT2) return permit2Calls.get(method)
  if (target === MULTICALL3) return multicall3Calls.get(method)
  return tokenCalls.get(method) ?? selfCalls.get(method)
}

function noteValue(
  { findings, chainId, target, value, sender }: Call,
  type: "transfer" | "call",
  method: string,
) {
  const program = type === "call" ? target : ""
  findings.act({ type, program, method, asset: ether(chainId), amount: value, from: sender, to: target })
}
