/** Whether a node's refusal to try a call is its verdict that the call would fail, and why then. */
import type { RpcRefusal } from "../chains/rpc"
import { revertReasonOf } from "./ethereum-reasons"

const REVERTED = 3
/** EIP-1474: the transaction would not be taken. */
const REJECTED = -32003
/** Of the execution APIs, for calls that could not be in a block; those beyond are about the question. */
const FIRST_INVALID = -38015
const LAST_INVALID = -38010

const WORDS =
  /revert|insufficient (funds|balance)|out ?of ?gas|intrinsic gas|gas too low|gas required exceeds|invalid opcode|bad (jump|instruction)|stack (under|over)flow/i

/** Null where it says nothing of the call. */
export function failureIn({ code, detail, data }: RpcRefusal): string | null {
  const isVerdict = code === REVERTED || code === REJECTED || isInvalid(code) || WORDS.test(detail)
  return isVerdict ? revertReasonOf(data, detail) : null
}

function isInvalid(code: number): boolean {
  return code >= FIRST_INVALID && code <= LAST_INVALID
}
