/** An Ethereum transaction is read to its last byte, and what was read comes back as the very same bytes. */
import { secp256k1 } from "@noble/curves/secp256k1.js"
import { keccak_256 } from "@noble/hashes/sha3.js"
import { Signature, Transaction } from "ethers"
import fc from "fast-check"
import { type Hex, keccak256, serializeTransaction, type TransactionSerializable, toHex } from "viem"
import { privateKeyToAccount } from "viem/accounts"
import { describe, expect, it } from "vitest"
import { type EthereumMembers, readEthereum } from "~kms-server/policy/transactions"
import { isFault } from "~protocol"

const RUNS = 100 * Number(process.env.COUNTERSIGN_RUNS ?? 1)
const key = `0x${"4c".repeat(32)}` as const
const account = privateKeyToAccount(key).address
const to = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
const lower = to.toLowerCase()
const hash = (fill: string) => `0x${fill.repeat(32)}` as Hex
const coin = (chainId: number | bigint = 1) => `eip155:${chainId}/slip44:60`
const common = { chainId: 1, nonce: 3, to, value: 5n, gas: 21_000n } as const
const fees = { maxFeePerGas: 9n, maxPriorityFeePerGas: 1n }
const accessList = [{ address: to, storageKeys: [hash("11")] }] as const
const authorization = { address: to, chainId: 1, nonce: 7, r: hash("11"), s: hash("22"), yParity: 1 } as const

const transactions: Record<string, TransactionSerializable> = {
  "of type 0 with a chain": { ...common, type: "legacy", gasPrice: 7n },
  "of type 1": { ...common, type: "eip2930", gasPrice: 7n, accessList },
  "of type 2": { ...common, ...fees, type: "eip1559", accessList },
  "of type 3": {
    ...common,
    ...fees,
    type: "eip4844",
    maxFeePerBlobGas: 3n,
    blobVersionedHashes: [hash("01"), hash("01")],
  },
  "of type 4": { ...common, ...fees, type: "eip7702", authorizationList: [authorization] },
  "that makes a contract": { ...common, ...fees, type: "eip1559", to: null, data: "0x6000" },
  "of a chain with a large id": { ...common, type: "legacy", gasPrice: 7n, chainId: 11155111 },
  "of zeros": { type: "eip1559", chainId: 1 },
}

const read = (transaction: TransactionSerializable) =>
  readEthereum(serializeTransaction(transaction), account)

function codeOf(attempt: () => unknown): string {
  try {
    attempt()
    return "it was read"
  } catch (thrown) {
    return isFault(thrown, "TRANSACTION_UNREADABLE") ? thrown.message : `another error: ${thrown}`
  }
}
const UNREADABLE = "The transaction cannot be read, so it was not signed"

/** r‖s and the recovery id, as a signer answers. */
function signatureOf(unsigned: Uint8Array): Uint8Array {
  const digest = keccak_256(unsigned)
  const secret = Buffer.from(key.slice(2), "hex")
  const [recovery = 0, ...rest] = secp256k1.sign(digest, secret, { prehash: false, format: "recovered" })
  return Uint8Array.of(...rest, recovery)
}

describe("an Ethereum transaction", () => {
  it.each(Object.entries(transactions))(
    "%s is signed over the bytes that viem signs",
    async (_name, given) => {
      const unsigned = serializeTransaction(given)
      const found = readEthereum(unsigned, account)
      expect(toHex(found.unsigned)).toBe(unsigned)
      const signed = found.signedWith(signatureOf(found.unsigned))
      expect(toHex(signed)).toBe(await privateKeyToAccount(key).signTransaction(given))
      if (given.type !== "eip4844") expect(Transaction.from(toHex(signed)).from).toBe(account)
    },
  )

  it.each([0, 1, 2, 4])("of type %i, written by ethers, is read as ethers reads it", (type) => {
    for (let nonce = 0; nonce < 20; nonce++) {
      const price = type > 1 ? fees : { gasPrice: 7n }
      const { address, chainId, nonce: used, ...rsy } = authorization
      const delegation = {
        address,
        chainId: BigInt(chainId),
        nonce: BigInt(used),
        signature: Signature.from(rsy),
      }
      const authorizationList = [delegation]
      const fields = { type, nonce, to, chainId: 10, value: 2n ** 70n, gasLimit: 30_000n, ...price }
      const written = Transaction.from(type === 4 ? { ...fields, authorizationList } : fields)
      const found = readEthereum(written.unsignedSerialized as Hex, account)
      expect(keccak256(found.unsigned)).toBe(written.unsignedHash)
      const signed = Transaction.from(toHex(found.signedWith(signatureOf(found.unsigned))))
      expect([signed.from, signed.nonce]).toEqual([account, nonce])
      expect(found.facts.spends[0]?.amount).toBe(2n ** 70n + 30_000n * (type > 1 ? 9n : 7n))
    }
  })

  it("given by its members is the one that viem writes", () => {
    const members: EthereumMembers = {
      kind: "EIP_1559",
      chainId: "0x1",
      nonce: "3",
      maxFeePerGas: 9,
      maxPriorityFeePerGas: "0x1",
      gasLimit: 50_000,
      to,
      value: "123",
      data: "0xdeadbeef",
    }
    const found = readEthereum(members, account)
    const same = serializeTransaction({
      ...common,
      ...fees,
      type: "eip1559",
      gas: 50_000n,
      value: 123n,
      data: "0xdeadbeef",
    })
    expect(toHex(found.unsigned)).toBe(same)
    expect(found.facts).toEqual(readEthereum(same, account).facts)
  })

  it("is of the account that is asked, whatever letters its address has", () => {
    const shouted = readEthereum(serializeTransaction({ ...common, ...fees }), account.toUpperCase())
    expect(shouted.facts.actions[0]?.from).toBe(account.toLowerCase())
  })

  it("of the coin is a transfer, and its fee is the most that it can cost", () => {
    const { facts } = read(transactions["of type 2"] ?? {})
    expect(facts).toMatchObject({
      kind: "transaction",
      chain: "ethereum",
      chainId: "1",
      dangers: [],
      programs: [],
    })
    expect(facts.actions).toEqual([
      {
        ...{ type: "transfer", program: "", method: "", asset: coin(), amount: 5n },
        ...{ from: account.toLowerCase(), to: lower },
      },
    ])
    expect(facts.fee).toEqual({ asset: coin(), amount: 21_000n * 9n })
    expect(facts.spends).toEqual([{ asset: coin(), amount: 21_000n * 9n + 5n }])
  })

  it("pays for its blobs too", () => {
    const { facts } = read(transactions["of type 3"] ?? {})
    expect(facts.fee?.amount).toBe(21_000n * 9n + 2n * 131_072n * 3n)
  })

  it("with an EIP-7702 authorisation is a danger, and says what it delegates to", () => {
    const { facts } = read(transactions["of type 4"] ?? {})
    expect(facts.dangers).toEqual(["eip7702"])
    expect(facts.actions.map(({ type, to: whereTo }) => [type, whereTo])).toEqual([
      ["delegate", lower],
      ["transfer", lower],
    ])
  })

  it("that makes a contract is a danger, and what it sends there is spent", () => {
    const { facts } = read(transactions["that makes a contract"] ?? {})
    expect(facts.dangers).toEqual(["unknownCall"])
    expect(facts.actions[0]).toMatchObject({ type: "deploy", amount: 5n })
    expect(facts.spends[0]?.amount).toBe(21_000n * 9n + 5n)
  })

  it.each([
    ["garbage", "0xdeadbeef"],
    ["empty", "0x"],
    ["half a byte", "0x0"],
    ["no hex", "0xzz"],
    [
      "legacy without a chain",
      serializeTransaction({ ...common, type: "legacy", gasPrice: 1n, chainId: undefined }),
    ],
    ["followed by another byte", `${serializeTransaction({ ...common, ...fees })}00`],
    ["cut short", serializeTransaction({ ...common, ...fees }).slice(0, -2)],
    ["of a number with a leading zero", "0x02cb01820001808080808080c0"],
    ["of a length written too long", "0x02f80901808080808080808080c0"],
    ["of a small byte written too long", "0x02cc01818080808080808080c0"],
    ["of type 5", "0x05c0"],
    ["of a type above 0x7f", "0x80"],
    ["of type 2 with too few fields", "0x02c20180"],
    ["of a list where a number should be", "0x02c901c08080808080c0c0"],
    ["of a chain of zero", "0x02c9808080808080808080c0"],
    ["with a tip above its fee", "0x02c901800201808080808080c0"],
  ])("that is %s is not read", (_name, bytes) => {
    expect(codeOf(() => readEthereum(bytes as Hex, account))).toContain(UNREADABLE)
  })

  it("that is signed already is not read", async () => {
    for (const given of Object.values(transactions)) {
      const signed = await privateKeyToAccount(key).signTransaction(given)
      expect(codeOf(() => readEthereum(signed, account))).toContain("signed already")
    }
  })

  it("larger than any chain takes is not read", () => {
    const data = `0x${"00".repeat(131_072)}` as const
    expect(codeOf(() => readEthereum(serializeTransaction({ ...common, ...fees, data }), account))).toContain(
      "larger",
    )
  })

  it("of a blob type without a blob, a known version or a receiver is not read", () => {
    const blob = transactions["of type 3"] ?? {}
    const bytes = serializeTransaction(blob)
    expect(
      codeOf(() => readEthereum(bytes.replaceAll("01".repeat(32), "02".repeat(32)) as Hex, account)),
    ).toContain("unknown version")
    expect(codeOf(() => readEthereum("0x03cc0180010182520880808080c080c0" as Hex, account))).toContain(
      UNREADABLE,
    )
  })

  it("comes back byte for byte, whatever its fields are", () => {
    const number = fc.bigInt({ min: 0n, max: 2n ** 256n - 1n })
    const address = fc.uint8Array({ minLength: 20, maxLength: 20 }).map((bytes) => toHex(bytes))
    const fields = fc.record({
      ...{ chainId: fc.integer({ min: 1 }), nonce: fc.nat(), to: fc.option(address), value: number },
      ...{ gas: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), maxFeePerGas: number },
      data: fc.uint8Array({ maxLength: 300 }).map((bytes) => toHex(bytes)),
    })
    fc.assert(
      fc.property(fields, (given) => {
        const unsigned = serializeTransaction({ ...given, type: "eip1559", maxPriorityFeePerGas: 0n })
        const { facts, unsigned: again } = readEthereum(unsigned, account)
        expect(toHex(again)).toBe(unsigned)
        expect(facts.fee?.amount).toBe(given.gas * given.maxFeePerGas)
        const spent = facts.spends.find(({ asset }) => asset === coin(given.chainId))?.amount ?? 0n
        expect(spent).toBe(given.value + given.gas * given.maxFeePerGas)
      }),
      { numRuns: RUNS },
    )
  })

  it("refuses a signature that is not 65 bytes with a recovery id", () => {
    const { signedWith } = read(transactions["of type 2"] ?? {})
    expect(() => signedWith(new Uint8Array(64))).toThrow("65 bytes")
    expect(() => signedWith(new Uint8Array(65).fill(27))).toThrow("65 bytes")
  })
})
