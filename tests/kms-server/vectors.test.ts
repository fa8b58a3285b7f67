/** Known answers of the signer: words, derivation, addresses and signatures, against what their standards publish. */
import { createHash } from "node:crypto"
import { keccak_256 } from "@noble/hashes/sha3.js"
import { HDKey } from "@scure/bip32"
import { Mnemonic } from "ethers"
import { signSchnorr } from "tiny-secp256k1"
import { describe, expect, it } from "vitest"
import { curveOf } from "~kms-server/signer"
import { addressOf } from "~kms-server/signer/addresses"
import { derivePrivateKey } from "~kms-server/signer/derive"
import { eip191DigestOf, eip712DigestOf } from "~kms-server/signer/digests"
import { openKeyPair, signEd25519 } from "~kms-server/signer/ed25519"
import { entropyOf, mnemonicOf, seedOf } from "~kms-server/signer/mnemonics"
import { publicKeyOf, signBip340, signEcdsa, taprootOutputKeyOf } from "~kms-server/signer/secp256k1"
import type { AddressFormat, MnemonicLength } from "~protocol"
import derivation from "../vectors/derivation.json"
import signatures from "../vectors/signatures.json"

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, "hex"))
const hex = (value: Uint8Array) => Buffer.from(value).toString("hex")
const text = (value: Uint8Array) => Buffer.from(value).toString("utf8")

describe("words", () => {
  it.each(derivation.bip39Words)("of $entropy are those of BIP-39, and lead back to it", (vector) => {
    const length = vector.words.split(" ").length as MnemonicLength
    expect(text(mnemonicOf(bytes(vector.entropy)))).toBe(vector.words)
    expect(hex(entropyOf(Buffer.from(vector.words), length) ?? new Uint8Array())).toBe(vector.entropy)
  })

  it.each(derivation.bip39)("of $entropy have the seed of BIP-39", ({ entropy, seed }) => {
    expect(hex(seedOf(bytes(entropy)))).toBe(seed)
  })
})

describe("a private key", () => {
  const slip10 = derivation.slip10Ed25519.flatMap(({ source, seed, keys }) =>
    keys.map((key) => ({ source, seed, ...key })),
  )
  it.each(slip10)("of Ed25519 at $path is that of $source", ({ seed, path, privateKey }) => {
    expect(hex(derivePrivateKey(bytes(seed), path, "Ed25519"))).toBe(privateKey)
  })

  const bip32 = derivation.bip32Secp256k1.flatMap(({ source, seed, keys }) =>
    keys.map((key) => ({ source, seed, ...key })),
  )
  it.each(bip32)("of secp256k1 at $path is that of $source", ({ seed, path, privateKey }) => {
    expect(hex(derivePrivateKey(bytes(seed), path, "Secp256k1"))).toBe(privateKey)
  })

  it.each(derivation.bip32Extended)("of secp256k1 is that of $source", ({ seed, path, extendedKey }) => {
    const { privateKey } = HDKey.fromExtendedKey(extendedKey)
    expect(derivePrivateKey(bytes(seed), path, "Secp256k1")).toEqual(privateKey)
  })
})

describe("an address", () => {
  it.each(derivation.addresses)("of $addressFormat at $path is that of $source", (vector) => {
    const format = vector.addressFormat as AddressFormat
    const entropy = vector.entropy ?? Mnemonic.phraseToEntropy(vector.mnemonic ?? "").slice(2)
    const key = derivePrivateKey(seedOf(bytes(entropy)), vector.path, curveOf[format])
    const publicKey = curveOf[format] === "Ed25519" ? openKeyPair(key).publicBytes : publicKeyOf(key)
    expect(addressOf(publicKey, format)).toBe(vector.address)
  })

  it.each(derivation.taprootOutputs)("of Taproot is that of $source", (vector) => {
    for (const parity of ["02", "03"]) {
      const publicKey = bytes(parity + vector.internalKey)
      expect(hex(taprootOutputKeyOf(publicKey))).toBe(vector.outputKey)
      expect(addressOf(publicKey, "BitcoinTaproot")).toBe(vector.address)
    }
  })
})

describe("a signature", () => {
  it.each(signatures.ed25519)("of Ed25519 is that of $source", (vector) => {
    const pair = openKeyPair(bytes(vector.privateKey))
    expect(hex(pair.publicBytes)).toBe(vector.publicKey)
    expect(hex(signEd25519(pair, bytes(vector.message)))).toBe(vector.signature)
  })

  it.each(signatures.rfc6979)("of secp256k1 over '$message' is that of RFC 6979 (rule 12)", (vector) => {
    const privateKey = bytes(vector.privateKey)
    const digest = createHash("sha256").update(vector.message).digest()
    const signature = signEcdsa(privateKey, publicKeyOf(privateKey), digest)
    expect(hex(signature.subarray(0, 64))).toBe(vector.signature)
  })

  it.each(signatures.eip191)("of a message is that of EIP-191 in $source", (vector) => {
    const privateKey = bytes(vector.privateKey)
    const publicKey = publicKeyOf(privateKey)
    const digest = eip191DigestOf(Buffer.from(vector.message))
    expect(hex(digest)).toBe(vector.digest)
    expect(addressOf(publicKey, "Ethereum")).toBe(vector.address)
    expect(ethereumSpelling(signEcdsa(privateKey, publicKey, digest))).toBe(vector.signature)
  })

  it.each(signatures.eip712)("of typed data is that of $source", (vector) => {
    expect(hex(keccak_256(Buffer.from("cow")))).toBe(vector.privateKey)
    const privateKey = bytes(vector.privateKey)
    const digest = eip712DigestOf(bytes(vector.payload))
    expect(hex(digest)).toBe(vector.digest)
    expect(ethereumSpelling(signEcdsa(privateKey, publicKeyOf(privateKey), digest))).toBe(vector.signature)
  })

  it.each(signatures.bip340)("of Schnorr is that of $source", (vector) => {
    const [privateKey, digest] = [bytes(vector.privateKey), bytes(vector.digest)]
    expect(hex(publicKeyOf(privateKey).subarray(1))).toBe(vector.publicKey)
    expect(hex(signSchnorr(digest, privateKey, bytes(vector.auxiliary)))).toBe(vector.signature)
  })

  it("of Schnorr is made as with an auxiliary of zeros: that of BIP-340, vector 0", () => {
    const [vector] = signatures.bip340
    const privateKey = bytes(vector?.privateKey ?? "")
    const signature = signBip340(privateKey, publicKeyOf(privateKey), bytes(vector?.digest ?? ""))
    expect(hex(signature)).toBe(vector?.signature)
  })
})

/** r ‖ s ‖ v, with the v of 27 or 28 that contracts take. */
function ethereumSpelling(signature: Uint8Array): string {
  return hex(Uint8Array.of(...signature.subarray(0, 64), 27 + (signature[64] ?? 0)))
}
