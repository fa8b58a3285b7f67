/** Permit2: allowances that end, and transfers that are signed for once. */
import type { Action } from "~protocol"
import { protocolAt } from "../contracts"
import {
  type Args,
  amountOf,
  assetOf,
  boundOf,
  type Call,
  itemsOf,
  type Meaning,
  momentOf,
  partOf,
  several,
} from "../reading"
import { type Mean, type Shape, shapesAt } from "../shape"

export const PERMIT_DETAILS = "(address token,uint160 amount,uint48 expiration,uint48 nonce)"
export const PERMIT_SINGLE = `(${PERMIT_DETAILS} details,address spender,uint256 sigDeadline)`
export const PERMIT_BATCH = `(${PERMIT_DETAILS}[] details,address spender,uint256 sigDeadline)`
const TOKEN_PERMISSIONS = "(address token,uint256 amount)"
const TRANSFER_PERMIT = `(${TOKEN_PERMISSIONS} permitted,uint256 nonce,uint256 deadline)`
const BATCH_PERMIT = `(${TOKEN_PERMISSIONS}[] permitted,uint256 nonce,uint256 deadline)`
const TRANSFER_DETAILS = "(address to,uint256 requestedAmount)"
export const ALLOWANCE_TRANSFERS = "(address from,address to,uint160 amount,address token)[]"

type Where = Pick<Call, "chain"> & { target: string | null }

export function allowanceOf(chain: Call["chain"], details: Args, spender: string): Action {
  return {
    type: "approve",
    asset: assetOf(chain, details.text("token")),
    amount: boundOf(details.number("amount"), 160),
    spender,
    adds: false,
    expiresAt: momentOf(details.number("expiration")),
  }
}

/** Each with a reading of its own. */
export function allowancesOf({ chain, target }: Where, batch: Args): Meaning {
  const whole = { target, protocol: protocolAt(chain, target) }
  return several(
    itemsOf(batch.list("details")).map((details) =>
      partOf(whole, null, details.all, allowanceOf(chain, details, batch.text("spender"))),
    ),
  )
}

export function sendsOf({ chain, target }: Where, transfers: Args[]): Meaning {
  const whole = { target, protocol: protocolAt(chain, target) }
  return several(
    transfers.map((transfer) =>
      partOf(whole, null, transfer.all, {
        type: "send",
        ...amountOf(assetOf(chain, transfer.text("token")), transfer.text("amount")),
        from: transfer.text("from"),
        to: transfer.text("to"),
      }),
    ),
  )
}

const takeOne: Mean = (args, { chain }) => {
  const permitted = args.inner("permit").inner("permitted")
  const details = args.inner("transferDetails")
  return {
    action: {
      type: "send",
      ...amountOf(assetOf(chain, permitted.text("token")), details.text("requestedAmount")),
      from: args.text("owner"),
      to: details.text("to"),
    },
  }
}

const takeSeveral: Mean = (args, { chain, to }) => {
  const permitted = itemsOf(args.inner("permit").list("permitted"))
  const details = itemsOf(args.list("transferDetails"))
  if (permitted.length !== details.length) return null
  const whole = { target: to, protocol: protocolAt(chain, to) }
  return several(
    permitted.map((each, place) =>
      partOf(whole, null, [...each.all, ...(details[place]?.all ?? [])], {
        type: "send",
        ...amountOf(assetOf(chain, each.text("token")), details[place]?.text("requestedAmount") ?? null),
        from: args.text("owner"),
        to: details[place]?.text("to") ?? "",
      }),
    ),
  )
}

const lockDown: Mean = (args, { chain, to }) => {
  const whole = { target: to, protocol: protocolAt(chain, to) }
  return several(
    itemsOf(args.list("approvals")).map((each) =>
      partOf(whole, null, each.all, {
        type: "approve",
        ...amountOf(assetOf(chain, each.text("token")), 0n),
        spender: each.text("spender"),
        adds: false,
        expiresAt: null,
      }),
    ),
  )
}

const justCall: Mean = () => ({ action: { type: "call" } })

export function permit2Shapes(): Shape[] {
  return shapesAt(["permit2"], {
    "approve(address token,address spender,uint160 amount,uint48 expiration)": (args, { chain }) => ({
      action: allowanceOf(chain, args, args.text("spender")),
    }),
    [`permit(address owner,${PERMIT_SINGLE} permitSingle,bytes signature)`]: (args, { chain }) => {
      const permit = args.inner("permitSingle")
      return { action: allowanceOf(chain, permit.inner("details"), permit.text("spender")) }
    },
    [`permit(address owner,${PERMIT_BATCH} permitBatch,bytes signature)`]: (args, { chain, to }) =>
      allowancesOf({ chain, target: to }, args.inner("permitBatch")),
    "transferFrom(address from,address to,uint160 amount,address token)": (args, { chain }) => ({
      action: {
        type: "send",
        ...amountOf(assetOf(chain, args.text("token")), args.text("amount")),
        from: args.text("from"),
        to: args.text("to"),
      },
    }),
    [`transferFrom(${ALLOWANCE_TRANSFERS} transferDetails)`]: (args, { chain, to }) =>
      sendsOf({ chain, target: to }, itemsOf(args.list("transferDetails"))),
    [`permitTransferFrom(${TRANSFER_PERMIT} permit,${TRANSFER_DETAILS} transferDetails,address owner,bytes signature)`]:
      takeOne,
    [`permitTransferFrom(${BATCH_PERMIT} permit,${TRANSFER_DETAILS}[] transferDetails,address owner,bytes signature)`]:
      takeSeveral,
    [`permitWitnessTransferFrom(${TRANSFER_PERMIT} permit,${TRANSFER_DETAILS} transferDetails,address owner,bytes32 witness,string witnessTypeString,bytes signature)`]:
      takeOne,
    [`permitWitnessTransferFrom(${BATCH_PERMIT} permit,${TRANSFER_DETAILS}[] transferDetails,address owner,bytes32 witness,string witnessTypeString,bytes signature)`]:
      takeSeveral,
    "lockdown((address token,address spender)[] approvals)": lockDown,
    "invalidateNonces(address token,address spender,uint48 newNonce)": justCall,
    "invalidateUnorderedNonces(uint256 wordPos,uint256 mask)": justCall,
  })
}
