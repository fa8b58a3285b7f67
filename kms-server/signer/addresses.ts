/** Addresses from public keys. A key and an address format that do not belong together have none. */

import { blake2b } from "@noble/hashes/blake2.js"
import { ripemd160 } from "@noble/hashes/legacy.js"
import { sha256 } from "@noble/hashes/sha2.js"
import { keccak_256 } from "@noble/hashes/sha3.js"
import { bytesToHex } from "@noble/hashes/utils.js"
import { base58, bech32 } from "@scure/base"
import { pointCompress } from "tiny-secp256k1"
import type { AddressFormat, Curve } from "~protocol"

/** The curve of each format that has addresses here. */
export const curveOf: Partial<Record<AddressFormat, Curve>> = {
  Ethereum: "Secp256k1",
  Solana: "Ed25519",
  BitcoinSegwit: "Secp256k1",
  Sui: "Ed25519",
}

/** `publicKey`: 32 bytes of Ed25519, 33 bytes of compressed secp256k1. */
export function addressOf(publicKey: Uint8Array, format: AddressFormat): string {
  switch (format) {
    case "Ethereum":
      return ethereumAddressOf(publicKey)
    case "Solana":
      return base58.encode(publicKey)
    case "BitcoinSegwit":
      return bech32.encode("bc", [0, ...bech32.toWords(ripemd160(sha256(publicKey)))])
    case "Sui":
      return `0x${bytesToHex(blake2b(Uint8Array.of(0, ...publicKey), { dkLen: 32 }))}`
    case "BitcoinTaproot":
      throw new Error("Taproot addresses are not derived here")
  }
}

/** EIP-55: a letter is upper case where the hash of the lower-case address has a nibble of 8 or more. */
function ethereumAddressOf(publicKey: Uint8Array): string {
  const hex = bytesToHex(keccak_256(pointCompress(publicKey, false).subarray(1)).subarray(12))
  const hash = bytesToHex(keccak_256(Buffer.from(hex, "ascii")))
  const mixed = [...hex].map((digit, place) =>
    Number.parseInt(hash.charAt(place), 16) >= 8 ? digit.toUpperCase() : digit,
  )
  return `0x${mixed.join("")}`
}
