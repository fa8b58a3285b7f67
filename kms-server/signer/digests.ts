/**
 * What is hashed, for each way to sign: made here from the bytes of the order, so that an order for a message cannot
 * come out as the signature of a transaction.
 */
import { blake2b } from "@noble/hashes/blake2.js"
import { keccak_256 } from "@noble/hashes/sha3.js"
import { refusal } from "./mishaps"

const DIGEST_BYTES = 32
/** 0x1901 ‖ domain separator ‖ struct hash. */
const TYPED_DATA_BYTES = 66

/** Scope, version and application of Sui's intents. */
const SUI_TRANSACTION = [0, 0, 0] as const
const SUI_PERSONAL_MESSAGE = [3, 0, 0] as const

export function keccakOf(bytes: Uint8Array): Uint8Array {
  return keccak_256(bytes)
}

/** EIP-191 version 0x45. */
export function eip191DigestOf(message: Uint8Array): Uint8Array {
  const prefix = Buffer.from(`\x19Ethereum Signed Message:\n${message.length}`, "utf8")
  return keccak_256(Buffer.concat([prefix, message]))
}

/** EIP-712. Nothing else that is hashed for Ethereum has these first two bytes. */
export function eip712DigestOf(payload: Uint8Array): Uint8Array {
  if (payload.length !== TYPED_DATA_BYTES || payload[0] !== 0x19 || payload[1] !== 0x01) {
    throw refusal("the payload is no typed data")
  }
  return keccak_256(payload)
}

/**
 * A transaction's first byte is its EIP-2718 type or that of an RLP list. 0x19 is neither: a message or typed data
 * in the place of a transaction would come out signed as such.
 */
export function ethereumTransactionDigestOf(payload: Uint8Array): Uint8Array {
  const [first = 0x19] = payload
  if (first === 0x19 || (first > 0x7f && first < 0xc0)) throw refusal("the payload is no transaction")
  return keccak_256(payload)
}

/** Bytes that are a digest already. */
export function digestOf(payload: Uint8Array): Uint8Array {
  if (payload.length !== DIGEST_BYTES) throw refusal("the payload is no digest")
  return payload
}

/** The BCS of a transaction. */
export function suiTransactionDigestOf(transaction: Uint8Array): Uint8Array {
  return blake2b(Buffer.concat([Buffer.from(SUI_TRANSACTION), transaction]), { dkLen: DIGEST_BYTES })
}

/** A message as it is; its BCS is its length in ULEB128 and itself. */
export function suiMessageDigestOf(message: Uint8Array): Uint8Array {
  const head = Buffer.from([...SUI_PERSONAL_MESSAGE, ...uleb128(message.length)])
  return blake2b(Buffer.concat([head, message]), { dkLen: DIGEST_BYTES })
}

function uleb128(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...uleb128(value >>> 7)]
}
