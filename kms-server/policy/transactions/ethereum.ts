/**
 * Reads an unsigned Ethereum transaction of types 0 to 4 (no blob's sidecar) and says what it does. What was read
 * must come back as the very same bytes. What a rollup charges for its own chain on top of the gas is in no
 * transaction, so no fee here has it.
 */
import type { Hex, UnsignedTransaction } from "~protocol"
import type { Asset, Facts } from "../facts"
import { readCall } from "./calls"
import { ether } from "./ethereum-assets"
import { type EthereumFields, readFields } from "./ethereum-fields"
import { openFindings } from "./findings"
import { toBigEndian } from "./numbers"
import { encodeRlp, type Rlp } from "./rlp"
import { unreadable } from "./unreadable"

export type EthereumMembers = Extract<UnsignedTransaction, { kind: "EIP_1559" }>

export type EthereumTransaction = {
  facts: Facts
  /** The bytes whose Keccak-256 is signed. */
  unsigned: Uint8Array
  /** The signed serialization; a signature is r‖s and the recovery id, 65 bytes. */
  signedWith(signature: Uint8Array): Uint8Array
}

/** Whether an asset `eip155:…/erc20:…` is surely an ERC-20 token. */
type IsErc20 = (asset: Asset) => boolean

/** Nodes pass on no more. */
const MAX_BYTES = 128 * 1024
const BLOB_GAS = 131_072n

/**
 * `account` is the address that signs. Where `isErc20` does not say that a contract is surely an ERC-20
 * token, `approve` and `transferFrom` could mean a token of a collection instead, and are counted as both.
 */
export function readEthereum(
  asked: Hex | EthereumMembers,
  account: string,
  isErc20: IsErc20 = () => false,
): EthereumTransaction {
  const unsigned = typeof asked === "string" ? bytesOf(asked) : writeMembers(asked)
  if (unsigned.length > MAX_BYTES) throw unreadable("it is larger than any chain takes")
  const fields = readFields(unsigned)
  if (Buffer.compare(serialize(fields.type, fields.items), unsigned) !== 0) {
    throw unreadable("it is not in canonical form")
  }
  return {
    facts: factsOf(fields, account.toLowerCase(), isErc20),
    unsigned,
    signedWith: (signature) => sign(fields, signature),
  }
}

function factsOf(fields: EthereumFields, account: string, isErc20: IsErc20): Facts {
  const chainId = fields.chainId.toString()
  const findings = openFindings({ kind: "transaction", chain: "ethereum", chainId })
  const coin = ether(chainId)
  findings.spend(coin, fields.value)
  for (const to of fields.delegates) {
    findings.act({ type: "delegate", to })
    findings.warn("eip7702")
  }
  const { to, value, data } = fields
  if (to === null) {
    findings.act({ type: "deploy", asset: coin, amount: value, from: account })
    findings.warn("unknownCall")
  } else if (data.length === 0) {
    findings.act({ type: "transfer", asset: coin, amount: value, from: account, to })
  } else {
    readCall({ chainId, account, sender: account, target: to, value, data, depth: 0, isErc20, findings })
  }
  const fee = fields.gasLimit * fields.gasPrice + fields.blobs * BLOB_GAS * fields.blobGasPrice
  findings.pay(coin, fee)
  return findings.facts()
}

function sign({ type, items, chainId }: EthereumFields, signature: Uint8Array): Uint8Array {
  const parity = signature[64]
  if (signature.length !== 65 || (parity !== 0 && parity !== 1)) {
    throw new Error("a signature has 65 bytes, the last of them 0 or 1")
  }
  const r = withoutZeros(signature.subarray(0, 32))
  const s = withoutZeros(signature.subarray(32, 64))
  if (type > 0) return serialize(type, [...items, toBigEndian(BigInt(parity)), r, s])
  const v = toBigEndian(chainId * 2n + 35n + BigInt(parity))
  return serialize(type, [...items.slice(0, 6), v, r, s])
}

function serialize(type: number, items: Rlp[]): Uint8Array {
  const body = encodeRlp(items)
  return type === 0 ? body : Buffer.concat([Uint8Array.of(type), body])
}

function writeMembers(members: EthereumMembers): Uint8Array {
  const quantities = [members.chainId, members.nonce, members.maxPriorityFeePerGas, members.maxFeePerGas]
  const [...numbers] = [...quantities, members.gasLimit].map((quantity) => toBigEndian(BigInt(quantity)))
  const to = bytesOf(members.to as Hex)
  const data = bytesOf((members.data ?? "0x") as Hex)
  return serialize(2, [...numbers, to, toBigEndian(BigInt(members.value)), data, []])
}

function bytesOf(hex: Hex): Uint8Array {
  if (!/^0x([0-9a-fA-F]{2})*$/.test(hex)) throw unreadable("it is not written in hex")
  return Uint8Array.from(Buffer.from(hex.slice(2), "hex"))
}

function withoutZeros(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((byte) => byte !== 0)
  return first < 0 ? new Uint8Array() : bytes.subarray(first)
}
