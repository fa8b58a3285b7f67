/**
 * Why a contract reverted, in words: its own text, what the compiler found, an error that it names, or the four bytes
 * of one that nobody here knows. Never a guess.
 */
import { hexToBytes } from "@noble/hashes/utils.js"

const TEXT = "08c379a0"
const PANIC = "4e487b71"
const WORD = 64

/** Of Solidity's compiler, by its number. */
const panics: Readonly<Record<string, string>> = {
  "1": "an assertion of the contract failed",
  "17": "a number is too large or too small",
  "18": "a division by zero",
  "33": "a value that the contract does not know",
  "34": "a broken entry in the contract's storage",
  "49": "something is taken out of an empty list",
  "50": "a list has no such place",
  "65": "too much memory is asked for",
  "81": "a function that was never set",
}

/** Errors that most contracts share, by the first four bytes of the Keccak-256 of their signature. */
export const namedErrors: Readonly<Record<string, string>> = {
  "118cdaa7": "OwnableUnauthorizedAccount(address)",
  "1425ea42": "FailedInnerCall()",
  "3ee5aeb5": "ReentrancyGuardReentrantCall()",
  "5274afe7": "SafeERC20FailedOperation(address)",
  "7e273289": "ERC721NonexistentToken(uint256)",
  "94280d62": "ERC20InvalidSpender(address)",
  "03dee4c5": "ERC1155InsufficientBalance(address,uint256,uint256,uint256)",
  "96c6fd1e": "ERC20InvalidSender(address)",
  "177e802f": "ERC721InsufficientApproval(address,uint256)",
  "64283d7b": "ERC721IncorrectOwner(address,uint256,address)",
  d93c0665: "EnforcedPause()",
  e237d922: "ERC1155MissingApprovalForAll(address,address)",
  e2517d3f: "AccessControlUnauthorizedAccount(address,bytes32)",
  e450d38c: "ERC20InsufficientBalance(address,uint256,uint256)",
  ec442f05: "ERC20InvalidReceiver(address)",
  fb8f41b2: "ERC20InsufficientAllowance(address,uint256,uint256)",
}

/** `data`: what the contract gave back, `0x…`; `said`: what the node says where that is nothing. */
export function revertReasonOf(data: string | null, said: string): string {
  const digits = /^0x([0-9a-fA-F]{2})*$/.test(data ?? "") ? (data ?? "").slice(2).toLowerCase() : ""
  if (digits.length < 8) return digits === "" ? plainlySaid(said) : "the contract gives no reason"
  const [selector, rest] = [digits.slice(0, 8), digits.slice(8)]
  if (selector === TEXT) return textIn(rest) ?? "the contract's reason cannot be read"
  if (selector === PANIC && rest.length === WORD) {
    const code = BigInt(`0x${rest}`).toString()
    return panics[code] ?? `the contract panicked (${code})`
  }
  const name = namedErrors[selector]
  return name === undefined ? `the contract's own error 0x${selector}` : `the contract's error ${name}`
}

/** Nodes say no more than that it was reverted where the contract said nothing. */
function plainlySaid(said: string): string {
  const isOnlyThat =
    /^(vm exception while processing transaction: )?(execution )?(revert(ed)?|failed)\.?$/i.test(said.trim())
  return isOnlyThat || said.trim() === "" ? "the contract gives no reason" : said
}

/** An ABI string, as long as it says and no longer; null where it is none. */
function textIn(words: string): string | null {
  if (words.length < 2 * WORD || BigInt(`0x${words.slice(0, WORD)}`) !== 32n) return null
  const length = BigInt(`0x${words.slice(WORD, 2 * WORD)}`)
  const digits = words.slice(2 * WORD)
  if (length * 2n > BigInt(digits.length)) return null
  try {
    const bytes = hexToBytes(digits.slice(0, Number(length) * 2))
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes) || "the contract gives no reason"
  } catch {
    return null
  }
}
