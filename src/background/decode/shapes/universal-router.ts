/**
 * Uniswap's universal router: one byte for each command, and the arguments of each beside it. A command that is not
 * known here stays unknown, and so does one whose arguments are not as an encoder would write them.
 */
import { hexToBytes } from "@noble/hashes/utils.js"
import type { Action, Reading } from "~protocol"
import { readArguments } from "../abi-read"
import { parseInputs, signatureOf } from "../abi-types"
import { writeArguments } from "../abi-write"
import { protocolAt, wrappedOf } from "../contracts"
import { isSame } from "../is-same"
import {
  type Args,
  amountOf,
  argsOf,
  assetOf,
  type Call,
  hexOf,
  type Inside,
  itemsOf,
  justCall,
  several,
  textsOf,
  unknownReading,
} from "../reading"
import { type Mean, type Shape, shapesAt } from "../shape"
import {
  ALLOWANCE_TRANSFERS,
  allowanceOf,
  allowancesOf,
  PERMIT_BATCH,
  PERMIT_SINGLE,
  sendsOf,
} from "./permit2"
import { endsOfPath, recipientOf } from "./uniswap-v3"

/** The highest bit lets the rest go on where this one fails. */
const COMMAND_BITS = 0x7f
/** Stands for all that the router has. */
const WHOLE_BALANCE = 2n ** 255n

const exact = (amount: bigint) => (amount === WHOLE_BALANCE ? null : amount)

function swapOf(args: Args, call: Call, ends: [string, string], give: bigint, get: bigint): Action {
  return {
    type: "swap",
    give: [amountOf(assetOf(call.chain, ends[0]), exact(give))],
    get: [amountOf(assetOf(call.chain, ends[1]), get)],
    recipient: recipientOf(args.text("recipient"), call),
  }
}

/** A path to an exact amount is written backwards. */
const v3 =
  (isBackwards: boolean): Mean =>
  (args, call) => {
    const ends = endsOfPath(args.text("path"))
    if (ends === null) return null
    const { first, last } = ends
    const action = isBackwards
      ? swapOf(args, call, [last, first], args.number("amountInMax"), args.number("amountOut"))
      : swapOf(args, call, [first, last], args.number("amountIn"), args.number("amountOutMin"))
    return { action }
  }

const v2 =
  (given: string, gotten: string): Mean =>
  (args, call) => {
    const path = textsOf(args.list("path"))
    const [first, last] = [path[0], path.at(-1)]
    if (first === undefined || last === undefined || path.length < 2) return null
    return { action: swapOf(args, call, [first, last], args.number(given), args.number(gotten)) }
  }

const sendFrom =
  (isOurs: boolean, amount: string | null): Mean =>
  (args, call) => {
    const token = BigInt(args.text("token")) === 0n ? null : args.text("token")
    const sent = amount === null ? null : exact(args.number(amount))
    return {
      action: {
        type: "send",
        ...amountOf(assetOf(call.chain, token), sent),
        from: isOurs ? call.from : call.to,
        to: recipientOf(args.text("recipient"), call),
      },
    }
  }

const wrap =
  (unwraps: boolean): Mean =>
  (args, { chain }) => {
    const wrapped = wrappedOf(chain)
    if (wrapped === null) return justCall
    const amount = unwraps ? null : exact(args.number("amountMin"))
    return { action: { type: "wrap", ...amountOf(assetOf(chain, wrapped), amount), unwraps } }
  }

const permitOne: Mean = (args, { chain }) => {
  const permit = args.inner("permit")
  return { action: allowanceOf(chain, permit.inner("details"), permit.text("spender")) }
}

const swapIn = "address recipient,uint256 amountIn,uint256 amountOutMin"
const swapOut = "address recipient,uint256 amountOut,uint256 amountInMax"

const commands = (): ReadonlyMap<number, [string, Mean]> =>
  new Map([
    [0x00, [`V3_SWAP_EXACT_IN(${swapIn},bytes path,bool payerIsUser)`, v3(false)]],
    [0x01, [`V3_SWAP_EXACT_OUT(${swapOut},bytes path,bool payerIsUser)`, v3(true)]],
    [
      0x02,
      ["PERMIT2_TRANSFER_FROM(address token,address recipient,uint160 amount)", sendFrom(true, "amount")],
    ],
    [
      0x03,
      [
        `PERMIT2_PERMIT_BATCH(${PERMIT_BATCH} permit,bytes signature)`,
        (args, { chain, to }) => allowancesOf({ chain, target: to }, args.inner("permit")),
      ],
    ],
    [0x04, ["SWEEP(address token,address recipient,uint256 amountMin)", sendFrom(false, null)]],
    [0x05, ["TRANSFER(address token,address recipient,uint256 value)", sendFrom(false, "value")]],
    [0x06, ["PAY_PORTION(address token,address recipient,uint256 bips)", sendFrom(false, null)]],
    [0x08, [`V2_SWAP_EXACT_IN(${swapIn},address[] path,bool payerIsUser)`, v2("amountIn", "amountOutMin")]],
    [0x09, [`V2_SWAP_EXACT_OUT(${swapOut},address[] path,bool payerIsUser)`, v2("amountInMax", "amountOut")]],
    [0x0a, [`PERMIT2_PERMIT(${PERMIT_SINGLE} permit,bytes signature)`, permitOne]],
    [0x0b, ["WRAP_ETH(address recipient,uint256 amountMin)", wrap(false)]],
    [0x0c, ["UNWRAP_WETH(address recipient,uint256 amountMin)", wrap(true)]],
    [
      0x0d,
      [
        `PERMIT2_TRANSFER_FROM_BATCH(${ALLOWANCE_TRANSFERS} details)`,
        (args, { chain, to }) => sendsOf({ chain, target: to }, itemsOf(args.list("details"))),
      ],
    ],
    [0x0e, ["BALANCE_CHECK_ERC20(address owner,address token,uint256 minBalance)", () => justCall]],
  ])

let known: ReadonlyMap<number, [string, Mean]> | undefined

function readCommand(command: number, input: string, call: Call, inside: Inside): Reading {
  known ??= commands()
  const protocol = protocolAt(call.chain, call.to)
  const data = hexToBytes(input.slice(2))
  const unknown = unknownReading(call.to, protocol, hexOf(data))
  const [text, mean] = known.get(command & COMMAND_BITS) ?? []
  if (text === undefined || mean === undefined || !inside.budget.takeCall()) return unknown
  const types = parseInputs(text)
  const { members, flaws } = readArguments(types, data, inside.budget)
  if (members === null || flaws.size > 0 || !isSame(writeArguments(types, members), data)) {
    return { ...unknown, flaws: [...flaws] }
  }
  const meaning = mean(argsOf(members), call, inside)
  if (meaning === null) return unknown
  const { action, inside: parts = [] } = meaning
  const signature = signatureOf(text)
  return { ...unknown, how: "exact", action, signature, members, inside: parts, data: null }
}

/** Null where commands and arguments are not of one number. */
const execute: Mean = (args, call, inside) => {
  const commands = hexToBytes(args.text("commands").slice(2))
  const inputs = textsOf(args.list("inputs"))
  if (commands.length !== inputs.length) return null
  return several(inputs.map((input, place) => readCommand(commands[place] ?? 0, input, call, inside)))
}

export function universalRouterShapes(): Shape[] {
  return shapesAt(["universal-router"], {
    "execute(bytes commands,bytes[] inputs,uint256 deadline)": execute,
    "execute(bytes commands,bytes[] inputs)": execute,
  })
}
