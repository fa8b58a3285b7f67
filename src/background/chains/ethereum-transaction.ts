/**
 * An Ethereum transaction before and after signing, of types 0 (with a chain id, EIP-155), 1 (EIP-2930) and 2
 * (EIP-1559). What comes back must be the transaction that was approved, byte for byte, with a signature of the
 * account that was approved; anything else is not used. No network, no key.
 */
import { keccak_256 } from "@noble/hashes/sha3.js"
import { bytesToHex, concatBytes, hexToBytes } from "@noble/hashes/utils.js"
import { recoverEthereumAddress } from "~kms"
import type { Hex } from "~protocol"
import type { EthereumTransactionPayload } from "../consent/payload"
import { decodeRlpList, encodeRlp, numberOfRlp, type Rlp, rlpNumber } from "./rlp"

/** r, s and which of the two points it is: 0 or 1. */
type Signature = { r: bigint; s: bigint; parity: number }

/** The serialization (EIP-2718, or the older one of type 0) that is to be signed. */
export function unsignedTransaction(payload: EthereumTransactionPayload, nonce: number): Hex {
  return `0x${bytesToHex(unsignedBytes(payload, nonce))}`
}

/** The signed transaction and its hash, or null where `signed` is not exactly what was asked for. */
export function checkSignedTransaction(
  payload: EthereumTransactionPayload,
  nonce: number,
  signed: Uint8Array,
): { raw: Hex; hash: Hex } | null {
  const signature = signatureIn(payload, signed)
  if (signature === null) return null
  const raw: Hex = `0x${bytesToHex(signed)}`
  if (bytesToHex(signedBytes(payload, nonce, signature)) !== raw.slice(2)) return null
  const digest = keccak_256(unsignedBytes(payload, nonce))
  if (recoverEthereumAddress(digest, compact(signature)) !== payload.address.toLowerCase()) return null
  return { raw, hash: `0x${bytesToHex(keccak_256(signed))}` }
}

function unsignedBytes(payload: EthereumTransactionPayload, nonce: number): Uint8Array {
  const fields = fieldsOf(payload, nonce)
  if (payload.fee.type !== "legacy") return serialize(payload, fields)
  return serialize(payload, [...fields, rlpNumber(BigInt(payload.chainId)), rlpNumber(0n), rlpNumber(0n)])
}

function signedBytes(
  payload: EthereumTransactionPayload,
  nonce: number,
  { r, s, parity }: Signature,
): Uint8Array {
  const v =
    payload.fee.type === "legacy" ? BigInt(payload.chainId) * 2n + 35n + BigInt(parity) : BigInt(parity)
  return serialize(payload, [...fieldsOf(payload, nonce), ...[v, r, s].map(rlpNumber)])
}

function fieldsOf(payload: EthereumTransactionPayload, nonce: number): Rlp[] {
  const { fee, chainId, gas, to, wei, data } = payload
  const number = (text: string | number) => rlpNumber(BigInt(text))
  const call = [number(gas), bytesOf(to ?? "0x"), number(wei), bytesOf(data)]
  if (fee.type === "legacy") return [number(nonce), number(fee.gasPrice), ...call]
  const prices =
    fee.type === "eip1559"
      ? [number(fee.maxPriorityFeePerGas), number(fee.maxFeePerGas)]
      : [number(fee.gasPrice)]
  const accessList = payload.accessList.map(({ address, storageKeys }) => [
    bytesOf(address),
    storageKeys.map(bytesOf),
  ])
  return [number(chainId), number(nonce), ...prices, ...call, accessList]
}

const typeBytes = { legacy: [], eip2930: [1], eip1559: [2] } as const

function serialize({ fee }: EthereumTransactionPayload, fields: Rlp[]): Uint8Array {
  return concatBytes(Uint8Array.from(typeBytes[fee.type]), encodeRlp(fields))
}

/** The last three fields, if they can be a signature at all. */
function signatureIn({ fee, chainId }: EthereumTransactionPayload, signed: Uint8Array): Signature | null {
  try {
    const fields = decodeRlpList(signed.subarray(typeBytes[fee.type].length))
    const [v = 0n, r = 0n, s = 0n] = fields.slice(-3).map(numberOfRlp)
    const parity = fee.type === "legacy" ? v - BigInt(chainId) * 2n - 35n : v
    return parity === 0n || parity === 1n ? { r, s, parity: Number(parity) } : null
  } catch {
    return null
  }
}

function compact({ r, s, parity }: Signature): Uint8Array {
  const word = (number: bigint) => hexToBytes(number.toString(16).padStart(64, "0"))
  const isInRange = r < 1n << 256n && s < 1n << 256n
  return isInRange ? concatBytes(word(r), word(s), Uint8Array.of(27 + parity)) : new Uint8Array()
}

function bytesOf(hex: string): Uint8Array {
  return hexToBytes(hex.slice(2))
}
