/** Addresses from public keys. A key and an address format that do not belong together have none. */

import { blake2b } from "@noble/hashes/blake2.js"
import { ripemd160 } from "@noble/hashes/legacy.js"
import { sha256 } from "@noble/hashes/sha2.js"
import { keccak_256 } from "@noble/hashes/sha3.js"
import { bytesToHex } from "@noble/hashes/utils.js"
import { base58, bech32, bech32m } from "@scure/base"
import { pointCompress } from "tiny-secp256k1"
import type { AddressFormat, Curve } from "~protocol"
import { taprootOutputKeyOf } from "./secp256k1"

/** The curve of each format. */
export const curveOf: Readonly<Record<AddressFormat, Curve>> = {
  Ethereum: "Secp256k1",
  Solana: "Ed25519",
  BitcoinSegwit: "Secp256k1",
  BitcoinTaproot: "Secp256k1",
  Sui: "Ed25519",
}

/** Sui's number for Ed25519, before a public key and before a signature. */
export const SUI_ED25519 = 0x00

/** `publicKey`: 32 bytes of Ed25519, 33 bytes of compressed secp256k1. */
export function addressOf(publicKey: Uint8Array, format: AddressFormat): string {
  switch (format) {
    case "Ethereum":
      return ethereumAddressOf(publicKey)
    case "Solana":
      return base58.encode(publicKey)
    case "BitcoinSegwit":
      return bech32.encode("bc", [0, ...bech32.toWords(hash160(publicKey))])
    case "BitcoinTaproot":
      return bech32m.encode("bc", [1, ...bech32m.toWords(taprootOutputKeyOf(publicKey))])
    case "Sui":
      return `0x${bytesToHex(blake2b(Uint8Array.of(SUI_ED25519, ...publicKey), { dkLen: 32 }))}`
  }
}

export function hash160(bytes: Uint8Array): Uint8Array {
  return ripemd160(sha256(bytes))
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
