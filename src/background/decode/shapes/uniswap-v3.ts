/** Swaps of Uniswap's third router, with and without a deadline in each, and what it does around them. */
import type { AssetAmount } from "~protocol"
import { wrappedOf } from "../contracts"
import { type Args, amountOf, assetOf, boundOf, type Call, justCall, type Meaning, ZERO } from "../reading"
import { type Mean, type Shape, shapesAt } from "../shape"

/** Short names that the router has for whoever calls it and for itself. */
const CALLER = "0x0000000000000000000000000000000000000001"
const ITSELF = "0x0000000000000000000000000000000000000002"

const ADDRESS_DIGITS = 40
const HOP_DIGITS = 46

export function recipientOf(text: string, { from, to }: Pick<Call, "from" | "to">): string {
  if (text === CALLER) return from
  return text === ITSELF || text === ZERO ? to : text
}

/** Both ends of `token fee token fee token`; null where it is none. */
export function endsOfPath(path: string): { first: string; last: string } | null {
  const digits = path.slice(2)
  const isPath =
    digits.length >= ADDRESS_DIGITS + HOP_DIGITS && (digits.length - ADDRESS_DIGITS) % HOP_DIGITS === 0
  if (!isPath) return null
  return { first: `0x${digits.slice(0, ADDRESS_DIGITS)}`, last: `0x${digits.slice(-ADDRESS_DIGITS)}` }
}

/** What is given comes out of the value that was sent along, where it is the currency's own token. */
function givenOf(call: Call, token: string, amount: bigint | null): AssetAmount {
  const isCurrency = call.wei > 0n && token.toLowerCase() === wrappedOf(call.chain)
  return amountOf(assetOf(call.chain, isCurrency ? null : token), amount)
}

/** An amount of zero stands for all that the router has. */
const inOf = (params: Args) => params.number("amountIn") || null

function single(params: Args, call: Call, give: bigint | null, get: bigint): Meaning {
  return {
    action: {
      type: "swap",
      give: [givenOf(call, params.text("tokenIn"), give)],
      get: [amountOf(assetOf(call.chain, params.text("tokenOut")), get)],
      recipient: recipientOf(params.text("recipient"), call),
    },
  }
}

/** A path to an exact amount is written backwards. */
function along(
  params: Args,
  call: Call,
  give: bigint | null,
  get: bigint,
  isBackwards: boolean,
): Meaning | null {
  const ends = endsOfPath(params.text("path"))
  if (ends === null) return null
  const [tokenIn, tokenOut] = isBackwards ? [ends.last, ends.first] : [ends.first, ends.last]
  return {
    action: {
      type: "swap",
      give: [givenOf(call, tokenIn, give)],
      get: [amountOf(assetOf(call.chain, tokenOut), get)],
      recipient: recipientOf(params.text("recipient"), call),
    },
  }
}

const inSingle: Mean = (args, call) => {
  const params = args.inner("params")
  return single(params, call, inOf(params), params.number("amountOutMinimum"))
}
const outSingle: Mean = (args, call) => {
  const params = args.inner("params")
  return single(params, call, params.number("amountInMaximum"), params.number("amountOut"))
}
const inAlong: Mean = (args, call) => {
  const params = args.inner("params")
  return along(params, call, inOf(params), params.number("amountOutMinimum"), false)
}
const outAlong: Mean = (args, call) => {
  const params = args.inner("params")
  return along(params, call, params.number("amountInMaximum"), params.number("amountOut"), true)
}

/** Of all that the router holds, so that the bytes do not say how much. */
const unwrap: Mean = (_, { chain }) => {
  const wrapped = wrappedOf(chain)
  return wrapped === null
    ? justCall
    : { action: { type: "wrap", ...amountOf(assetOf(chain, wrapped), null), unwraps: true } }
}
const sweep =
  (recipient: string | null): Mean =>
  (args, call) => ({
    action: {
      type: "send",
      ...amountOf(assetOf(call.chain, args.text("token")), null),
      from: call.to,
      to: recipient === null ? call.from : recipientOf(args.text(recipient), call),
    },
  })

const selfPermit =
  (amountOf: (args: Args) => string | null): Mean =>
  (args, { chain, to }) => ({
    action: {
      type: "approve",
      asset: assetOf(chain, args.text("token")),
      amount: amountOf(args),
      spender: to,
      adds: false,
      expiresAt: null,
    },
  })
const just: Mean = () => justCall

/** The older of the two routers has a deadline in each swap. */
const swapShapes = (deadline: string): Record<string, Mean> => ({
  [`exactInputSingle((address tokenIn,address tokenOut,uint24 fee,address recipient,${deadline}uint256 amountIn,uint256 amountOutMinimum,uint160 sqrtPriceLimitX96) params)`]:
    inSingle,
  [`exactOutputSingle((address tokenIn,address tokenOut,uint24 fee,address recipient,${deadline}uint256 amountOut,uint256 amountInMaximum,uint160 sqrtPriceLimitX96) params)`]:
    outSingle,
  [`exactInput((bytes path,address recipient,${deadline}uint256 amountIn,uint256 amountOutMinimum) params)`]:
    inAlong,
  [`exactOutput((bytes path,address recipient,${deadline}uint256 amountOut,uint256 amountInMaximum) params)`]:
    outAlong,
})

const signature = "uint8 v,bytes32 r,bytes32 s"

export function uniswapV3Shapes(): Shape[] {
  return shapesAt(["v3-router"], {
    ...swapShapes("uint256 deadline,"),
    ...swapShapes(""),
    "unwrapWETH9(uint256 amountMinimum,address recipient)": unwrap,
    "unwrapWETH9(uint256 amountMinimum)": unwrap,
    "unwrapWETH9WithFee(uint256 amountMinimum,address recipient,uint256 feeBips,address feeRecipient)":
      unwrap,
    "wrapETH(uint256 value)": (args, { chain }) => {
      const wrapped = wrappedOf(chain)
      const amount = args.number("value")
      return wrapped === null
        ? justCall
        : { action: { type: "wrap", ...amountOf(assetOf(chain, wrapped), amount), unwraps: false } }
    },
    "sweepToken(address token,uint256 amountMinimum,address recipient)": sweep("recipient"),
    "sweepToken(address token,uint256 amountMinimum)": sweep(null),
    "refundETH()": just,
    [`selfPermit(address token,uint256 value,uint256 deadline,${signature})`]: selfPermit((args) =>
      boundOf(args.number("value")),
    ),
    [`selfPermitIfNecessary(address token,uint256 value,uint256 deadline,${signature})`]: selfPermit((args) =>
      boundOf(args.number("value")),
    ),
    [`selfPermitAllowed(address token,uint256 nonce,uint256 expiry,${signature})`]: selfPermit(() => null),
    [`selfPermitAllowedIfNecessary(address token,uint256 nonce,uint256 expiry,${signature})`]: selfPermit(
      () => null,
    ),
    /** The newer router takes the path of the second one too. */
    "swapExactTokensForTokens(uint256 amountIn,uint256 amountOutMin,address[] path,address to)": tokensAlong(
      "amountIn",
      "amountOutMin",
    ),
    "swapTokensForExactTokens(uint256 amountOut,uint256 amountInMax,address[] path,address to)": tokensAlong(
      "amountInMax",
      "amountOut",
    ),
  })
}

function tokensAlong(given: string, gotten: string): Mean {
  return (args, call) => {
    const path = args.list("path").map(({ value }) => String(value))
    const [first, last] = [path[0], path.at(-1)]
    if (first === undefined || last === undefined || path.length < 2) return null
    return {
      action: {
        type: "swap",
        give: [givenOf(call, first, args.number(given) || null)],
        get: [amountOf(assetOf(call.chain, last), args.number(gotten))],
        recipient: recipientOf(args.text("to"), call),
      },
    }
  }
}
