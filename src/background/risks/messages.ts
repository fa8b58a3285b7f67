/**
 * Messages that are no message: bytes that are a transaction, or the digest of something, and would be taken for it
 * elsewhere. What a person cannot read, he cannot agree to.
 */
import { hexToBytes } from "@noble/hashes/utils.js"
import type { Risk } from "~protocol"
import { decodeRlpList } from "../chains/rlp"
import { isTransactionOf } from "../chains/solana-transaction"
import { type Appraisal, riskOf } from "./appraisal"

const DIGEST_BYTES = 32
/** 0x1901 and two hashes: what EIP-712 hashes last. */
const TYPED_DATA_BYTES = 66
const BARE_HEX = /^\s*(?:0x)?([0-9a-fA-F]{2})+\s*$/

export function messageRisks({ subject }: Appraisal): Risk[] {
  if (subject.kind !== "message") return []
  const bytes = hexToBytes(subject.bytes.slice(2))
  const isBytes = isMeantForMachines(bytes) && (subject.text === null || bytes.length !== DIGEST_BYTES)
  const written = bytesWritten(subject.text)
  const isTransaction = isTransactionOf(subject.account.address, bytes)
  const looksLike = isBytes || isTransaction || (written !== null && isMeantForMachines(written))
  return looksLike ? [riskOf("message-looks-like-transaction", {})] : []
}

/** Bytes that the message spells out in hex, and nothing else. */
function bytesWritten(text: string | null): Uint8Array | null {
  if (text === null || !BARE_HEX.test(text)) return null
  return hexToBytes(text.trim().replace(/^0x/, "").toLowerCase())
}

function isMeantForMachines(bytes: Uint8Array): boolean {
  if (bytes.length === DIGEST_BYTES) return true
  if (bytes.length === TYPED_DATA_BYTES && bytes[0] === 0x19 && bytes[1] === 0x01) return true
  return isEthereumTransaction(bytes)
}

/** Legacy ones are a list of six members, or of nine; others begin with the number of their kind. */
function isEthereumTransaction(bytes: Uint8Array): boolean {
  const [first = 0] = bytes
  const isTyped = first >= 1 && first <= 5
  const members = membersOf(isTyped ? bytes.subarray(1) : bytes)
  return isTyped ? members >= 8 && members <= 15 : members === 6 || members === 9
}

function membersOf(bytes: Uint8Array): number {
  try {
    return decodeRlpList(bytes).length
  } catch {
    return 0
  }
}
