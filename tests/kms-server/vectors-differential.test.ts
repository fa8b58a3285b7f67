/** Two libraries agree: what the signer makes of any seed, key and bytes is what an independent one makes of them. */
import { ed25519 } from "@noble/curves/ed25519.js"
import { schnorr, secp256k1 } from "@noble/curves/secp256k1.js"
import { HDKey } from "@scure/bip32"
import { p2tr, p2wpkh } from "@scure/btc-signer"
import { computeAddress, getBytes, HDNodeWallet, hashMessage, hexlify, Mnemonic } from "ethers"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { canonicalPath, parsePath } from "~kms-server/signer"
import { addressOf } from "~kms-server/signer/addresses"
import { derivePrivateKey } from "~kms-server/signer/derive"
import { eip191DigestOf } from "~kms-server/signer/digests"
import { openKeyPair, signEd25519 } from "~kms-server/signer/ed25519"
import { entropyOf, mnemonicOf, seedOf } from "~kms-server/signer/mnemonics"
import {
  publicKeyOf,
  signBip340,
  signEcdsa,
  signTaproot,
  taprootOutputKeyOf,
} from "~kms-server/signer/secp256k1"
import type { MnemonicLength } from "~protocol"
import { runs } from "./signer-bench"

const ORDER = secp256k1.Point.Fn.ORDER

const key32 = fc.uint8Array({ minLength: 32, maxLength: 32 })
const secp256k1Key = key32.filter((key) => secp256k1.utils.isValidSecretKey(key))
const seed = fc.uint8Array({ minLength: 16, maxLength: 64 })
const message = fc.uint8Array({ maxLength: 300 })
const entropy = fc
  .constantFrom(16, 20, 24, 28, 32)
  .chain((length) => fc.uint8Array({ minLength: length, maxLength: length }))
const index = fc.integer({ min: 0, max: 2 ** 31 - 1 })
const step = fc.tuple(index, fc.boolean()).map(([number, isHard]) => `${number}${isHard ? "'" : ""}`)
const path = fc.array(step, { maxLength: 5 }).map((steps) => ["m", ...steps].join("/"))

describe("words", () => {
  it("are those of ethers for any entropy, with its seed, and lead back to it", () => {
    fc.assert(
      fc.property(entropy, (given) => {
        const theirs = Mnemonic.fromEntropy(given)
        const mine = mnemonicOf(given)
        expect(Buffer.from(mine).toString()).toBe(theirs.phrase)
        expect(hexlify(seedOf(given))).toBe(theirs.computeSeed())
        expect(entropyOf(mine, ((given.length / 4) * 3) as MnemonicLength)).toEqual(given)
      }),
      { numRuns: runs(25) },
    )
  })

  it("are accepted exactly where ethers accepts them", () => {
    const word = fc.constantFrom("abandon", "about", "zoo", "wrong", "art", "vote", "able", "Zoo", "")
    const phrase = fc.oneof(
      fc.array(word, { minLength: 11, maxLength: 13 }).map((words) => words.join(" ")),
      word.map((last) => `${"abandon ".repeat(11)}${last}`),
      word.map((last) => `${"zoo ".repeat(11)}${last}`),
    )
    fc.assert(
      fc.property(phrase, (words) => {
        const isStrict = words === words.toLowerCase() && !/^ | {2}| $/.test(words)
        const isTheirs = words.split(" ").length === 12 && isStrict && Mnemonic.isValidMnemonic(words)
        expect(entropyOf(Buffer.from(words), 12) !== null).toBe(isTheirs)
      }),
      { numRuns: runs(200) },
    )
  })

  it("in any bytes at all are read or refused, and nothing else", () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.string({ maxLength: 300 }).map((said) => Buffer.from(said)),
    )
    fc.assert(
      fc.property(bytes, fc.constantFrom(12, 15, 18, 21, 24), (given, length) => {
        expect(entropyOf(given, length as MnemonicLength)).toBeNull()
      }),
      { numRuns: runs(300) },
    )
  })
})

describe("a private key", () => {
  it("of secp256k1 at any path is that of two other libraries", () => {
    fc.assert(
      fc.property(seed, path, (from, at) => {
        const mine = derivePrivateKey(from, at, "Secp256k1")
        expect(mine).toEqual(HDKey.fromMasterSeed(from).derive(at).privateKey)
        const node = HDNodeWallet.fromSeed(from)
        expect(hexlify(mine)).toBe(at === "m" ? node.privateKey : node.derivePath(at).privateKey)
      }),
      { numRuns: runs(15) },
    )
  })

  it("of Ed25519 has no path that is not hardened", () => {
    expect(() => derivePrivateKey(new Uint8Array(64), "m/44'/501'/0", "Ed25519")).toThrow("hardened")
  })
})

describe("a path", () => {
  it("has one spelling, which says the same", () => {
    fc.assert(
      fc.property(path, fc.nat({ max: 3 }), (at, zeros) => {
        const spelled = at.replaceAll("/", `/${"0".repeat(zeros)}`)
        const canonical = canonicalPath(spelled)
        expect(canonical).toBe(/[0-9]{11}/.test(spelled) ? null : at)
        expect(parsePath(canonical ?? "none")).toEqual(parsePath(spelled))
      }),
      { numRuns: runs(200) },
    )
  })

  it.each([
    "",
    "m/",
    "m//0",
    "M/0",
    "m/-1",
    "m/1e3",
    "m/0x1",
    "m/0''",
    "m/0h",
    "m/2147483648",
    "m/0/",
    "m/ 0",
    "m/0\n",
    "/0",
    "m/٠",
  ])("that is '%s' is none", (text) => {
    expect(parsePath(text)).toBeNull()
    expect(canonicalPath(text)).toBeNull()
  })

  it("has at most ten steps", () => {
    expect(canonicalPath(`m${"/0".repeat(10)}`)).toBe(`m${"/0".repeat(10)}`)
    expect(canonicalPath(`m${"/0".repeat(11)}`)).toBeNull()
  })
})

describe("an address", () => {
  it("of Ethereum, SegWit and Taproot is that of another library for any key", () => {
    fc.assert(
      fc.property(secp256k1Key, (key) => {
        const publicKey = publicKeyOf(key)
        expect(publicKey).toEqual(secp256k1.getPublicKey(key))
        expect(addressOf(publicKey, "Ethereum")).toBe(computeAddress(hexlify(publicKey)))
        expect(addressOf(publicKey, "BitcoinSegwit")).toBe(p2wpkh(publicKey).address)
        expect(addressOf(publicKey, "BitcoinTaproot")).toBe(p2tr(publicKey.subarray(1)).address)
      }),
      { numRuns: runs(20) },
    )
  })
})

describe("a signature", () => {
  it("of secp256k1 is that of @noble/curves, with a low s and its recovery id, for any key and digest (rule 12)", () => {
    fc.assert(
      fc.property(secp256k1Key, key32, (key, digest) => {
        const mine = signEcdsa(key, publicKeyOf(key), digest)
        const theirs = secp256k1.sign(digest, key, { prehash: false, lowS: true, format: "recovered" })
        expect(mine).toEqual(Uint8Array.of(...theirs.subarray(1), theirs[0] ?? 0))
        expect(BigInt(hexlify(mine.subarray(32, 64))) <= ORDER / 2n).toBe(true)
      }),
      { numRuns: runs(25) },
    )
  })

  it("of Ed25519 is that of @noble/curves for any key and message", () => {
    fc.assert(
      fc.property(key32, message, (key, said) => {
        const pair = openKeyPair(key)
        expect(pair.publicBytes).toEqual(ed25519.getPublicKey(key))
        expect(Uint8Array.from(signEd25519(pair, said))).toEqual(ed25519.sign(said, key))
      }),
      { numRuns: runs(25) },
    )
  })

  it("of Schnorr is that of @noble/curves, tweaked or not, for any key and digest", () => {
    fc.assert(
      fc.property(secp256k1Key, key32, (key, digest) => {
        const publicKey = publicKeyOf(key)
        expect(signBip340(key, publicKey, digest)).toEqual(schnorr.sign(digest, key, new Uint8Array(32)))
        expect(
          schnorr.verify(signTaproot(key, publicKey, digest), digest, taprootOutputKeyOf(publicKey)),
        ).toBe(true)
      }),
      { numRuns: runs(20) },
    )
  })

  it("is not given out where it does not belong to the public key (rules 12 and 13)", () => {
    fc.assert(
      fc.property(secp256k1Key, secp256k1Key, key32, (key, other, digest) => {
        fc.pre(Buffer.compare(key, other) !== 0)
        const wrong = publicKeyOf(other)
        fc.pre(Buffer.compare(wrong.subarray(1), publicKeyOf(key).subarray(1)) !== 0)
        for (const sign of [signEcdsa, signBip340, signTaproot])
          expect(() => sign(key, wrong, digest)).toThrow()
      }),
      { numRuns: runs(15) },
    )
  })

  it("of an Ethereum message is over the digest that ethers makes of it", () => {
    fc.assert(
      fc.property(message, (said) => {
        expect(eip191DigestOf(said)).toEqual(getBytes(hashMessage(said)))
      }),
      { numRuns: runs(100) },
    )
  })
})
