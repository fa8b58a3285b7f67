/**
 * An ERC-20 approval as bytes: `approve` or `increaseAllowance` with two words behind it and nothing else. A call that
 * is longer, shorter or not as an encoder would write it is none. Whether the contract is a token, bytes do not say.
 */
import type { ChangeRefusal, Hex } from "~protocol"

/** `approve(address,uint256)` and `increaseAllowance(address,uint256)`. */
const SHAPE = /^(0x(?:095ea7b3|39509351)0{24}[0-9a-f]{40})([0-9a-f]{64})$/

/** The same call for no more than it was for. */
export function smallerApproval(
  data: Hex,
  amount: bigint,
): { data: Hex } | { refused: Extract<ChangeRefusal, "more" | "not-an-approval"> } {
  const [, head, before] = SHAPE.exec(data.toLowerCase()) ?? []
  if (head === undefined || before === undefined) return { refused: "not-an-approval" }
  if (amount > BigInt(`0x${before}`)) return { refused: "more" }
  return { data: `${head as Hex}${amount.toString(16).padStart(64, "0")}` }
}
