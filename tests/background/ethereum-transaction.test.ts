/** Ethereum transactions in bytes: as others write them, and never another one than was approved. */
import { hex } from "@scure/base"
import fc from "fast-check"
import { getAddress, type Hex, serializeTransaction, type TransactionSerializable } from "viem"
import { privateKeyToAccount } from "viem/accounts"
import { describe, expect, test } from "vitest"
import { checksumAddress, hasWrongChecksum } from "~background/chains/ethereum-address"
import { checkSignedTransaction, unsignedTransaction } from "~background/chains/ethereum-transaction"
import { decodeRlpList, encodeRlp } from "~background/chains/rlp"
import type { EthereumTransactionPayload } from "~background/consent/payload"
import { readEthereum } from "~kms-server/policy/transactions/ethereum"

const account = privateKeyToAccount(`0x${"07".repeat(32)}`)
const stranger = privateKeyToAccount(`0x${"08".repeat(32)}`)

const amount = fc.bigInt({ min: 0n, max: 2n ** 200n }).map(String)
const bytes = (size: fc.SizeForArbitrary | undefined, length?: number) =>
  fc
    .uint8Array({
      ...(size ? { size } : {}),
      ...(length === undefined ? {} : { minLength: length, maxLength: length }),
    })
    .map((data): Hex => `0x${hex.encode(data)}`)

const fee = fc.oneof(
  fc.record({ type: fc.constantFrom("legacy" as const, "eip2930" as const), gasPrice: amount }),
  fc.tuple(amount, amount).map(([a, b]) => {
    const [tip = "0", most = "0"] = [a, b].sort((one, other) => (BigInt(one) < BigInt(other) ? -1 : 1))
    return { type: "eip1559" as const, maxFeePerGas: most, maxPriorityFeePerGas: tip }
  }),
)

const payloads: fc.Arbitrary<EthereumTransactionPayload> = fc
  .record({
    kind: fc.constant("ethereum-transaction" as const),
    address: fc.constant<string>(account.address),
    chainId: fc.integer({ min: 1, max: 2 ** 31 }),
    to: fc.option(bytes(undefined, 20)),
    wei: amount,
    data: bytes("large"),
    gas: fc.bigInt({ min: 0n, max: 2n ** 32n }).map(String),
    fee,
    accessList: fc.array(
      fc.record({
        address: bytes(undefined, 20),
        storageKeys: fc.array(bytes(undefined, 32), { maxLength: 3 }),
      }),
      { maxLength: 3 },
    ),
    nonce: fc.constant(null),
    submits: fc.constant(true),
  })
  .map((payload) => (payload.fee.type === "legacy" ? { ...payload, accessList: [] } : payload))

const nonces = fc.integer({ min: 0, max: 2 ** 31 })

function asLibraryTakes(
  { fee, ...payload }: EthereumTransactionPayload,
  nonce: number,
): TransactionSerializable {
  const { chainId, to, wei, data, gas, accessList } = payload
  const call = { chainId, nonce, to, value: BigInt(wei), data, gas: BigInt(gas) }
  if (fee.type === "legacy") return { ...call, type: "legacy", gasPrice: BigInt(fee.gasPrice) }
  if (fee.type !== "eip1559") return { ...call, type: "eip2930", gasPrice: BigInt(fee.gasPrice), accessList }
  return {
    ...call,
    type: "eip1559",
    accessList,
    maxFeePerGas: BigInt(fee.maxFeePerGas),
    maxPriorityFeePerGas: BigInt(fee.maxPriorityFeePerGas),
  }
}

const signed = async (payload: EthereumTransactionPayload, nonce: number, signer = account) =>
  hex.decode((await signer.signTransaction(asLibraryTakes(payload, nonce))).slice(2))

describe("a transaction of any type", () => {
  test("is serialized as others serialize it", () => {
    fc.assert(
      fc.property(payloads, nonces, (payload, nonce) => {
        expect(unsignedTransaction(payload, nonce)).toBe(serializeTransaction(asLibraryTakes(payload, nonce)))
      }),
      { numRuns: 60 },
    )
  })

  test("is read by the KMS as it was meant", () => {
    fc.assert(
      fc.property(payloads, nonces, (payload, nonce) => {
        const { facts, unsigned } = readEthereum(unsignedTransaction(payload, nonce), payload.address)
        expect(`0x${hex.encode(unsigned)}`).toBe(unsignedTransaction(payload, nonce))
        expect(facts).toMatchObject({ kind: "transaction", chainId: String(payload.chainId) })
      }),
      { numRuns: 40 },
    )
  })

  test("is taken back signed by the account, and by nobody else", async () => {
    await fc.assert(
      fc.asyncProperty(payloads, nonces, async (payload, nonce) => {
        const bytes = await signed(payload, nonce)
        expect(checkSignedTransaction(payload, nonce, bytes)?.raw).toBe(`0x${hex.encode(bytes)}`)
        expect(checkSignedTransaction(payload, nonce, await signed(payload, nonce, stranger))).toBeNull()
      }),
      { numRuns: 25 },
    )
  })

  test("is discarded where any of it is another than was approved", async () => {
    await fc.assert(
      fc.asyncProperty(payloads, nonces, async (payload, nonce) => {
        const bytes = await signed(payload, nonce)
        for (const other of [
          { ...payload, wei: `${BigInt(payload.wei) + 1n}` },
          { ...payload, gas: `${BigInt(payload.gas) + 1n}` },
          { ...payload, chainId: payload.chainId + 1 },
          { ...payload, data: `${payload.data}00` as Hex },
          { ...payload, to: payload.to === null ? ("0x".padEnd(42, "1") as Hex) : null },
        ]) {
          expect(checkSignedTransaction(other, nonce, bytes)).toBeNull()
        }
        expect(checkSignedTransaction(payload, nonce + 1, bytes)).toBeNull()
        expect(checkSignedTransaction(payload, nonce, Uint8Array.of(...bytes, 0))).toBeNull()
        expect(checkSignedTransaction(payload, nonce, bytes.subarray(0, -1))).toBeNull()
      }),
      { numRuns: 15 },
    )
  })

  test("is discarded with the other of its two signatures, which would give it another hash", async () => {
    const [payload] = fc.sample(payloads, { numRuns: 1, seed: 7 })
    if (!payload) throw new Error("no sample")
    const bytes = await signed({ ...payload, fee: { type: "eip2930", gasPrice: "5" } }, 1)
    const items = decodeRlpList(bytes.subarray(1))
    const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
    const high = order - BigInt(`0x${hex.encode(items.at(-1) ?? new Uint8Array())}`)
    const at = bytes.length - 32
    const flipped = Uint8Array.from(bytes)
    flipped.set(hex.decode(high.toString(16).padStart(64, "0")), at)
    expect(
      checkSignedTransaction({ ...payload, fee: { type: "eip2930", gasPrice: "5" } }, 1, flipped),
    ).toBeNull()
  })

  test("is discarded, whatever bytes come back, without a throw", () => {
    fc.assert(
      fc.property(payloads, fc.uint8Array({ maxLength: 200 }), (payload, bytes) => {
        expect(checkSignedTransaction(payload, 0, bytes)).toBeNull()
        expect(checkSignedTransaction(payload, 0, Uint8Array.of(2, 0xf8, ...bytes))).toBeNull()
      }),
    )
  })
})

test("an address is spelled with its checksum, and a wrong one is noticed", () => {
  fc.assert(
    fc.property(bytes(undefined, 20), (address) => {
      expect(checksumAddress(address)).toBe(getAddress(address))
      expect(hasWrongChecksum(getAddress(address))).toBe(false)
      expect(hasWrongChecksum(address)).toBe(false)
    }),
  )
  expect(hasWrongChecksum("0x000000000000000000000000000000000000DEad")).toBe(true)
})

test("a list in RLP is decoded item by item", () => {
  const item = fc.uint8Array({ maxLength: 70 })
  fc.assert(
    fc.property(fc.array(item, { maxLength: 8 }), (items) => {
      expect(decodeRlpList(encodeRlp(items))).toEqual(items)
    }),
  )
  expect(() => decodeRlpList(Uint8Array.of(0xc2, 0x01))).toThrow(RangeError)
})
