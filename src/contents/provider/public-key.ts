/**
 * A Solana address as dApps know it from web3.js: its methods, and the number in `_bn` by which web3.js compares a key
 * of its own with another, so that this one can be a fee payer or an account of an instruction. It cannot be changed.
 */
import { fromBase58 } from "./bytes"
import { freeze } from "./natives"

export type PublicKey = {
  toBase58(): string
  toString(): string
  toJSON(): string
  toBytes(): Uint8Array
  equals(other: unknown): boolean
  readonly _bn: object
}

export function publicKeyOf(address: string): PublicKey {
  const bytes = fromBase58(address)
  const text = () => address
  return freeze({
    toBase58: text,
    toString: text,
    toJSON: text,
    toBytes: () => bytes.slice(),
    equals: (other: unknown) => base58Of(other) === address,
    _bn: freeze(numberOf(bytes)),
  })
}

function base58Of(key: unknown): string | undefined {
  return (key as Partial<PublicKey> | null)?.toBase58?.()
}

type LikeBuffer<Bytes> = { from(bytes: Uint8Array): Bytes }

/** As much of a bn.js number as web3.js uses of a key's: words of 26 bits, the lowest first. */
function numberOf(bytes: Uint8Array) {
  const words: number[] = []
  let rest = bytes.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n)
  do {
    words.push(Number(rest & 0x3ffffffn))
    rest >>= 26n
  } while (rest > 0n)
  return {
    negative: 0,
    red: null,
    length: words.length,
    words: freeze(words),
    eq: (other: { words?: readonly number[]; length?: number }) =>
      other.length === words.length && words.every((word, at) => word === other.words?.[at]),
    toArrayLike: <Bytes>(kind: LikeBuffer<Bytes>) => kind.from(bytes.slice()),
  }
}
