/**
 * Reads what is signed as a message: its text, and the sign-in that it is. A text whose signature would be a
 * transaction's is refused; a hash, and bytes that are no text, could stand for anything and are dangers.
 */
import { type DerivedAccount, fault } from "~protocol"
import type { Danger, Facts } from "../facts"
import { openFindings } from "./findings"
import { readEthereumSignIn, readSolanaSignIn } from "./sign-in"
import { beginsLikeSolanaMessage } from "./solana-message"
import { isDigest, textOf } from "./text"

/**
 * The content of an EIP-191 message, without the prefix that the signer puts before it. Where an account's address is
 * given, a sign-in counts as one only if it names that account.
 */
export function readEthereumMessage(bytes: Uint8Array, account?: string): { facts: Facts } {
  const text = textOf(bytes)
  const signIn = text === null ? null : readEthereumSignIn(text)
  const own = account === undefined || signIn?.address === account.toLowerCase() ? signIn : null
  return { facts: messageFacts("ethereum", bytes, text, own, []) }
}

/** A sign-in counts as one only if it names this account. */
export function readUtf8Message(
  text: string,
  account: Pick<DerivedAccount, "address" | "addressFormat">,
): { facts: Facts; payload: Uint8Array } {
  const payload = Buffer.from(text, "utf8")
  // A half of a surrogate pair has no bytes: what is signed would not be what was asked.
  if (/\p{Surrogate}/u.test(text)) throw fault("BODY_MALFORMED", { where: "the message is not text" })
  if (beginsLikeSolanaMessage(payload)) {
    throw fault("POLICY_DENIED", { policy: "this text is a Solana transaction in disguise" })
  }
  const chain = chainOf(account.addressFormat)
  const signIn = chain === "solana" ? readSolanaSignIn(text) : null
  const own = signIn?.address === account.address ? signIn : null
  return { facts: messageFacts(chain, payload, text, own, dangersOf(chain)), payload }
}

type Chain = Facts["chain"]

function messageFacts(
  chain: Chain,
  bytes: Uint8Array,
  text: string | null,
  signIn: Facts["message"]["signIn"],
  dangers: Danger[],
): Facts {
  const findings = openFindings({ kind: "message", chain })
  for (const danger of dangers) findings.warn(danger)
  if (text === null || isDigest(bytes, text)) findings.warn("digest")
  return findings.facts({ message: { bytes: bytes.length, text: text ?? "", signIn } })
}

/** Only Solana's text is signed as it is, and Sui's behind its intent; on other chains it could be a transaction. */
function dangersOf(chain: Chain): Danger[] {
  return chain === "solana" || chain === "sui" ? [] : ["rawPayload"]
}

function chainOf(format: DerivedAccount["addressFormat"]): Chain {
  if (format === "Solana") return "solana"
  if (format === "Sui") return "sui"
  return format === "Ethereum" ? "ethereum" : "bitcoin"
}
