/**
 * Reads bytes that are signed without a meaning of their own. They can be any transaction, so they are a danger
 * always, and a greater one where they are seen to be a transaction. One thing among them is a message:
 * Solana's envelope for text off the chain, which no transaction can begin with.
 */
import type { SignatureAlgorithm } from "~protocol"
import type { Danger, Facts } from "../facts"
import { readFields } from "./ethereum-fields"
import { openFindings } from "./findings"
import { readOffchainText } from "./offchain-text"
import { decodeRlp } from "./rlp"
import { beginsLikeSolanaMessage } from "./solana-message"
import { isDigest, textOf } from "./text"
import { attempt } from "./unreadable"

const EIP_7702 = 0x05
/** A chain, an address and a nonce take no more. */
const MAX_AUTHORIZATION = 128
const MAX_TRANSACTION = 128 * 1024

export function readRawPayload(bytes: Uint8Array, algorithm: SignatureAlgorithm): { facts: Facts } {
  const offchain = algorithm === "Ed25519" ? readOffchainText(bytes) : null
  if (offchain !== null) return { facts: envelopeFacts(bytes, offchain) }
  const findings = openFindings({ kind: "rawPayload", chain: "" })
  const text = textOf(bytes)
  findings.act({ type: "unknown" })
  findings.warn("rawPayload")
  if (isDigest(bytes, text)) findings.warn("digest")
  const danger = dangerOf(bytes, algorithm)
  if (danger) findings.warn(danger)
  return { facts: findings.facts({ message: { bytes: bytes.length, text: text ?? "", signIn: null } }) }
}

function envelopeFacts(bytes: Uint8Array, text: string): Facts {
  const findings = openFindings({ kind: "message", chain: "solana" })
  if (isDigest(bytes, text)) findings.warn("digest")
  return findings.facts({ message: { bytes: bytes.length, text, signIn: null } })
}

/** What these bytes are seen to be; a digest hides it. */
function dangerOf(bytes: Uint8Array, algorithm: SignatureAlgorithm): Danger | null {
  if (algorithm === "Ed25519") return beginsLikeSolanaMessage(bytes) ? "unknownTransaction" : null
  if (algorithm !== "Secp256k1Keccak256") return null
  const isShort = bytes.length <= MAX_AUTHORIZATION
  if (bytes[0] === EIP_7702 && isShort && attempt(() => decodeRlp(bytes.subarray(1)))) return "eip7702"
  if (bytes.length <= MAX_TRANSACTION && attempt(() => readFields(bytes))) return "unknownTransaction"
  return bytes[0] === 0x19 && bytes[1] === 0x01 ? "unknownCall" : null
}
