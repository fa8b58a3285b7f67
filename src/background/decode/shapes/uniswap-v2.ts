/** Swaps along a path of tokens, as Uniswap's second router and its many likenesses take them. */
import type { AssetAmount } from "~protocol"
import { type Args, amountOf, assetOf, type Call, justCall, type Meaning, textsOf } from "../reading"
import { type Mean, type Shape, shapesAt } from "../shape"

/** What one end of the path gives or gets: a token, or the chain's own currency. */
type End = "token" | "currency"

function swapOf(
  args: Args,
  call: Call,
  give: { end: End; amount: bigint },
  get: { end: End; amount: bigint },
): Meaning | null {
  const path = textsOf(args.list("path"))
  const first = path[0]
  const last = path.at(-1)
  if (first === undefined || last === undefined || path.length < 2) return null
  const side = ({ end, amount }: { end: End; amount: bigint }, token: string): AssetAmount =>
    amountOf(assetOf(call.chain, end === "currency" ? null : token), amount)
  return {
    action: { type: "swap", give: [side(give, first)], get: [side(get, last)], recipient: args.text("to") },
  }
}

const swap =
  (from: End, to: End, given: string | null, gotten: string): Mean =>
  (args, call) =>
    swapOf(
      args,
      call,
      { end: from, amount: given === null ? call.wei : args.number(given) },
      { end: to, amount: args.number(gotten) },
    )

const exactIn = "uint256 amountIn,uint256 amountOutMin,address[] path,address to,uint256 deadline"
const exactOut = "uint256 amountOut,uint256 amountInMax,address[] path,address to,uint256 deadline"
const fromTokens = (end: End) => swap("token", end, "amountIn", "amountOutMin")
const fromCurrency = swap("currency", "token", null, "amountOutMin")
const just: Mean = () => justCall

const removal = "uint256 liquidity,uint256 amountAMin,uint256 amountBMin,address to,uint256 deadline"
const removalEth = "uint256 liquidity,uint256 amountTokenMin,uint256 amountETHMin,address to,uint256 deadline"

export function uniswapV2Shapes(): Shape[] {
  return shapesAt(["v2-router"], {
    [`swapExactTokensForTokens(${exactIn})`]: fromTokens("token"),
    [`swapExactTokensForTokensSupportingFeeOnTransferTokens(${exactIn})`]: fromTokens("token"),
    [`swapExactTokensForETH(${exactIn})`]: fromTokens("currency"),
    [`swapExactTokensForETHSupportingFeeOnTransferTokens(${exactIn})`]: fromTokens("currency"),
    "swapExactETHForTokens(uint256 amountOutMin,address[] path,address to,uint256 deadline)": fromCurrency,
    "swapExactETHForTokensSupportingFeeOnTransferTokens(uint256 amountOutMin,address[] path,address to,uint256 deadline)":
      fromCurrency,
    [`swapTokensForExactTokens(${exactOut})`]: swap("token", "token", "amountInMax", "amountOut"),
    [`swapTokensForExactETH(${exactOut})`]: swap("token", "currency", "amountInMax", "amountOut"),
    "swapETHForExactTokens(uint256 amountOut,address[] path,address to,uint256 deadline)": swap(
      "currency",
      "token",
      null,
      "amountOut",
    ),
    "addLiquidity(address tokenA,address tokenB,uint256 amountADesired,uint256 amountBDesired,uint256 amountAMin,uint256 amountBMin,address to,uint256 deadline)":
      just,
    "addLiquidityETH(address token,uint256 amountTokenDesired,uint256 amountTokenMin,uint256 amountETHMin,address to,uint256 deadline)":
      just,
    [`removeLiquidity(address tokenA,address tokenB,${removal})`]: just,
    [`removeLiquidityETH(address token,${removalEth})`]: just,
    [`removeLiquidityETHWithPermit(address token,${removalEth},bool approveMax,uint8 v,bytes32 r,bytes32 s)`]:
      just,
  })
}
