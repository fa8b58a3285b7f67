/**
 * The fields of an unsigned Ethereum transaction: types 0 (with a chain id, EIP-155), 1, 2, 3 and 4. Each field has
 * the shape that the chain asks for, or nothing is read. It does not ask what the calldata means.
 */
import { bigEndian, ethereumAddress } from "./numbers"
import { decodeRlp, type Rlp } from "./rlp"
import { unreadable } from "./unreadable"

export type EthereumFields = {
  type: number
  /** The fields as they stand in the bytes; a signature is put behind them. */
  items: Rlp[]
  chainId: bigint
  gasLimit: bigint
  /** The most that one unit of gas may cost, in wei. */
  gasPrice: bigint
  /** Null creates a contract. */
  to: string | null
  value: bigint
  data: Uint8Array
  blobs: bigint
  blobGasPrice: bigint
  /** What accounts are delegated to (EIP-7702). */
  delegates: string[]
}

type Field =
  | "chainId"
  | "nonce"
  | "gasPrice"
  | "tip"
  | "gasLimit"
  | "to"
  | "value"
  | "data"
  | "accessList"
  | "blobGasPrice"
  | "blobHashes"
  | "authorizations"
  | "empty"

const TIPPED = [
  "chainId",
  "nonce",
  "tip",
  "gasPrice",
  "gasLimit",
  "to",
  "value",
  "data",
  "accessList",
] as const

const layouts: readonly (readonly Field[])[] = [
  ["nonce", "gasPrice", "gasLimit", "to", "value", "data", "chainId", "empty", "empty"],
  ["chainId", "nonce", "gasPrice", "gasLimit", "to", "value", "data", "accessList"],
  TIPPED,
  [...TIPPED, "blobGasPrice", "blobHashes"],
  [...TIPPED, "authorizations"],
]

const SIGNATURE_FIELDS = 3
const LEGACY_WITHOUT_CHAIN = 6
const UINT64 = 2n ** 64n - 1n
const UINT256 = 2n ** 256n - 1n

export function readFields(bytes: Uint8Array): EthereumFields {
  const first = bytes[0] ?? 0
  const type = first >= 0xc0 ? 0 : first
  const layout = layouts[type]
  if (!layout || (type === 0 && first < 0xc0))
    throw unreadable("it is not an unsigned transaction of types 0 to 4")
  const items = listOf(decodeRlp(type === 0 ? bytes : bytes.subarray(1)))
  refuseOtherLength(items, layout, type)
  const at = (field: Field): Rlp => items[layout.indexOf(field)] ?? new Uint8Array()
  const number = (field: Field, most = UINT256) => numberOf(at(field), most)

  const chainId = number("chainId", UINT64 / 2n - 18n)
  if (chainId === 0n) throw unreadable("it names no chain")
  number("nonce", UINT64 - 1n)
  const gasPrice = number("gasPrice")
  if (number("tip") > gasPrice) throw unreadable("its tip is higher than its fee")
  readAccessList(at("accessList"), layout.includes("accessList"))
  const to = bytesOf(at("to"))
  if (to.length === 0 && type > 2) throw unreadable("a transaction of this type cannot create a contract")
  return {
    type,
    items,
    chainId,
    gasPrice,
    gasLimit: number("gasLimit", UINT64),
    to: to.length === 0 ? null : ethereumAddress(to),
    value: number("value"),
    data: bytesOf(at("data")),
    blobs: type === 3 ? countBlobs(at("blobHashes")) : 0n,
    blobGasPrice: number("blobGasPrice"),
    delegates: type === 4 ? readAuthorizations(at("authorizations")) : [],
  }
}

function refuseOtherLength(items: Rlp[], layout: readonly Field[], type: number) {
  if (type === 0 && items.length === LEGACY_WITHOUT_CHAIN) throw unreadable("it names no chain")
  const isSigned =
    type === 0
      ? items.slice(7).some((item) => item.length > 0)
      : items.length === layout.length + SIGNATURE_FIELDS
  if (isSigned) throw unreadable("it is signed already")
  if (items.length !== layout.length) throw unreadable("it has another number of fields than its type")
}

function readAccessList(item: Rlp, isExpected: boolean) {
  if (!isExpected) return
  for (const entry of listOf(item)) {
    const [address, keys] = exactly(listOf(entry), 2)
    ethereumAddress(bytesOf(address))
    for (const key of listOf(keys)) hashOf(key)
  }
}

function countBlobs(item: Rlp): bigint {
  const hashes = listOf(item).map(hashOf)
  if (hashes.length === 0) throw unreadable("a blob transaction has no blob")
  if (hashes.some((hash) => hash[0] !== 1)) throw unreadable("a blob's hash is of an unknown version")
  return BigInt(hashes.length)
}

/** What the authorisations delegate to; who signed them is not asked: any of them is a danger. */
function readAuthorizations(item: Rlp): string[] {
  const authorizations = listOf(item)
  if (authorizations.length === 0) throw unreadable("it has no authorisation")
  return authorizations.map((authorization) => {
    const [chainId, address, nonce, parity, r, s] = exactly(listOf(authorization), 6)
    numberOf(chainId, UINT256)
    numberOf(nonce, UINT64)
    numberOf(parity, 255n)
    numberOf(r, UINT256)
    numberOf(s, UINT256)
    return ethereumAddress(bytesOf(address))
  })
}

function exactly(items: Rlp[], length: number): Rlp[] {
  if (items.length !== length) throw misshapen()
  return items
}

function listOf(item: Rlp | undefined): Rlp[] {
  if (!Array.isArray(item)) throw misshapen()
  return item
}

function bytesOf(item: Rlp | undefined): Uint8Array {
  if (!(item instanceof Uint8Array)) throw misshapen()
  return item
}

function hashOf(item: Rlp): Uint8Array {
  const bytes = bytesOf(item)
  if (bytes.length !== 32) throw misshapen()
  return bytes
}

function numberOf(item: Rlp | undefined, most: bigint): bigint {
  const bytes = bytesOf(item)
  if (bytes.length > 32 || bytes[0] === 0) throw misshapen()
  const number = bigEndian(bytes)
  if (number > most) throw unreadable("a number in it is too large")
  return number
}

function misshapen() {
  return unreadable("a field does not have the shape that its type asks for")
}
