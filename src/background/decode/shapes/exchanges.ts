/** Swaps of 1inch that say what is given and the least that is gotten. */
import { amountOf, assetOf, ZERO } from "../reading"
import { type Mean, type Shape, shapesAt } from "../shape"

/** Stands for the chain's own currency. */
const MARKER = "0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE"

const currencyOr = (token: string) => (token === MARKER || token === ZERO ? null : token)

const swap: Mean = (args, { chain, from }) => {
  const desc = args.inner("desc")
  const receiver = desc.text("dstReceiver")
  return {
    action: {
      type: "swap",
      give: [amountOf(assetOf(chain, currencyOr(desc.text("srcToken"))), desc.number("amount"))],
      get: [amountOf(assetOf(chain, currencyOr(desc.text("dstToken"))), desc.number("minReturnAmount"))],
      recipient: receiver === ZERO ? from : receiver,
    },
  }
}

const desc =
  "(address srcToken,address dstToken,address srcReceiver,address dstReceiver,uint256 amount,uint256 minReturnAmount,uint256 flags) desc"

export function exchangeShapes(): Shape[] {
  return shapesAt(["1inch"], {
    [`swap(address executor,${desc},bytes permit,bytes data)`]: swap,
    [`swap(address executor,${desc},bytes data)`]: swap,
  })
}
