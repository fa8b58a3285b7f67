import { generateKeyPairSync, sign } from "node:crypto"
import { base58 } from "@scure/base"
import { Wallet } from "ethers"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { verifyEthereumMessage, verifySolanaSignature } from "~kms"

const N = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
const bytesOf = (hex: string) => new Uint8Array(Buffer.from(hex.replace(/^0x/, ""), "hex"))

describe("a signature of an Ethereum message", () => {
  const wallet = new Wallet(`0x${"11".repeat(32)}`)
  const signedBy = (bytes: Uint8Array) => bytesOf(wallet.signMessageSync(bytes))

  test("passes as ethers makes it, for every message and for either case of the address", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(verifyEthereumMessage(wallet.address, bytes, signedBy(bytes))).toBe(true)
        expect(verifyEthereumMessage(wallet.address.toLowerCase(), bytes, signedBy(bytes))).toBe(true)
      }),
      { numRuns: 20 },
    )
  })

  test("does not pass with any bit turned", () => {
    const bytes = new TextEncoder().encode("hello")
    fc.assert(
      fc.property(fc.nat(64), fc.nat(7), (at, bit) => {
        const signature = signedBy(bytes)
        signature[at] = (signature[at] ?? 0) ^ (1 << bit)
        expect(verifyEthereumMessage(wallet.address, bytes, signature)).toBe(false)
      }),
      { numRuns: 60 },
    )
  })

  test("does not pass for another message or another account", () => {
    const signature = signedBy(new Uint8Array([1]))
    expect(verifyEthereumMessage(wallet.address, new Uint8Array([2]), signature)).toBe(false)
    expect(verifyEthereumMessage(`0x${"22".repeat(20)}`, new Uint8Array([1]), signature)).toBe(false)
  })

  test("does not pass as its high-s twin, with v 0 or 1, nor with a byte more or less", () => {
    const bytes = new Uint8Array([1])
    const good = signedBy(bytes)
    const s = BigInt(`0x${Buffer.from(good.subarray(32, 64)).toString("hex")}`)
    const twin = new Uint8Array(good)
    twin.set(bytesOf((N - s).toString(16).padStart(64, "0")), 32)
    twin[64] = good[64] === 27 ? 28 : 27
    const lowV = new Uint8Array(good)
    lowV[64] = (good[64] ?? 0) - 27
    for (const bad of [
      twin,
      lowV,
      good.subarray(0, 64),
      new Uint8Array([...good, 0]),
      new Uint8Array(65),
      new Uint8Array(),
    ]) {
      expect(verifyEthereumMessage(wallet.address, bytes, bad)).toBe(false)
    }
  })
})

describe("a signature of Solana", () => {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519")
  const raw = new Uint8Array(Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url"))
  const signedBy = (bytes: Uint8Array) => new Uint8Array(sign(null, bytes, privateKey))

  test("passes as node:crypto makes it, by key and by address", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(verifySolanaSignature(raw, bytes, signedBy(bytes))).toBe(true)
        expect(verifySolanaSignature(base58.encode(raw), bytes, signedBy(bytes))).toBe(true)
      }),
      { numRuns: 20 },
    )
  })

  test("does not pass with any bit turned", () => {
    fc.assert(
      fc.property(fc.nat(63), fc.nat(7), (at, bit) => {
        const signature = signedBy(raw)
        signature[at] = (signature[at] ?? 0) ^ (1 << bit)
        expect(verifySolanaSignature(raw, raw, signature)).toBe(false)
      }),
      { numRuns: 60 },
    )
  })

  test("does not pass for another message, another key, or what is no signature, key or address at all", () => {
    const good = signedBy(new Uint8Array([1]))
    const bytes = new Uint8Array([1])
    expect(verifySolanaSignature(raw, new Uint8Array([2]), good)).toBe(false)
    expect(verifySolanaSignature(base58.encode(new Uint8Array(32).fill(7)), bytes, good)).toBe(false)
    expect(verifySolanaSignature("0OIl", bytes, good)).toBe(false)
    expect(verifySolanaSignature(raw.subarray(1), bytes, good)).toBe(false)
    expect(verifySolanaSignature(raw, bytes, good.subarray(1))).toBe(false)
    expect(verifySolanaSignature(raw, bytes, new Uint8Array([...good, 0]))).toBe(false)
  })

  test("does not pass for a key of small order, which would fit every message", () => {
    const identity = new Uint8Array(32)
    identity[0] = 1
    const signature = new Uint8Array(64)
    signature[0] = 1
    expect(verifySolanaSignature(identity, new Uint8Array([1]), signature)).toBe(false)
  })
})
