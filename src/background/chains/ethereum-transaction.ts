/**
 * An Ethereum transaction before and after signing. What comes back must be the transaction that was approved, byte
 * for byte, with a signature of the account that was approved; anything else is not used. No network, no key.
 */
import { secp256k1 } from "@noble/curves/secp256k1.js"
import { keccak_256 } from "@noble/hashes/sha3.js"
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js"
import { parseTransaction, serializeTransaction, type TransactionSerializableEIP1559 } from "viem"
import type { Hex } from "~protocol"
import type { EthereumTransactionPayload } from "../consent/payload"

/** The EIP-2718 serialization of the type 2 transaction that is to be signed. */
export function unsignedTransaction(payload: EthereumTransactionPayload, nonce: number): Hex {
  return serializeTransaction(fieldsOf(payload, nonce))
}

/** The signed transaction and its hash, or null where `signed` is not exactly what was asked for. */
export function checkSignedTransaction(
  payload: EthereumTransactionPayload,
  nonce: number,
  signed: Uint8Array,
): { raw: Hex; hash: Hex } | null {
  try {
    const raw: Hex = `0x${bytesToHex(signed)}`
    const { r, s, yParity } = parseTransaction(raw)
    if (r === undefined || s === undefined || (yParity !== 0 && yParity !== 1)) return null
    if (serializeTransaction(fieldsOf(payload, nonce), { r, s, yParity }) !== raw) return null
    const digest = keccak_256(hexToBytes(unsignedTransaction(payload, nonce).slice(2)))
    if (recoverAddress(digest, BigInt(r), BigInt(s), yParity) !== payload.address.toLowerCase()) return null
    return { raw, hash: `0x${bytesToHex(keccak_256(signed))}` }
  } catch {
    return null
  }
}

function fieldsOf(payload: EthereumTransactionPayload, nonce: number): TransactionSerializableEIP1559 {
  const { fee } = payload
  if (fee.type !== "eip1559") throw new Error("a transaction type that is not offered")
  return {
    type: "eip1559",
    chainId: payload.chainId,
    nonce,
    to: payload.to,
    value: BigInt(payload.wei),
    data: payload.data,
    gas: BigInt(payload.gas),
    maxFeePerGas: BigInt(fee.maxFeePerGas),
    maxPriorityFeePerGas: BigInt(fee.maxPriorityFeePerGas),
  }
}

/** viem's own recovery loads its curve with a dynamic import, which an extension's worker cannot. */
function recoverAddress(digest: Uint8Array, r: bigint, s: bigint, yParity: number): string {
  const signature = new secp256k1.Signature(r, s).addRecoveryBit(yParity)
  if (signature.hasHighS()) return ""
  const publicKey = signature.recoverPublicKey(digest).toBytes(false)
  return `0x${bytesToHex(keccak_256(publicKey.subarray(1)).subarray(12))}`
}
