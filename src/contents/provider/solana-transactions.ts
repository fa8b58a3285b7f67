/**
 * Solana transactions as pages hold them: those of web3.js, known by what they can do, or bytes. Only the layout of
 * the bytes is read here, to find or to make room for a signature; what they mean the background reads, and strictly.
 */
import { toBase58 } from "./bytes"

const SIGNATURE_BYTES = 64
const KEY_BYTES = 32

type Key = { toBase58(): string }

/** What `Transaction` and `VersionedTransaction` of web3.js have in common, and what tells them apart. */
type Web3Transaction = {
  serialize(options: object): Uint8Array
  addSignature(key: Key, signature: Uint8Array): void
  signatures: readonly { publicKey: Key }[]
  version?: unknown
  message: { staticAccountKeys: readonly Key[] }
}

function isWeb3(transaction: unknown): transaction is Web3Transaction {
  return typeof (transaction as Partial<Web3Transaction> | null)?.serialize === "function"
}

/** The bytes of a transaction of any kind; anything else is given back, to be refused as no bytes. */
export function serializeTransaction(transaction: unknown): unknown {
  if (!isWeb3(transaction)) return transaction
  return transaction.serialize({ requireAllSignatures: false, verifySignatures: false })
}

/** What the page gets back: its own object with the signature added, or, where it gave bytes, signed bytes. */
export function signedLike<Transaction>(
  transaction: Transaction,
  signed: Uint8Array | undefined,
  address: string,
): Transaction {
  if (!isWeb3(transaction)) return signed as Transaction
  const signature = signed && signatureOf(signed, address)
  const key = keysOf(transaction).find((known) => known.toBase58() === address)
  if (key && signature) transaction.addSignature(key, signature)
  return transaction
}

function keysOf(transaction: Web3Transaction): readonly Key[] {
  return "version" in transaction
    ? transaction.message.staticAccountKeys
    : transaction.signatures.map(({ publicKey }) => publicKey)
}

/** The signature of an account in a signed transaction. */
export function signatureOf(signed: Uint8Array, address: string): Uint8Array | undefined {
  const count = signed[0] ?? 0
  const { keysAt } = headerAt(signed, 1 + SIGNATURE_BYTES * count)
  for (let place = 0; place < count; place++) {
    const keyAt = keysAt + KEY_BYTES * place
    const at = 1 + SIGNATURE_BYTES * place
    if (toBase58(signed.subarray(keyAt, keyAt + KEY_BYTES)) === address)
      return signed.slice(at, at + SIGNATURE_BYTES)
  }
  return undefined
}

/**
 * A message on its own, as `serializeMessage` of web3.js gives it, gets room for its signatures in front.
 * @throws RangeError where nobody is to sign it
 */
export function withSignatures(bytes: Uint8Array): Uint8Array {
  const count = bytes[0] ?? 0
  const { signers, keys, keysAt } = headerAt(bytes, 1 + SIGNATURE_BYTES * count)
  const isWhole = count > 0 && signers === count && keys >= count && keysAt + KEY_BYTES * keys < bytes.length
  if (isWhole) return bytes
  const needed = headerAt(bytes, 0).signers
  if (needed === 0) throw new RangeError("Nobody is to sign")
  const whole = new Uint8Array(1 + SIGNATURE_BYTES * needed + bytes.length)
  whole[0] = needed
  whole.set(bytes, 1 + SIGNATURE_BYTES * needed)
  return whole
}

/** The header of a message that begins there; the first byte of a version 0 message is its version. */
function headerAt(bytes: Uint8Array, start: number) {
  const at = (bytes[start] ?? 0) & 0x80 ? start + 1 : start
  return { signers: bytes[at] ?? 0, keys: bytes[at + 3] ?? 0, keysAt: at + 4 }
}
