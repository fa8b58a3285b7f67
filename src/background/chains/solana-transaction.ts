/**
 * A Solana transaction before and after signing: read strictly (what does not encode back to the same bytes is
 * refused), described instruction by instruction, and compared after signing. No network, no key.
 */
import {
  type CompiledTransactionMessage,
  getCompiledTransactionMessageDecoder,
  getCompiledTransactionMessageEncoder,
  getTransactionDecoder,
  getTransactionEncoder,
} from "@solana/kit"
import { verifySolanaSignature } from "~kms"

type V0OrLegacy = Extract<CompiledTransactionMessage, { version: 0 | "legacy" }>

export type SolanaTransaction = {
  messageBytes: Uint8Array
  message: V0OrLegacy
  /** Required signers in order, the fee payer first. */
  signers: string[]
  signatures: Readonly<Record<string, Uint8Array | null>>
}

export type Unreadable = { unreadable: string }

/** What fits into one packet: no node takes more. */
const TRANSACTION_LIMIT_BYTES = 1_232

export function readSolanaTransaction(bytes: Uint8Array): SolanaTransaction | Unreadable {
  if (bytes.length > TRANSACTION_LIMIT_BYTES) return { unreadable: "it is larger than a node takes" }
  try {
    const { messageBytes, signatures } = getTransactionDecoder().decode(bytes)
    const message = getCompiledTransactionMessageDecoder().decode(messageBytes)
    if (message.version !== "legacy" && message.version !== 0) return { unreadable: "its version" }
    if (!isSame(getCompiledTransactionMessageEncoder().encode(message), messageBytes)) {
      return { unreadable: "its message is not encoded in the one way there is" }
    }
    if (!isSame(getTransactionEncoder().encode({ messageBytes, signatures }), bytes)) {
      return { unreadable: "bytes are left over" }
    }
    return {
      messageBytes: Uint8Array.from(messageBytes),
      message,
      signers: message.staticAccounts.slice(0, message.header.numSignerAccounts),
      signatures: signatures as SolanaTransaction["signatures"],
    }
  } catch {
    return { unreadable: "its bytes" }
  }
}

/**
 * Whether `bytes`, signed as they are by `address`, would make a transaction of it: a message has no prefix on Solana,
 * and its signature is the transaction's.
 */
export function isTransactionOf(address: string, bytes: Uint8Array): boolean {
  try {
    const { header, staticAccounts } = getCompiledTransactionMessageDecoder().decode(bytes)
    return staticAccounts.slice(0, header.numSignerAccounts).some((signer) => signer === address)
  } catch {
    return false
  }
}

/** Required signers, other than `address`, that have not signed. */
export function missingSigners(transaction: SolanaTransaction, address: string): string[] {
  return transaction.signers.filter((signer) => signer !== address && !transaction.signatures[signer])
}

/**
 * The first signature (the transaction's name on the network) where `after` is `before` with a valid signature of
 * `address` added and every other signature kept; else null.
 */
export function checkSignedSolana(
  before: SolanaTransaction,
  after: SolanaTransaction | Unreadable,
  address: string,
): Uint8Array | null {
  if ("unreadable" in after || !isSame(before.messageBytes, after.messageBytes)) return null
  const own = after.signatures[address]
  if (!own || !verifySolanaSignature(address, after.messageBytes, own)) return null
  const others = before.signers.filter((signer) => signer !== address)
  if (!others.every((signer) => isSameOrNull(before.signatures[signer], after.signatures[signer])))
    return null
  const payer = before.signers[0]
  return payer === undefined ? null : (after.signatures[payer] ?? own)
}

type Bytes = ArrayLike<number>

function isSameOrNull(a: Bytes | null | undefined, b: Bytes | null | undefined): boolean {
  return a && b ? isSame(a, b) : !a && !b
}

function isSame(a: Bytes, b: Bytes): boolean {
  if (a.length !== b.length) return false
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false
  return true
}
