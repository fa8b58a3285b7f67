/** Signatures that let somebody else take tokens: EIP-2612, DAI, numbered things, Permit2, and EIP-3009's sends. */
import type { Action } from "~protocol"
import { protocolAt } from "../contracts"
import {
  type Args,
  amountOf,
  assetOf,
  boundOf,
  itemsOf,
  justCall,
  momentOf,
  partOf,
  several,
} from "../reading"
import { allowanceOf, allowancesOf } from "../shapes/permit2"
import type { Document, DocumentShape } from "./document"

const DETAILS = "PermitDetails(address token,uint160 amount,uint48 expiration,uint48 nonce)"
const PERMISSIONS = "TokenPermissions(address token,uint256 amount)"
const AUTHORIZATION =
  "(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"

/** Of the token that the domain names; null where it names none. */
const allowance =
  (amount: (args: Args) => string | null, tokenId: (args: Args) => string | null = () => null) =>
  (args: Args, { chain, target }: Document) => {
    if (target === null) return null
    const asset = assetOf(chain, target, tokenId(args))
    const action: Action = {
      type: "approve",
      asset,
      amount: amount(args),
      spender: args.text("spender"),
      adds: false,
      expiresAt: null,
    }
    return { action }
  }

/** Once, until the deadline. */
function takeOf({ chain }: Document, permitted: Args, args: Args): Action {
  return {
    type: "approve",
    asset: assetOf(chain, permitted.text("token")),
    amount: boundOf(permitted.number("amount")),
    spender: args.text("spender"),
    adds: false,
    expiresAt: momentOf(args.number("deadline")),
  }
}

const takeOne: DocumentShape["mean"] = (args, document) => ({
  action: takeOf(document, args.inner("permitted"), args),
})

const takeSeveral: DocumentShape["mean"] = (args, document) => {
  const whole = { target: document.target, protocol: protocolAt(document.chain, document.target) }
  return several(
    itemsOf(args.list("permitted")).map((each) =>
      partOf(whole, PERMISSIONS, each.all, takeOf(document, each, args)),
    ),
  )
}

const send: DocumentShape["mean"] = (args, { chain, target }) => {
  if (target === null) return null
  const moved = amountOf(assetOf(chain, target), args.number("value"))
  return { action: { type: "send", ...moved, from: args.text("from"), to: args.text("to") } }
}

export const permitDocuments = (): DocumentShape[] => [
  {
    type: "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)",
    mean: allowance((args) => boundOf(args.number("value"))),
  },
  {
    type: "Permit(address holder,address spender,uint256 nonce,uint256 expiry,bool allowed)",
    mean: allowance((args) => (args.text("allowed") === "true" ? null : "0")),
  },
  {
    type: "Permit(address spender,uint256 tokenId,uint256 nonce,uint256 deadline)",
    mean: allowance(
      () => "1",
      (args) => args.text("tokenId"),
    ),
  },
  {
    type: "PermitForAll(address operator,bool approved,uint256 nonce,uint256 deadline)",
    mean: (args, { chain, target }) =>
      target === null
        ? null
        : {
            action: {
              type: "approve-all",
              asset: assetOf(chain, target),
              operator: args.text("operator"),
              approved: args.text("approved") === "true",
            },
          },
  },
  {
    type: `PermitSingle(PermitDetails details,address spender,uint256 sigDeadline)${DETAILS}`,
    mean: (args, { chain }) => ({ action: allowanceOf(chain, args.inner("details"), args.text("spender")) }),
  },
  {
    type: `PermitBatch(PermitDetails[] details,address spender,uint256 sigDeadline)${DETAILS}`,
    mean: (args, document) => allowancesOf(document, args),
  },
  {
    type: `PermitTransferFrom(TokenPermissions permitted,address spender,uint256 nonce,uint256 deadline)${PERMISSIONS}`,
    mean: takeOne,
  },
  {
    type: `PermitBatchTransferFrom(TokenPermissions[] permitted,address spender,uint256 nonce,uint256 deadline)${PERMISSIONS}`,
    mean: takeSeveral,
  },
  {
    type: /^PermitWitnessTransferFrom\(TokenPermissions permitted,address spender,uint256 nonce,uint256 deadline,\w+ \w+\).*\bTokenPermissions\(address token,uint256 amount\)/,
    mean: takeOne,
  },
  {
    type: /^PermitBatchWitnessTransferFrom\(TokenPermissions\[\] permitted,address spender,uint256 nonce,uint256 deadline,\w+ \w+\).*\bTokenPermissions\(address token,uint256 amount\)/,
    mean: takeSeveral,
  },
  { type: `TransferWithAuthorization${AUTHORIZATION}`, mean: send },
  { type: `ReceiveWithAuthorization${AUTHORIZATION}`, mean: send },
  { type: "CancelAuthorization(address authorizer,bytes32 nonce)", mean: () => justCall },
]
