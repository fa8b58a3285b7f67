/**
 * From BIP-39 entropy to the 64-byte seed, without the mnemonic ever being a string: strings cannot be zeroed. The
 * words themselves are public; their order exists only in a buffer that is wiped.
 */
import { createHash, pbkdf2Sync } from "node:crypto"
import { wordlist } from "@scure/bip39/wordlists/english.js"

export type WordCount = 12 | 15 | 18 | 21 | 24

const BITS_PER_WORD = 11
const ROUNDS = 2048

/** 24 words are 32 bytes of entropy. */
export function entropyBytesOf(words: WordCount): number {
  return (words / 3) * 4
}

/** The BIP-39 seed, with no passphrase; the caller zeroes it. */
export function seedOf(entropy: Uint8Array): Uint8Array {
  const mnemonic = mnemonicOf(entropy)
  try {
    return pbkdf2Sync(mnemonic, "mnemonic", ROUNDS, 64, "sha512")
  } finally {
    mnemonic.fill(0)
  }
}

/** The words in UTF-8, one space between them. */
function mnemonicOf(entropy: Uint8Array): Buffer {
  const checksum = createHash("sha256").update(entropy).digest()
  const bits = Buffer.concat([entropy, checksum.subarray(0, 1)])
  checksum.fill(0)
  const words = (entropy.length / 4) * 3
  const mnemonic = Buffer.alloc(words * 9)
  let length = 0
  for (let word = 0; word < words; word++) {
    if (word > 0) length += mnemonic.write(" ", length)
    length += mnemonic.write(wordlist[bitsAt(bits, word * BITS_PER_WORD)] ?? "", length)
  }
  bits.fill(0)
  const exact = Buffer.from(mnemonic.subarray(0, length))
  mnemonic.fill(0)
  return exact
}

/** The eleven bits that begin at `offset`. */
function bitsAt(bytes: Uint8Array, offset: number): number {
  let value = 0
  for (let bit = offset; bit < offset + BITS_PER_WORD; bit++) {
    value = (value << 1) | (((bytes[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1)
  }
  return value
}
