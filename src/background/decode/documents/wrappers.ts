/** Signatures that let somebody else make a call for the one who signs. The call is read as any other. */
import { hexToBytes } from "@noble/hashes/utils.js"
import { justCall } from "../reading"
import { readOperation } from "../shapes/calls"
import type { DocumentShape } from "./document"

const safe = (gas: string) =>
  `SafeTx(address to,uint256 value,bytes data,uint8 operation,uint256 safeTxGas,uint256 ${gas},uint256 gasPrice,address gasToken,address refundReceiver,uint256 nonce)`

const safeTransaction: DocumentShape["mean"] = (args, { chain, target }, inside) => {
  if (target === null) return null
  return { ...justCall, inside: [readOperation(args, { chain, from: target }, inside)] }
}

const forward: DocumentShape["mean"] = (args, { chain }, inside) => ({
  ...justCall,
  inside: [
    inside.read({
      chain,
      from: args.text("from"),
      to: args.text("to"),
      wei: args.number("value"),
      data: hexToBytes(args.text("data").slice(2)),
      isDelegated: false,
    }),
  ],
})

/** The contract calls itself in the name of `from`. */
const callItself: DocumentShape["mean"] = (args, { chain, target }, inside) => {
  if (target === null) return null
  const data = hexToBytes(args.text("functionSignature").slice(2))
  const call = { chain, from: args.text("from"), to: target, wei: 0n, data, isDelegated: false }
  return { ...justCall, inside: [inside.read(call)] }
}

export const wrapperDocuments = (): DocumentShape[] => [
  { type: safe("baseGas"), mean: safeTransaction },
  { type: safe("dataGas"), mean: safeTransaction },
  {
    type: "ForwardRequest(address from,address to,uint256 value,uint256 gas,uint256 nonce,bytes data)",
    mean: forward,
  },
  {
    type: "ForwardRequest(address from,address to,uint256 value,uint256 gas,uint256 nonce,uint48 deadline,bytes data)",
    mean: forward,
  },
  { type: "MetaTransaction(uint256 nonce,address from,bytes functionSignature)", mean: callItself },
]
