/**
 * What a person wrote, pasted or scanned, read as a recipient of one family: an address, or a link with one in it. What
 * is not plainly an address is refused with its reason; nothing is corrected. Asks no network.
 */
import { base58 } from "@scure/base"
import type { ChainId, Family, RecipientProblem } from "~protocol"
import { checksumAddress, hasWrongChecksum } from "../chains/ethereum-address"

export type ReadRecipient =
  | { address: string; chain: ChainId | null; amount: string | null }
  | { problem: RecipientProblem }

const ETHEREUM_ADDRESS = /^0[xX][0-9a-fA-F]{40}$/
const BASE58 = /^[1-9A-HJ-NP-Za-km-z]{32,44}$/
const SYSTEM_PROGRAM = "11111111111111111111111111111111"

/** EIP-681: who, on which chain, and what a function of it is asked to do. */
const ETHEREUM_LINK = /^ethereum:(?:pay-)?([^@/?]+)(?:@(\d{1,15}))?(\/[^?]*)?(?:\?(.*))?$/i
const SOLANA_LINK = /^solana:([^?]+)(?:\?(.*))?$/i

export function readRecipientText(text: string, family: Family): ReadRecipient {
  const written = text.trim()
  const link = /^([a-z]+):/i.exec(written)?.[1]?.toLowerCase()
  if (link === undefined) return readAddress(written, family)
  if (link !== "ethereum" && link !== "solana") return { problem: "not-an-address" }
  if (link !== family) return { problem: "other-family" }
  return family === "ethereum" ? readEthereumLink(written) : readSolanaLink(written)
}

function readEthereumLink(text: string): ReadRecipient {
  const [, target = "", chain, called, query = ""] = ETHEREUM_LINK.exec(text) ?? []
  // A token's link names the token where the recipient is looked for here.
  if (called !== undefined) return { problem: "other-asset" }
  const read = readAddress(target, "ethereum")
  if ("problem" in read) return read
  const value = new URLSearchParams(query).get("value")
  return {
    ...read,
    chain: chain === undefined ? null : `eip155:${BigInt(chain)}`,
    amount: value === null ? null : weiOf(value),
  }
}

/** Of a transfer request; one that leaves it to a server what is paid is no address. */
function readSolanaLink(text: string): ReadRecipient {
  const [, target = "", query = ""] = SOLANA_LINK.exec(text) ?? []
  if (new URLSearchParams(query).has("spl-token")) return { problem: "other-asset" }
  return readAddress(target, "solana")
}

/** As the standard writes it: digits, or digits with an exponent. */
function weiOf(value: string): string | null {
  const [, whole = "", fraction = "", exponent = "0"] =
    /^(\d{1,40})(?:\.(\d{1,40}))?(?:[eE](\d{1,2}))?$/.exec(value) ?? []
  const zeros = Number(exponent) - fraction.length
  if (whole === "" || zeros < 0) return null
  const wei = BigInt(whole + fraction) * 10n ** BigInt(zeros)
  return wei < 1n << 256n ? wei.toString() : null
}

function readAddress(text: string, family: Family): ReadRecipient {
  const isEthereum = ETHEREUM_ADDRESS.test(text)
  const isSolana = !isEthereum && isSolanaAddress(text)
  if (!isEthereum && !isSolana) return { problem: "not-an-address" }
  if (isEthereum !== (family === "ethereum")) return { problem: "other-family" }
  if (isSolana) {
    return text === SYSTEM_PROGRAM
      ? { problem: "zero-address" }
      : { address: text, chain: null, amount: null }
  }
  if (hasWrongChecksum(text)) return { problem: "checksum" }
  if (/^0x0{40}$/i.test(text)) return { problem: "zero-address" }
  return { address: checksumAddress(text), chain: null, amount: null }
}

export function isSolanaAddress(text: string): boolean {
  return BASE58.test(text) && base58.decode(text).length === 32
}
