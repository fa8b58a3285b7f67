/** The functions of Permit2, which moves the tokens of whoever approved it. They mean this at its own address only. */
import { address, bytes, list, tuple, uint } from "./abi"
import { noteAllowance, noteMove, type Reading, reading } from "./call"
import { erc20 } from "./ethereum-assets"
import { unreadable } from "./unreadable"

const details = tuple(address, uint(160), uint(48), uint(48))
const transfer = tuple(address, address, uint(160), address)

export const permit2Calls: ReadonlyMap<string, Reading> = new Map([
  reading("approve", tuple(address, address, uint(160), uint(48)), (call, [token, to, amount], method) => {
    const asset = erc20(call.chainId, token)
    noteAllowance(call, { type: "approve", method, asset, amount, from: call.sender, to })
  }),
  reading("transferFrom", transfer, (call, [from, to, amount, token], method) => {
    noteMove(call, { type: "transfer", method, asset: erc20(call.chainId, token), amount, from, to })
  }),
  reading("transferFrom", tuple(list(transfer)), (call, [transfers], method) => {
    for (const [from, to, amount, token] of some(transfers)) {
      noteMove(call, { type: "transfer", method, asset: erc20(call.chainId, token), amount, from, to })
    }
  }),
  reading(
    "permit",
    tuple(address, tuple(details, address, uint(256)), bytes),
    (call, [from, [[token, amount], to]], method) => {
      noteAllowance(call, { type: "permit", method, asset: erc20(call.chainId, token), amount, from, to })
    },
  ),
  reading(
    "permit",
    tuple(address, tuple(list(details), address, uint(256)), bytes),
    (call, [from, [permitted, to]], method) => {
      for (const [token, amount] of some(permitted)) {
        noteAllowance(call, { type: "permit", method, asset: erc20(call.chainId, token), amount, from, to })
      }
    },
  ),
])

/** A call that does nothing must not pass for one whose every action is allowed. */
function some<T>(items: T[]): T[] {
  if (items.length === 0) throw unreadable("it permits and moves nothing")
  return items
}
