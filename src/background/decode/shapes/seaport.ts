/**
 * Orders of Seaport, taken up by whoever calls: what the order asks for is given, what it offers is gotten. Of an
 * amount that moves with time, the side that is worse for the caller counts.
 */
import type { AssetAmount } from "~protocol"
import { type Args, amountOf, assetOf, type Call, itemsOf, justCall, type Meaning, ZERO } from "../reading"
import { type Mean, type Shape, shapesAt } from "../shape"

const offerItem =
  "uint8 itemType,address token,uint256 identifierOrCriteria,uint256 startAmount,uint256 endAmount"
const considerationItem = `${offerItem},address recipient`
const head = `address offerer,address zone,(${offerItem})[] offer,(${considerationItem})[] consideration,uint8 orderType,uint256 startTime,uint256 endTime,bytes32 zoneHash,uint256 salt,bytes32 conduitKey`
const components = `(${head},uint256 counter)`
const parameters = `(${head},uint256 totalOriginalConsiderationItems)`
const order = `(${parameters} parameters,bytes signature)`
const advancedOrder = `(${parameters} parameters,uint120 numerator,uint120 denominator,bytes signature,bytes extraData)`
const resolver = "(uint256 orderIndex,uint8 side,uint256 index,uint256 identifier,bytes32[] criteriaProof)"
const places = "(uint256 orderIndex,uint256 itemIndex)[]"
const basicOrder =
  "(address considerationToken,uint256 considerationIdentifier,uint256 considerationAmount,address offerer,address zone,address offerToken,uint256 offerIdentifier,uint256 offerAmount,uint8 basicOrderType,uint256 startTime,uint256 endTime,bytes32 zoneHash,uint256 salt,bytes32 offererConduitKey,bytes32 fulfillerConduitKey,uint256 totalOriginalAdditionalRecipients,(uint256 amount,address recipient)[] additionalRecipients,bytes signature)"

/** Native, ERC-20, ERC-721, ERC-1155, and the last two of any number that meets a criterion. */
const NATIVE = 0n
const ERC20 = 1n
const CRITERIA = 4n

/** `worse`: the larger amount of what is given, the smaller of what is gotten. */
export function itemOf(item: Args, chain: Call["chain"], worse: "larger" | "smaller"): AssetAmount {
  const type = item.number("itemType")
  const [start, end] = [item.number("startAmount"), item.number("endAmount")]
  const isStart = worse === "larger" ? start > end : start < end
  const tokenId = type > ERC20 && type < CRITERIA ? item.text("identifierOrCriteria") : null
  return amountOf(assetOf(chain, type === NATIVE ? null : item.text("token"), tokenId), isStart ? start : end)
}

/** A part of an amount; null where it does not come out even. */
function partOf({ asset, amount }: AssetAmount, numerator: bigint, denominator: bigint): AssetAmount {
  const whole = BigInt(amount ?? 0) * numerator
  const isEven = denominator !== 0n && whole % denominator === 0n
  return amountOf(asset, isEven ? whole / denominator : null)
}

function taken(order: Args, call: Call, recipient: string, numerator = 1n, denominator = 1n): Meaning {
  const part = (each: AssetAmount) => partOf(each, numerator, denominator)
  const consideration = itemsOf(order.list("consideration"))
  return {
    action: {
      type: "swap",
      give: consideration.map((item) => part(itemOf(item, call.chain, "larger"))),
      get: itemsOf(order.list("offer")).map((item) => part(itemOf(item, call.chain, "smaller"))),
      recipient,
    },
  }
}

const fulfill: Mean = (args, call) => taken(args.inner("order").inner("parameters"), call, call.from)

const fulfillAdvanced: Mean = (args, call) => {
  const advanced = args.inner("advancedOrder")
  const recipient = args.text("recipient") === ZERO ? call.from : args.text("recipient")
  const parts = [advanced.number("numerator"), advanced.number("denominator")] as const
  return taken(advanced.inner("parameters"), call, recipient, ...parts)
}

/** Which way a basic order goes: currency or tokens for a thing, or a thing for tokens. */
const TYPES_A_ROUTE = 4n
const ROUTES_TO_A_THING = 4n
const ROUTES = 6n

const fulfillBasic: Mean = (args, call) => {
  const order = args.inner("parameters")
  const route = order.number("basicOrderType") / TYPES_A_ROUTE
  if (route >= ROUTES) return null
  const fees = itemsOf(order.list("additionalRecipients")).reduce(
    (sum, fee) => sum + fee.number("amount"),
    0n,
  )
  const isForThing = route < ROUTES_TO_A_THING
  const token = (side: string, hasNumber: boolean, amount: bigint) =>
    amountOf(
      assetOf(
        call.chain,
        BigInt(order.text(`${side}Token`)) === 0n ? null : order.text(`${side}Token`),
        hasNumber ? order.text(`${side}Identifier`) : null,
      ),
      amount,
    )
  const asked = order.number("considerationAmount")
  const offered = order.number("offerAmount")
  if (!isForThing && fees > offered) return null
  return {
    action: {
      type: "swap",
      give: [token("consideration", !isForThing, isForThing ? asked + fees : asked)],
      get: [token("offer", isForThing, isForThing ? offered : offered - fees)],
      recipient: call.from,
    },
  }
}

const just: Mean = () => justCall

export function seaportShapes(): Shape[] {
  return shapesAt(["seaport"], {
    [`fulfillBasicOrder(${basicOrder} parameters)`]: fulfillBasic,
    [`fulfillBasicOrder_efficient_6GL6yc(${basicOrder} parameters)`]: fulfillBasic,
    [`fulfillOrder(${order} order,bytes32 fulfillerConduitKey)`]: fulfill,
    [`fulfillAdvancedOrder(${advancedOrder} advancedOrder,${resolver}[] criteriaResolvers,bytes32 fulfillerConduitKey,address recipient)`]:
      fulfillAdvanced,
    [`fulfillAvailableOrders(${order}[] orders,${places}[] offerFulfillments,${places}[] considerationFulfillments,bytes32 fulfillerConduitKey,uint256 maximumFulfilled)`]:
      just,
    [`fulfillAvailableAdvancedOrders(${advancedOrder}[] advancedOrders,${resolver}[] criteriaResolvers,${places}[] offerFulfillments,${places}[] considerationFulfillments,bytes32 fulfillerConduitKey,address recipient,uint256 maximumFulfilled)`]:
      just,
    [`cancel(${components}[] orders)`]: just,
    [`validate(${order}[] orders)`]: just,
    "incrementCounter()": just,
  })
}
