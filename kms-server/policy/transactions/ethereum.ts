/**
 * Reads an unsigned Ethereum transaction: legacy with a chain id (EIP-155), type 1 and type 2. What was read must
 * serialise to the very same bytes, so nothing is signed that was not understood. Blobs and EIP-7702
 * authorisations are refused.
 */
import {
  type Hex,
  hexToBytes,
  parseTransaction,
  serializeTransaction,
  type TransactionSerializable,
  toHex,
} from "viem"
import { fault } from "~protocol"

export type EthereumTransaction = {
  /** The bytes whose Keccak-256 is signed. */
  unsigned: Uint8Array
  /** The signed serialization; `signature` is r‖s and the recovery id, 65 bytes. */
  signedWith(signature: Uint8Array): Uint8Array
}

const REFUSED_TYPES = new Map([
  ["eip4844", "blob transactions"],
  ["eip7702", "EIP-7702 authorisations"],
])

export function readEthereumTransaction(bytes: Hex): EthereumTransaction {
  const parsed = parse(bytes.toLowerCase() as Hex)
  return {
    unsigned: hexToBytes(bytes),
    signedWith(signature) {
      const r = toHex(signature.subarray(0, 32))
      const s = toHex(signature.subarray(32, 64))
      const yParity = signature[64] === 1 ? 1 : 0
      return hexToBytes(serializeTransaction(parsed, { r, s, yParity, v: BigInt(27 + yParity) }))
    },
  }
}

function parse(bytes: Hex): TransactionSerializable {
  const parsed = attempt(() => parseTransaction(bytes))
  const refused = REFUSED_TYPES.get(parsed.type ?? "")
  if (refused) throw fault("POLICY_DENIED", { policy: `${refused} are not signed` })
  if (parsed.chainId === undefined || parsed.chainId <= 0) unreadable("it names no chain")
  if ("r" in parsed && parsed.r !== undefined) unreadable("it is signed already")
  const unsigned = parsed as TransactionSerializable
  if (attempt(() => serializeTransaction(unsigned)) !== bytes) unreadable("it is not in canonical form")
  return unsigned
}

function attempt<T>(read: () => T): T {
  try {
    return read()
  } catch {
    return unreadable("it is not an unsigned transaction of type 0, 1 or 2")
  }
}

function unreadable(where: string): never {
  throw fault("TRANSACTION_UNREADABLE", { where })
}
