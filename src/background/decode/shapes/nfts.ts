/** Things that have a number (ERC-721) or a number and an amount (ERC-1155). */

import { protocolAt } from "../contracts"
import { amountOf, assetOf, partOf, several, textsOf } from "../reading"
import { type Mean, type Shape, shapesAt } from "../shape"

const sendOne: Mean = (args, { chain, to }) => ({
  action: {
    type: "send",
    ...amountOf(assetOf(chain, to, args.text("tokenId")), 1n),
    from: args.text("from"),
    to: args.text("to"),
  },
})

const sendSome: Mean = (args, { chain, to }) => ({
  action: {
    type: "send",
    ...amountOf(assetOf(chain, to, args.text("id")), args.text("value")),
    from: args.text("from"),
    to: args.text("to"),
  },
})

/** Lists of unlike lengths make no sense; the contract would refuse them. */
const sendBatch: Mean = (args, { chain, to }) => {
  const ids = textsOf(args.list("ids"))
  const values = textsOf(args.list("values"))
  if (ids.length !== values.length) return null
  const whole = { target: to, protocol: protocolAt(chain, to) }
  const parties = { from: args.text("from"), to: args.text("to") }
  return several(
    ids.map((id, place) =>
      partOf(whole, null, [], {
        type: "send",
        ...amountOf(assetOf(chain, to, id), values[place] ?? null),
        ...parties,
      }),
    ),
  )
}

export function nftShapes(): Shape[] {
  return shapesAt(null, {
    "safeTransferFrom(address from,address to,uint256 tokenId)": sendOne,
    "safeTransferFrom(address from,address to,uint256 tokenId,bytes data)": sendOne,
    "safeTransferFrom(address from,address to,uint256 id,uint256 value,bytes data)": sendSome,
    "safeBatchTransferFrom(address from,address to,uint256[] ids,uint256[] values,bytes data)": sendBatch,
    "setApprovalForAll(address operator,bool approved)": (args, { chain, to }) => ({
      action: {
        type: "approve-all",
        asset: assetOf(chain, to),
        operator: args.text("operator"),
        approved: args.text("approved") === "true",
      },
    }),
  })
}
