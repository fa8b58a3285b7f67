/** Known answers: derivation, addresses, signatures and stamps, against published vectors and other libraries. */
import { randomBytes } from "node:crypto"
import { ed25519 } from "@noble/curves/ed25519.js"
import { secp256k1 } from "@noble/curves/secp256k1.js"
import { HDNodeWallet, Mnemonic } from "ethers"
import { describe, expect, it } from "vitest"
import { checkStamp } from "~kms-server/policy/stamps"
import { addressOf, curveOf } from "~kms-server/signer/addresses"
import { derivePrivateKey } from "~kms-server/signer/derive"
import { publicKeyOf, signEd25519, signSecp256k1 } from "~kms-server/signer/keys"
import { seedOf } from "~kms-server/signer/seeds"
import type { AddressFormat } from "~protocol"
import derivation from "../vectors/derivation.json"
import published from "../vectors/published-stamp.json"
import signatures from "../vectors/signatures.json"
import stamps from "../vectors/stamps.json"

const bytes = (hex: string) => Buffer.from(hex, "hex")
const hex = (value: Uint8Array) => Buffer.from(value).toString("hex")

describe("a seed", () => {
  it.each(derivation.bip39)("of entropy $entropy is that of BIP-39", ({ entropy, seed }) => {
    expect(hex(seedOf(bytes(entropy)))).toBe(seed)
  })

  it.each([16, 20, 24, 28, 32])("of any %i bytes of entropy is what ethers makes of them", (length) => {
    for (let round = 0; round < 10; round++) {
      const entropy = randomBytes(length)
      expect(`0x${hex(seedOf(entropy))}`).toBe(Mnemonic.fromEntropy(entropy).computeSeed())
    }
  })
})

describe("a private key", () => {
  it.each(derivation.slip10Ed25519.keys)(
    "of Ed25519 at $path is that of SLIP-0010",
    ({ path, privateKey }) => {
      expect(hex(derivePrivateKey(bytes(derivation.slip10Ed25519.seed), path, "Ed25519"))).toBe(privateKey)
    },
  )

  it.each(derivation.bip32Secp256k1.keys)(
    "of secp256k1 at $path is that of BIP-32",
    ({ path, privateKey }) => {
      expect(hex(derivePrivateKey(bytes(derivation.bip32Secp256k1.seed), path, "Secp256k1"))).toBe(privateKey)
    },
  )

  it("of secp256k1 is what ethers derives from any seed", () => {
    for (let round = 0; round < 20; round++) {
      const seed = randomBytes(64)
      const path = `m/44'/60'/${round}'/0/${round * 7}`
      const theirs = HDNodeWallet.fromSeed(seed).derivePath(path)
      expect(`0x${hex(derivePrivateKey(seed, path, "Secp256k1"))}`).toBe(theirs.privateKey)
    }
  })

  it("of Ed25519 has no path that is not hardened", () => {
    expect(() => derivePrivateKey(randomBytes(64), "m/44'/501'/0", "Ed25519")).toThrow("hardened")
  })
})

describe("an address", () => {
  it.each(derivation.addresses)("of $addressFormat is the known one", (vector) => {
    const format = vector.addressFormat as AddressFormat
    const curve = curveOf[format] ?? "Ed25519"
    const entropy = vector.entropy
      ? bytes(vector.entropy)
      : bytes(Mnemonic.phraseToEntropy(vector.mnemonic ?? "").slice(2))
    const key = derivePrivateKey(seedOf(entropy), vector.path, curve)
    expect(addressOf(publicKeyOf(key, curve), format)).toBe(vector.address)
  })
})

describe("a signature", () => {
  it.each(signatures.ed25519)("of Ed25519 is that of $source", (vector) => {
    expect(hex(publicKeyOf(bytes(vector.privateKey), "Ed25519"))).toBe(vector.publicKey)
    expect(hex(signEd25519(bytes(vector.privateKey), bytes(vector.message)))).toBe(vector.signature)
  })

  it.each(signatures.eip191)("of an EIP-191 digest is that of $source", (vector) => {
    const signature = signSecp256k1(bytes(vector.privateKey), bytes(vector.digest))
    signature[64] = 27 + (signature[64] ?? 0)
    expect(hex(signature)).toBe(vector.signature)
  })

  it("of secp256k1 is that of @noble/curves, with a low s, for any digest", () => {
    for (let round = 0; round < 20; round++) {
      const key = secp256k1.utils.randomSecretKey()
      const digest = randomBytes(32)
      const theirs = secp256k1.sign(digest, key, { prehash: false, lowS: true })
      expect(hex(signSecp256k1(key, digest).subarray(0, 64))).toBe(hex(theirs))
    }
  })

  it("of Ed25519 verifies with @noble/curves for any message", () => {
    for (let round = 0; round < 20; round++) {
      const key = randomBytes(32)
      const message = randomBytes(round * 10)
      const publicKey = publicKeyOf(key, "Ed25519")
      expect(ed25519.verify(signEd25519(key, message), message, publicKey)).toBe(true)
    }
  })
})

describe("a stamp", () => {
  it.each(stamps.stamps)("with $name is accepted: $accepted", ({ header, body, accepted }) => {
    expect(checkStamp(header, Buffer.from(body)).ok).toBe(accepted)
  })

  it("as the published clients send it is accepted", () => {
    expect(checkStamp(published.stamp, Buffer.from(published.body)).ok).toBe(true)
  })
})
