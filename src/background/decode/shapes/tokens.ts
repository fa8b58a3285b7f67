/** Fungible tokens: ERC-20 with its permits (EIP-2612, DAI, EIP-3009), and the wrapped currency of a chain. */
import type { Action } from "~protocol"
import { contractAt } from "../contracts"
import { type Args, amountOf, assetOf, boundOf, type Call, justCall, type Meaning } from "../reading"
import { type Mean, type Shape, shapesAt } from "../shape"

/** Where a standard leaves open whether a number is an amount or the number of one thing, the contract decides. */
function isNft({ chain, to }: Call): boolean {
  const role = contractAt(chain, to)?.role
  return role === "nft" || role === "lido-queue"
}

function sendOf(args: Args, call: Call, from: string | null): Action {
  const number = args.number("value")
  const moved = isNft(call)
    ? amountOf(assetOf(call.chain, call.to, number.toString()), 1n)
    : amountOf(assetOf(call.chain, call.to), number)
  return { type: "send", ...moved, from, to: args.text("to") }
}

export function approveOf(call: Call, spender: string, amount: string | null, adds = false): Meaning {
  const asset = assetOf(call.chain, call.to)
  return { action: { type: "approve", asset, amount, spender, adds, expiresAt: null } }
}

function approveNumber(args: Args, call: Call): Meaning {
  const number = args.number("value")
  if (!isNft(call)) return approveOf(call, args.text("spender"), boundOf(number))
  const asset = assetOf(call.chain, call.to, number.toString())
  const spender = args.text("spender")
  return { action: { type: "approve", asset, amount: "1", spender, adds: false, expiresAt: null } }
}

const authorized: Mean = (args, call) => ({ action: sendOf(args, call, args.text("from")) })

const wrap =
  (unwraps: boolean): Mean =>
  (args, call) => {
    const amount = unwraps ? args.number("amount") : call.wei
    return { action: { type: "wrap", ...amountOf(assetOf(call.chain, call.to), amount), unwraps } }
  }

export function tokenShapes(): Shape[] {
  return [
    ...shapesAt(null, {
      "transfer(address to,uint256 value)": (args, call) => ({ action: sendOf(args, call, call.from) }),
      "transferFrom(address from,address to,uint256 value)": (args, call) => ({
        action: sendOf(args, call, args.text("from")),
      }),
      "approve(address spender,uint256 value)": approveNumber,
      "increaseAllowance(address spender,uint256 addedValue)": (args, call) =>
        approveOf(call, args.text("spender"), boundOf(args.number("addedValue")), true),
      "increaseApproval(address spender,uint256 addedValue)": (args, call) =>
        approveOf(call, args.text("spender"), boundOf(args.number("addedValue")), true),
      "decreaseAllowance(address spender,uint256 subtractedValue)": () => justCall,
      "decreaseApproval(address spender,uint256 subtractedValue)": () => justCall,
      "permit(address owner,address spender,uint256 value,uint256 deadline,uint8 v,bytes32 r,bytes32 s)": (
        args,
        call,
      ) => approveOf(call, args.text("spender"), boundOf(args.number("value"))),
      "permit(address owner,address spender,uint256 value,uint256 deadline,bytes signature)": (args, call) =>
        approveOf(call, args.text("spender"), boundOf(args.number("value"))),
      "permit(address holder,address spender,uint256 nonce,uint256 expiry,bool allowed,uint8 v,bytes32 r,bytes32 s)":
        (args, call) => approveOf(call, args.text("spender"), args.text("allowed") === "true" ? null : "0"),
      "transferWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce,uint8 v,bytes32 r,bytes32 s)":
        authorized,
      "transferWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce,bytes signature)":
        authorized,
      "receiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce,uint8 v,bytes32 r,bytes32 s)":
        authorized,
    }),
    ...shapesAt(["weth"], { "deposit()": wrap(false), "withdraw(uint256 amount)": wrap(true) }),
  ]
}
