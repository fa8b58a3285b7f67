/** EIP-55: an Ethereum address in mixed case, whose capitals are a checksum. */
import { keccak_256 } from "@noble/hashes/sha3.js"
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js"
import type { Hex } from "~protocol"

/** `address` is `0x` and 40 hex digits of any case. */
export function checksumAddress(address: string): Hex {
  const digits = address.slice(2).toLowerCase()
  const hash = bytesToHex(keccak_256(utf8ToBytes(digits)))
  const mixed = [...digits].map((digit, place) => (isCapital(hash, place) ? digit.toUpperCase() : digit))
  return `0x${mixed.join("")}`
}

/** All in one case says nothing; in mixed case one wrong letter means a mistyped address. */
export function hasWrongChecksum(address: string): boolean {
  const digits = address.slice(2)
  const isOneCase = digits === digits.toLowerCase() || digits === digits.toUpperCase()
  return !isOneCase && checksumAddress(address).slice(2) !== digits
}

function isCapital(hash: string, place: number): boolean {
  return Number.parseInt(hash.charAt(place), 16) >= 8
}
