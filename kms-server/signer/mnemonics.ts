/**
 * BIP-39 in English, without a passphrase and without the words of a wallet ever being a string: strings cannot be
 * zeroed. The list of words is public; their order exists only in buffers that are wiped.
 */
import { createHash, pbkdf2Sync } from "node:crypto"
import { wordlist } from "@scure/bip39/wordlists/english.js"
import type { MnemonicLength } from "~protocol"

const BITS_PER_WORD = 11
const LONGEST_WORD = 8
const ROUNDS = 2048
const SPACE = 0x20
export const SEED_BYTES = 64

/** In the order of their bytes, which is that of the list. */
const words: readonly Buffer[] = wordlist.map((word) => Buffer.from(word, "ascii"))

/** 24 words are 32 bytes of entropy. */
export function entropyBytesOf(length: MnemonicLength): number {
  return (length / 3) * 4
}

/** The BIP-39 seed; the caller zeroes it. */
export function seedOf(entropy: Uint8Array): Uint8Array {
  const mnemonic = mnemonicOf(entropy)
  try {
    return pbkdf2Sync(mnemonic, "mnemonic", ROUNDS, SEED_BYTES, "sha512")
  } finally {
    mnemonic.fill(0)
  }
}

/** The words in UTF-8, one space between them; the caller zeroes them. */
export function mnemonicOf(entropy: Uint8Array): Uint8Array {
  const bits = withChecksum(entropy)
  const count = (entropy.length / 4) * 3
  const mnemonic = new Uint8Array(count * (LONGEST_WORD + 1))
  let length = 0
  for (let place = 0; place < count; place++) {
    if (place > 0) mnemonic[length++] = SPACE
    const word = words[bitsAt(bits, place * BITS_PER_WORD)] ?? Buffer.alloc(0)
    mnemonic.set(word, length)
    length += word.length
  }
  const exact = mnemonic.slice(0, length)
  mnemonic.fill(0)
  bits.fill(0)
  return exact
}

/**
 * The entropy of as many words as are expected, which the caller zeroes; null for anything but exactly them, in lower
 * case, with one space between them and a true checksum.
 */
export function entropyOf(mnemonic: Uint8Array, expected: MnemonicLength): Uint8Array | null {
  const bits = new Uint8Array(Math.ceil((expected * BITS_PER_WORD) / 8))
  const entropy = readWords(mnemonic, expected, bits) ? bits.slice(0, entropyBytesOf(expected)) : null
  const isTrue = entropy !== null && hasChecksum(bits, entropy)
  bits.fill(0)
  if (isTrue) return entropy
  entropy?.fill(0)
  return null
}

function readWords(mnemonic: Uint8Array, expected: number, bits: Uint8Array): boolean {
  let start = 0
  for (let place = 0; place < expected; place++) {
    const space = mnemonic.indexOf(SPACE, start)
    const end = space === -1 ? mnemonic.length : space
    const index = indexOf(mnemonic.subarray(start, end))
    if (index === -1) return false
    putBits(bits, place * BITS_PER_WORD, index)
    start = end + 1
  }
  return start === mnemonic.length + 1
}

function indexOf(word: Uint8Array): number {
  let from = 0
  let to = words.length - 1
  while (from <= to) {
    const middle = (from + to) >> 1
    const order = Buffer.compare(word, words[middle] ?? word)
    if (order === 0) return middle
    if (order < 0) to = middle - 1
    else from = middle + 1
  }
  return -1
}

function hasChecksum(bits: Uint8Array, entropy: Uint8Array): boolean {
  const checked = withChecksum(entropy)
  const spare = 8 - entropy.length / 4
  const isTrue = ((bits[entropy.length] ?? 0) ^ (checked[entropy.length] ?? 0)) >> spare === 0
  checked.fill(0)
  return isTrue
}

/** The entropy and the first byte of its hash, of which one bit counts for each four bytes. */
function withChecksum(entropy: Uint8Array): Uint8Array {
  const bits = new Uint8Array(entropy.length + 1)
  const checksum = createHash("sha256").update(entropy).digest()
  bits.set(entropy)
  bits.set(checksum.subarray(0, 1), entropy.length)
  checksum.fill(0)
  return bits
}

/** The eleven bits that begin at `offset`. */
function bitsAt(bytes: Uint8Array, offset: number): number {
  let value = 0
  for (let bit = offset; bit < offset + BITS_PER_WORD; bit++) {
    value = (value << 1) | (((bytes[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1)
  }
  return value
}

function putBits(bytes: Uint8Array, offset: number, value: number): void {
  for (let place = 0; place < BITS_PER_WORD; place++) {
    const bit = offset + place
    const set = (value >> (BITS_PER_WORD - 1 - place)) & 1
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (set << (7 - (bit & 7)))
  }
}
