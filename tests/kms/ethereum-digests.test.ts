/** Ethereum signatures over a digest: whose they are, and what is none. */
import { secp256k1 } from "@noble/curves/secp256k1.js"
import { keccak_256 } from "@noble/hashes/sha3.js"
import { hexToBytes } from "@noble/hashes/utils.js"
import { hashMessage } from "viem"
import { privateKeyToAccount } from "viem/accounts"
import { expect, test } from "vitest"
import { ethereumMessageDigest, recoverEthereumAddress, verifyEthereumDigest } from "~kms"

const account = privateKeyToAccount(`0x${"07".repeat(32)}`)
const stranger = privateKeyToAccount(`0x${"08".repeat(32)}`)
const digest = keccak_256(new TextEncoder().encode("hello"))
const signatureOf = async (signer: typeof account) =>
  hexToBytes((await signer.sign({ hash: `0x${Buffer.from(digest).toString("hex")}` })).slice(2))

test("a signature over a digest is its signer's and nobody else's, and over that digest alone", async () => {
  const signature = await signatureOf(account)
  expect(verifyEthereumDigest(account.address, digest, signature)).toBe(true)
  expect(verifyEthereumDigest(account.address.toLowerCase(), digest, signature)).toBe(true)
  expect(verifyEthereumDigest(stranger.address, digest, signature)).toBe(false)
  expect(verifyEthereumDigest(account.address, keccak_256(digest), signature)).toBe(false)
})

test("the address behind a signature is told in lower case; behind no signature there is none", async () => {
  const signature = await signatureOf(account)
  expect(recoverEthereumAddress(digest, signature)).toBe(account.address.toLowerCase())
  const order = secp256k1.Point.Fn.ORDER
  const s = order - BigInt(`0x${Buffer.from(signature.subarray(32, 64)).toString("hex")}`)
  const high = Uint8Array.from(signature)
  high.set(hexToBytes(s.toString(16).padStart(64, "0")), 32)
  high[64] = 55 - (signature[64] ?? 0)
  const nought = new Uint8Array(65).fill(27, 64)
  for (const none of [
    high,
    nought,
    new Uint8Array(),
    signature.subarray(0, 64),
    Uint8Array.of(...signature, 0),
  ]) {
    expect(recoverEthereumAddress(digest, none)).toBeNull()
  }
})

test("the digest of a message has Ethereum's prefix before its bytes", () => {
  const bytes = Uint8Array.of(0, 255)
  expect(`0x${Buffer.from(ethereumMessageDigest(bytes)).toString("hex")}`).toBe(hashMessage({ raw: bytes }))
})
