/** Signatures that let somebody else trade: Seaport (one, or a tree of many), CoW Swap and 1inch. */
import type { Action, Reading, ReadMember } from "~protocol"
import { protocolAt } from "../contracts"
import { type Args, amountOf, argsOf, assetOf, itemsOf, momentOf, partOf, several, ZERO } from "../reading"
import { itemOf } from "../shapes/seaport"
import type { Document, DocumentShape } from "./document"

const OFFER =
  "OfferItem(uint8 itemType,address token,uint256 identifierOrCriteria,uint256 startAmount,uint256 endAmount)"
const CONSIDERATION =
  "ConsiderationItem(uint8 itemType,address token,uint256 identifierOrCriteria,uint256 startAmount,uint256 endAmount,address recipient)"
const COMPONENTS =
  "OrderComponents(address offerer,address zone,OfferItem[] offer,ConsiderationItem[] consideration,uint8 orderType,uint256 startTime,uint256 endTime,bytes32 zoneHash,uint256 salt,bytes32 conduitKey,uint256 counter)"

/** What goes to others is no gain of whoever offers. */
function seaportOrder(order: Args, { chain }: Document): Action {
  const offerer = order.text("offerer")
  const own = itemsOf(order.list("consideration")).filter((item) => item.text("recipient") === offerer)
  return {
    type: "order",
    give: itemsOf(order.list("offer")).map((item) => itemOf(item, chain, "larger")),
    get: own.map((item) => itemOf(item, chain, "smaller")),
    recipient: offerer,
    expiresAt: momentOf(order.number("endTime")),
  }
}

/** The orders that a tree holds; what only fills it up is left out. */
function leavesOf(tree: readonly ReadMember[]): Args[] {
  return tree.flatMap(({ type, value }) => {
    if (typeof value === "string") return []
    if (type !== "OrderComponents") return leavesOf(value)
    const order = argsOf(value)
    return order.text("offerer") === ZERO ? [] : [order]
  })
}

const bulkOrder: DocumentShape["mean"] = (args, document) => {
  const whole = { target: document.target, protocol: protocolAt(document.chain, document.target) }
  const orders: Reading[] = leavesOf(args.list("tree")).map((order) =>
    partOf(whole, COMPONENTS, order.all, seaportOrder(order, document)),
  )
  return several(orders)
}

const MARKER = "0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE"

const cowOrder: DocumentShape["mean"] = (args, { chain }) => {
  const bought = args.text("buyToken")
  // The fee comes on top of what is sold.
  const sold = args.number("sellAmount") + args.number("feeAmount")
  return {
    action: {
      type: "order",
      give: [amountOf(assetOf(chain, args.text("sellToken")), sold)],
      get: [amountOf(assetOf(chain, bought === MARKER ? null : bought), args.number("buyAmount"))],
      recipient: args.text("receiver") === ZERO ? null : args.text("receiver"),
      expiresAt: momentOf(args.number("validTo")),
    },
  }
}

const inchOrder: DocumentShape["mean"] = (args, { chain }) => ({
  action: {
    type: "order",
    give: [amountOf(assetOf(chain, args.text("makerAsset")), args.number("makingAmount"))],
    get: [amountOf(assetOf(chain, args.text("takerAsset")), args.number("takingAmount"))],
    recipient: args.text("receiver") === ZERO ? args.text("maker") : args.text("receiver"),
    expiresAt: null,
  },
})

export const orderDocuments = (): DocumentShape[] => [
  {
    type: `${COMPONENTS}${CONSIDERATION}${OFFER}`,
    mean: (args, document) => ({ action: seaportOrder(args, document) }),
  },
  {
    type: new RegExp(
      `^BulkOrder\\(OrderComponents(\\[2\\])+ tree\\)${escaped(`${CONSIDERATION}${OFFER}${COMPONENTS}`)}$`,
    ),
    mean: bulkOrder,
  },
  {
    type: "Order(address sellToken,address buyToken,address receiver,uint256 sellAmount,uint256 buyAmount,uint32 validTo,bytes32 appData,uint256 feeAmount,string kind,bool partiallyFillable,string sellTokenBalance,string buyTokenBalance)",
    mean: cowOrder,
  },
  {
    type: "Order(uint256 salt,address maker,address receiver,address makerAsset,address takerAsset,uint256 makingAmount,uint256 takingAmount,uint256 makerTraits)",
    mean: inchOrder,
  },
]

function escaped(text: string): string {
  return text.replace(/[()[\]]/g, "\\$&")
}
