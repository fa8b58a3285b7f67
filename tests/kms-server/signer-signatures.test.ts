/** Each way to sign, through an order: what comes out verifies with another library, and only its own account signs so. */
import { createHash } from "node:crypto"
import { ed25519 } from "@noble/curves/ed25519.js"
import { schnorr } from "@noble/curves/secp256k1.js"
import { blake2b } from "@noble/hashes/blake2.js"
import { keccak_256 } from "@noble/hashes/sha3.js"
import { base58 } from "@scure/base"
import { TypedDataEncoder } from "ethers"
import fc from "fast-check"
import { recoverAddress, recoverMessageAddress, recoverTypedDataAddress, serializeSignature } from "viem"
import { beforeAll, describe, expect, it } from "vitest"
import type { Signing } from "~kms-server/signer"
import type { AddressFormat } from "~protocol"
import { openTestSigner, runs, signTask, type TestWallet } from "./signer-bench"

const bench = openTestSigner()
let wallet: TestWallet

beforeAll(async () => {
  wallet = await bench.createWallet()
})

const sha256 = (bytes: Uint8Array) => Uint8Array.from(createHash("sha256").update(bytes).digest())
const accountOf = (format: AddressFormat) => signTask(wallet, format, "raw-ed25519", new Uint8Array()).account

async function sign(format: AddressFormat, signing: Signing, payload: Uint8Array): Promise<Uint8Array> {
  const { signed } = await bench.carryOut(signTask(wallet, format, signing, payload))
  return Uint8Array.from(signed)
}

function ethereumSpelling(signature: Uint8Array) {
  const hex = Buffer.from(signature).toString("hex")
  return serializeSignature({
    r: `0x${hex.slice(0, 64)}`,
    s: `0x${hex.slice(64, 128)}`,
    yParity: signature[64] ?? 2,
  })
}

describe("an Ethereum account", () => {
  it("signs a transaction of each type over the Keccak-256 of its bytes", async () => {
    for (const first of [0x01, 0x02, 0x03, 0x04, 0xc0, 0xf8, 0xff]) {
      const payload = Uint8Array.of(first, 1, 2, 3)
      const signature = ethereumSpelling(await sign("Ethereum", "ethereum-transaction", payload))
      const hash = keccak_256(payload)
      expect(await recoverAddress({ hash, signature })).toBe(accountOf("Ethereum").address)
    }
  })

  it("signs no message, typed data or digest as a transaction", async () => {
    const payloads = [
      Buffer.from("\x19Ethereum Signed Message:\n5hello"),
      Buffer.concat([Buffer.from("1901", "hex"), Buffer.alloc(64)]),
      Buffer.alloc(32, 0x80),
      Buffer.alloc(0),
    ]
    for (const payload of payloads) {
      await expect(sign("Ethereum", "ethereum-transaction", payload)).rejects.toThrow("no transaction")
    }
  })

  it("signs any message as EIP-191 says", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (raw) => {
        const signature = ethereumSpelling(await sign("Ethereum", "ethereum-message", raw))
        expect(await recoverMessageAddress({ message: { raw }, signature })).toBe(
          accountOf("Ethereum").address,
        )
      }),
      { numRuns: runs(10) },
    )
  })

  it("signs typed data as EIP-712 says", async () => {
    const types = { Mail: [{ name: "contents", type: "string" }] }
    const domain = { name: "Post", chainId: 1n }
    const message = { contents: "hi" }
    const hashes = [TypedDataEncoder.hashDomain(domain), TypedDataEncoder.hashStruct("Mail", types, message)]
    const payload = Buffer.from(`1901${hashes.map((hash) => hash.slice(2)).join("")}`, "hex")
    const signature = ethereumSpelling(await sign("Ethereum", "ethereum-typed-data", payload))
    expect(await recoverTypedDataAddress({ types, domain, message, primaryType: "Mail", signature })).toBe(
      accountOf("Ethereum").address,
    )
  })

  it("signs nothing but 66 bytes from 0x1901 on as typed data", async () => {
    const genuine = Buffer.concat([Buffer.from("1901", "hex"), Buffer.alloc(64)])
    const other = Buffer.from(genuine)
    other[1] = 0x45
    for (const payload of [
      genuine.subarray(1),
      Buffer.concat([genuine, Buffer.of(0)]),
      other,
      Buffer.alloc(66),
      Buffer.alloc(0),
    ]) {
      await expect(sign("Ethereum", "ethereum-typed-data", payload)).rejects.toThrow("no typed data")
    }
  })
})

describe("a Solana account", () => {
  it.each(["solana-transaction", "solana-message", "raw-ed25519"] as const)(
    "signs the bytes themselves: %s",
    async (signing) => {
      const payload = Buffer.from("some bytes")
      const signature = await sign("Solana", signing, payload)
      expect(signature).toHaveLength(64)
      expect(ed25519.verify(signature, payload, base58.decode(accountOf("Solana").address))).toBe(true)
    },
  )
})

describe("a Sui account", () => {
  it.each([0, 1, 127, 128, 300, 16384])(
    "signs a message of %i bytes with its intent and BCS length",
    async (length) => {
      const message = new Uint8Array(length).fill(7)
      const lengths: Record<number, number[]> = { 128: [0x80, 1], 300: [0xac, 2], 16384: [0x80, 0x80, 1] }
      const digest = blake2b(Uint8Array.of(3, 0, 0, ...(lengths[length] ?? [length]), ...message), {
        dkLen: 32,
      })
      expectSuiSignature(await sign("Sui", "sui-message", message), digest)
    },
  )

  it("signs a transaction with its intent", async () => {
    const transaction = Buffer.from("the BCS of a transaction")
    const digest = blake2b(Uint8Array.of(0, 0, 0, ...transaction), { dkLen: 32 })
    expectSuiSignature(await sign("Sui", "sui-transaction", transaction), digest)
  })

  function expectSuiSignature(signed: Uint8Array, digest: Uint8Array) {
    const { publicKey, address } = accountOf("Sui")
    expect(signed).toHaveLength(97)
    expect(signed[0]).toBe(0)
    const key = signed.subarray(65)
    expect(base58.encode(key)).toBe(publicKey)
    expect(`0x${Buffer.from(blake2b(Uint8Array.of(0, ...key), { dkLen: 32 })).toString("hex")}`).toBe(address)
    expect(ed25519.verify(signed.subarray(1, 65), digest, key)).toBe(true)
  }
})

describe("raw bytes", () => {
  it.each(["Ethereum", "BitcoinSegwit", "BitcoinTaproot"] as const)(
    "are signed by an account of %s",
    async (format) => {
      const digest = sha256(Buffer.from("digest"))
      const publicKey = base58.decode(accountOf(format).publicKey)
      const key = await recovered(digest, await sign(format, "raw-secp256k1", digest))
      expect(key).toBe(
        await recovered(keccak_256(digest), await sign(format, "raw-secp256k1-keccak", digest)),
      )
      expect(schnorr.verify(await sign(format, "raw-schnorr", digest), digest, publicKey.subarray(1))).toBe(
        true,
      )
    },
  )

  it.each(["raw-secp256k1", "raw-schnorr"] as const)(
    "that are no digest are refused: %s",
    async (signing) => {
      for (const length of [0, 31, 33, 64]) {
        await expect(sign("Ethereum", signing, new Uint8Array(length))).rejects.toThrow("no digest")
      }
    },
  )

  async function recovered(hash: Uint8Array, signature: Uint8Array) {
    return await recoverAddress({ hash, signature: ethereumSpelling(signature) })
  }
})

const fitting: Record<Signing, AddressFormat[]> = {
  "ethereum-transaction": ["Ethereum"],
  "ethereum-message": ["Ethereum"],
  "ethereum-typed-data": ["Ethereum"],
  "solana-transaction": ["Solana"],
  "solana-message": ["Solana"],
  "sui-transaction": ["Sui"],
  "sui-message": ["Sui"],
  "bitcoin-psbt": ["BitcoinSegwit", "BitcoinTaproot"],
  "raw-ed25519": ["Solana", "Sui"],
  "raw-secp256k1": ["Ethereum", "BitcoinSegwit", "BitcoinTaproot"],
  "raw-secp256k1-keccak": ["Ethereum", "BitcoinSegwit", "BitcoinTaproot"],
  "raw-schnorr": ["Ethereum", "BitcoinSegwit", "BitcoinTaproot"],
}
const formats: AddressFormat[] = ["Ethereum", "Solana", "BitcoinSegwit", "BitcoinTaproot", "Sui"]
const misfits = Object.entries(fitting).flatMap(([signing, fit]) =>
  formats
    .filter((format) => !fit.includes(format))
    .map((format) => ({ signing: signing as Signing, format })),
)

describe("an account of one chain", () => {
  it.each(misfits)("does not sign as another's does: $format, $signing", async ({ signing, format }) => {
    await expect(sign(format, signing, new Uint8Array(32))).rejects.toThrow("does not sign in this way")
  })

  it("gives the same signature however often it is asked, so that a repeat tells nothing new", async () => {
    const cases = [
      ["Ethereum", "ethereum-message"],
      ["Solana", "solana-message"],
      ["Sui", "sui-message"],
      ["BitcoinTaproot", "raw-schnorr"],
    ] as const
    for (const [format, signing] of cases) {
      const payload = sha256(Buffer.from(signing))
      expect(await sign(format, signing, payload)).toEqual(await sign(format, signing, payload))
    }
  })
})
