/** Calls that hold calls: `multicall`, Multicall3, and a Safe with its batches. Each is read by itself. */
import { hexToBytes } from "@noble/hashes/utils.js"
import type { Reading } from "~protocol"
import { type Args, type Call, hexOf, type Inside, itemsOf, justCall, several, textsOf } from "../reading"
import { type Mean, type Shape, shapesAt } from "../shape"

/** The contract calls itself, once for each, with what was sent along. */
const callItself: Mean = (args, call, inside) =>
  several(textsOf(args.list("data")).map((data) => inside.read({ ...call, data: hexToBytes(data.slice(2)) })))

const callOthers: Mean = (args, call, inside) =>
  several(
    itemsOf(args.list("calls")).map((each) =>
      inside.read({
        chain: call.chain,
        from: call.to,
        to: each.text("target"),
        wei: each.number("value"),
        data: hexToBytes(each.text("callData").slice(2)),
        isDelegated: false,
      }),
    ),
  )

/** What runs with somebody's own storage may do anything with it; only a batch is known to do no more than it says. */
export function readOperation(
  args: Args,
  { chain, from }: Pick<Call, "chain" | "from">,
  inside: Inside,
): Reading {
  const to = args.text("to")
  return inside.read({
    chain,
    from,
    to,
    wei: args.number("value"),
    data: hexToBytes(args.text("data").slice(2)),
    isDelegated: args.text("operation") !== "0",
  })
}

const execute: Mean = (args, call, inside) => ({
  ...justCall,
  inside: [readOperation(args, { chain: call.chain, from: call.to }, inside)],
})

const OPERATION_BYTES = 1 + 20 + 32 + 32

/** Packed without any padding; null where that does not come out even. */
const sendSeveral: Mean = (args, call, inside) => {
  const data = hexToBytes(args.text("transactions").slice(2))
  const readings: Reading[] = []
  for (let at = 0; at < data.length; ) {
    if (at + OPERATION_BYTES > data.length) return null
    const size = BigInt(hexOf(data.subarray(at + 53, at + OPERATION_BYTES)))
    const end = BigInt(at + OPERATION_BYTES) + size
    if (end > BigInt(data.length)) return null
    readings.push(inside.read(operationOf(data.subarray(at, Number(end)), call)))
    at = Number(end)
  }
  return several(readings)
}

function operationOf(bytes: Uint8Array, { chain, from, to, isDelegated }: Call): Call {
  return {
    chain,
    from: isDelegated ? from : to,
    to: hexOf(bytes.subarray(1, 21)),
    wei: BigInt(hexOf(bytes.subarray(21, 53))),
    data: bytes.subarray(OPERATION_BYTES),
    isDelegated: bytes[0] !== 0,
  }
}

const calls = "(address target,bytes callData)[] calls"
const just: Mean = () => justCall

export function callShapes(): Shape[] {
  return [
    ...shapesAt(null, {
      "multicall(bytes[] data)": callItself,
      "multicall(uint256 deadline,bytes[] data)": callItself,
      "multicall(bytes32 previousBlockhash,bytes[] data)": callItself,
      "execTransaction(address to,uint256 value,bytes data,uint8 operation,uint256 safeTxGas,uint256 baseGas,uint256 gasPrice,address gasToken,address refundReceiver,bytes signatures)":
        execute,
      "addOwnerWithThreshold(address owner,uint256 _threshold)": just,
      "removeOwner(address prevOwner,address owner,uint256 _threshold)": just,
      "swapOwner(address prevOwner,address oldOwner,address newOwner)": just,
      "changeThreshold(uint256 _threshold)": just,
      "enableModule(address module)": just,
      "disableModule(address prevModule,address module)": just,
      "setGuard(address guard)": just,
      "setFallbackHandler(address handler)": just,
    }),
    ...shapesAt(["multicall"], {
      [`aggregate(${calls})`]: callOthers,
      [`blockAndAggregate(${calls})`]: callOthers,
      [`tryAggregate(bool requireSuccess,${calls})`]: callOthers,
      [`tryBlockAndAggregate(bool requireSuccess,${calls})`]: callOthers,
      "aggregate3((address target,bool allowFailure,bytes callData)[] calls)": callOthers,
      "aggregate3Value((address target,bool allowFailure,uint256 value,bytes callData)[] calls)": callOthers,
    }),
    ...shapesAt(["multisend"], { "multiSend(bytes transactions)": sendSeveral }),
    ...shapesAt(["safe"], {
      "createProxyWithNonce(address _singleton,bytes initializer,uint256 saltNonce)": just,
    }),
  ]
}
