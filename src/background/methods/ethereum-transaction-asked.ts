/**
 * An Ethereum transaction as a site asks for it, read strictly: what it says twice must agree, what its type does not
 * have is refused, and so are the types that this wallet does not sign. Where the site names no nonce, the wallet
 * assigns one when the request is stamped.
 */
import { type EthereumTransactionRequest, type Fault, fault, type Hex, type PageMethod } from "~protocol"
import type { EthereumFees } from "../chains/ethereum"
import { checksumAddress, hasWrongChecksum } from "../chains/ethereum-address"
import type { AccessList } from "../consent/payload"

export type Refuse = (where: string) => Fault

/** What a transaction does. */
export type AskedCall = { to: Hex | null; wei: bigint; data: Hex }

/** How it is to be paid for, as far as the site said. */
export type AskedFee = {
  /** Null leaves it to the chain. */
  type: "legacy" | "eip2930" | "eip1559" | null
  gasPrice: bigint | null
  fees: Partial<EthereumFees>
  gas: bigint | null
  accessList: AccessList
}

export function refuserOf(method: PageMethod): Refuse {
  return (where) => fault("PARAMS_INVALID", { method, where })
}

type CallFields = {
  to?: string | null | undefined
  value?: string | undefined
  data?: string | undefined
  input?: string | undefined
}

export function askedCall({ data, input, to, value }: CallFields, refuse: Refuse): AskedCall {
  if (data !== undefined && input !== undefined && data.toLowerCase() !== input.toLowerCase()) {
    throw refuse("`data` and `input` differ")
  }
  const bytes = (data ?? input ?? "0x").toLowerCase() as Hex
  if (!to && bytes === "0x") throw refuse("neither a receiver nor the code of a new contract")
  return { to: to ? receiverOf(to, refuse) : null, wei: BigInt(value ?? "0x0"), data: bytes }
}

/** Null where the site leaves it to the wallet. */
export function askedNonce({ nonce }: EthereumTransactionRequest, refuse: Refuse): number | null {
  if (nonce === undefined) return null
  if (BigInt(nonce) > BigInt(Number.MAX_SAFE_INTEGER)) throw refuse("`nonce` is beyond all measure")
  return Number(BigInt(nonce))
}

export function askedFee(request: EthereumTransactionRequest, refuse: Refuse): AskedFee {
  refuseBlobsAndDelegations(request, refuse)
  const { gas, gasLimit, gasPrice } = request
  if (gas !== undefined && gasLimit !== undefined && BigInt(gas) !== BigInt(gasLimit)) {
    throw refuse("`gas` and `gasLimit` differ")
  }
  const asked = gas ?? gasLimit
  return {
    type: typeOf(request, refuse),
    gasPrice: gasPrice === undefined ? null : BigInt(gasPrice),
    fees: feesOf(request, refuse),
    gas: asked === undefined ? null : BigInt(asked),
    accessList: accessListOf(request),
  }
}

/** Mixed case is a checksum, and a wrong one means a mistyped receiver. */
function receiverOf(to: string, refuse: Refuse): Hex {
  if (hasWrongChecksum(to)) throw refuse("the checksum of `to` is wrong")
  return checksumAddress(to)
}

const BLOB_FIELDS = ["blobs", "blobVersionedHashes", "maxFeePerBlobGas", "sidecars"] as const

/** They say more than this wallet shows, and it must not sign less than it was asked. */
function refuseBlobsAndDelegations(request: EthereumTransactionRequest, refuse: Refuse): void {
  const type = request.type === undefined ? null : BigInt(request.type)
  if (type === 4n || request.authorizationList !== undefined) {
    throw refuse(
      "a transaction that hands the account over to a contract (EIP-7702) is not signed for a site",
    )
  }
  if (type === 3n || BLOB_FIELDS.some((field) => request[field] !== undefined)) {
    throw refuse("a transaction with blobs (EIP-4844) is not signed")
  }
  if (type !== null && type > 2n) throw refuse("`type` is none of 0x0, 0x1 and 0x2")
}

/** By its type, else by the fields that only one type has. */
function typeOf(request: EthereumTransactionRequest, refuse: Refuse): AskedFee["type"] {
  const { type, gasPrice, maxFeePerGas, maxPriorityFeePerGas } = request
  const hasFees = (maxFeePerGas ?? maxPriorityFeePerGas) !== undefined
  const hasList = accessListOf(request).length > 0
  if (gasPrice !== undefined && hasFees) throw refuse("`gasPrice` together with EIP-1559 fees")
  if (type === undefined) {
    if (hasFees) return "eip1559"
    return gasPrice === undefined ? null : hasList ? "eip2930" : "legacy"
  }
  const named = (["legacy", "eip2930", "eip1559"] as const)[Number(BigInt(type))] ?? null
  if (named === "eip1559" && gasPrice !== undefined) throw refuse("`gasPrice` with `type` 0x2")
  if (named !== "eip1559" && hasFees) throw refuse(`EIP-1559 fees with \`type\` ${type}`)
  if (named === "legacy" && hasList) throw refuse("an access list with `type` 0x0")
  return named
}

function feesOf(request: EthereumTransactionRequest, refuse: Refuse): Partial<EthereumFees> {
  const { maxFeePerGas: most, maxPriorityFeePerGas: tip } = request
  if (most !== undefined && tip !== undefined && BigInt(tip) > BigInt(most)) {
    throw refuse("`maxPriorityFeePerGas` is more than `maxFeePerGas`")
  }
  return {
    ...(most === undefined ? {} : { maxFeePerGas: BigInt(most) }),
    ...(tip === undefined ? {} : { maxPriorityFeePerGas: BigInt(tip) }),
  }
}

function accessListOf({ accessList = [] }: EthereumTransactionRequest): AccessList {
  return accessList.map(({ address, storageKeys }) => ({
    address: address.toLowerCase() as Hex,
    storageKeys: storageKeys.map((key) => key.toLowerCase() as Hex),
  }))
}
