/**
 * The functions of tokens, on whatever contract: ERC-20, ERC-721, ERC-1155, and the wrapped coin of a chain.
 *
 * `approve(address,uint256)` and `transferFrom(address,address,uint256)` are functions of ERC-20 and of ERC-721 alike,
 * and the bytes do not say which: the number is an amount or the id of a token. The action reads it as ERC-20; the
 * spends count both readings, the amount and one token of a collection, because the id 0 would else be nothing. The
 * second is left out where the contract is surely an ERC-20.
 */
import { address, bool, bytes, bytes32, list, selectorOf, tuple, uint } from "./abi"
import { type Call, noteAllowance, noteMove, type Reading, reading } from "./call"
import { erc20, erc721, erc1155, ether, UINT256_MAX } from "./ethereum-assets"
import { unreadable } from "./unreadable"

const amount = uint(256)
const nothing = tuple()

/** The deposit tells its value itself. */
export const DEPOSIT = selectorOf("deposit", nothing)

export const tokenCalls: ReadonlyMap<string, Reading> = new Map([
  reading("transfer", tuple(address, amount), (call, [to, value], method) => {
    noteMove(call, { type: "transfer", method, asset: token(call), amount: value, from: call.sender, to })
  }),
  reading("transferFrom", tuple(address, address, amount), (call, [from, to, value], method) => {
    noteMove(call, { type: "transfer", method, asset: token(call), amount: value, from, to })
    noteSecondReading(call, from)
  }),
  reading("approve", tuple(address, amount), (call, [to, value], method) => {
    noteAllowance(call, { type: "approve", method, asset: token(call), amount: value, from: call.sender, to })
    noteSecondReading(call, call.sender)
  }),
  reading("increaseAllowance", tuple(address, amount), (call, [to, value], method) => {
    noteAllowance(call, { type: "approve", method, asset: token(call), amount: value, from: call.sender, to })
  }),
  reading(
    "permit",
    tuple(address, address, amount, amount, uint(8), bytes32, bytes32),
    (call, [from, to, value], method) => {
      noteAllowance(call, { type: "permit", method, asset: token(call), amount: value, from, to })
    },
  ),
  // DAI's, older than EIP-2612: all or nothing.
  reading(
    "permit",
    tuple(address, address, amount, amount, bool, uint(8), bytes32, bytes32),
    (call, [from, to, , , isAllowed], method) => {
      const value = isAllowed ? UINT256_MAX : 0n
      noteAllowance(call, { type: "permit", method, asset: token(call), amount: value, from, to })
    },
  ),
  reading("safeTransferFrom", tuple(address, address, amount), (call, [from, to], method) => {
    noteMove(call, { type: "transfer", method, asset: collection(call), amount: 1n, from, to })
  }),
  reading("safeTransferFrom", tuple(address, address, amount, bytes), (call, [from, to], method) => {
    noteMove(call, { type: "transfer", method, asset: collection(call), amount: 1n, from, to })
  }),
  // ERC-721 and ERC-1155 share it, and it says no id: the asset is the collection's.
  reading("setApprovalForAll", tuple(address, bool), (call, [to, isApproved], method) => {
    const value = isApproved ? UINT256_MAX : 0n
    const asset = collection(call)
    noteAllowance(call, { type: "approveAll", method, asset, amount: value, from: call.sender, to })
  }),
  reading(
    "safeTransferFrom",
    tuple(address, address, amount, amount, bytes),
    (call, [from, to, id, value], method) => {
      const asset = erc1155(call.chainId, call.target, id)
      noteMove(call, { type: "transfer", method, asset, amount: value, from, to })
    },
  ),
  reading(
    "safeBatchTransferFrom",
    tuple(address, address, list(amount), list(amount), bytes),
    (call, [from, to, ids, values], method) => {
      if (ids.length === 0 || ids.length !== values.length) throw unreadable("ids and amounts do not match")
      for (const [place, id] of ids.entries()) {
        const asset = erc1155(call.chainId, call.target, id)
        noteMove(call, { type: "transfer", method, asset, amount: values[place] ?? 0n, from, to })
      }
    },
  ),
  // The value that comes with a deposit is counted with the call; a withdrawal gives the wrapped coin back.
  reading("deposit", nothing, (call, _none, method) => {
    const asset = ether(call.chainId)
    const { sender: from, target: to, target: program, value } = call
    call.findings.act({ type: "wrap", program, method, asset, amount: value, from, to })
  }),
  reading("withdraw", tuple(amount), (call, [value], method) => {
    const { sender } = call
    noteMove(call, { type: "wrap", method, asset: token(call), amount: value, from: sender, to: sender })
  }),
])

function token(call: Call): string {
  return erc20(call.chainId, call.target)
}

function collection(call: Call): string {
  return erc721(call.chainId, call.target)
}

function noteSecondReading(call: Call, from: string) {
  if (from === call.account && !call.isErc20(token(call))) call.findings.spend(collection(call), 1n)
}
