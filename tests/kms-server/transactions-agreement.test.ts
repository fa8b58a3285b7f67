/** What is read here is read the same by two libraries that know nothing of each other; where one reads nothing, it says less. */
import { randomBytes } from "node:crypto"
import { base58 } from "@scure/base"
import { getCompiledTransactionMessageDecoder } from "@solana/kit"
import { Interface, Transaction } from "ethers"
import fc from "fast-check"
import {
  decodeFunctionData,
  encodeFunctionData,
  type Hex,
  parseAbi,
  parseTransaction,
  serializeTransaction,
  toHex,
} from "viem"
import { describe, expect, it } from "vitest"
import { readEthereum, readSolana } from "~kms-server/policy/transactions"
import { Fault } from "~protocol"
import { bareMessage } from "./solana-bytes"

const TIMES = Number(process.env.COUNTERSIGN_RUNS ?? 1)
const RUNS = 500 * TIMES
const account = `0x${"aa".repeat(20)}` as Hex
const me = randomBytes(32)

function orNull<T>(read: () => T): T | null {
  try {
    return read()
  } catch {
    return null
  }
}

function orRefused<T>(read: () => T): T | null {
  try {
    return read()
  } catch (thrown) {
    if (thrown instanceof Fault) return null
    throw thrown
  }
}

/** A few bits of these bytes are turned. */
function turned(samples: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  const turn = fc.record({ place: fc.nat(), bits: fc.integer({ min: 1, max: 255 }) })
  return fc.tuple(fc.constantFrom(...samples), fc.array(turn, { maxLength: 3 })).map(([sample, turns]) => {
    const bytes = Uint8Array.from(sample)
    for (const { place, bits } of turns) {
      const at = place % bytes.length
      bytes[at] = (bytes[at] ?? 0) ^ bits
    }
    return bytes
  })
}

const authorization = {
  address: account,
  chainId: 1,
  nonce: 7,
  r: toHex(1n, { size: 32 }),
  s: toHex(2n, { size: 32 }),
  yParity: 1,
} as const
const common = { chainId: 1, to: account, gas: 9n, value: 300n, data: "0x1234" } as const
const accessList = [{ address: account, storageKeys: [toHex(7n, { size: 32 })] }]
const samples = [
  serializeTransaction({ ...common, type: "legacy", gasPrice: 1000n }),
  serializeTransaction({ ...common, type: "eip2930", gasPrice: 1000n, accessList }),
  serializeTransaction({ ...common, type: "eip1559", maxFeePerGas: 1000n, accessList }),
  serializeTransaction({
    ...common,
    type: "eip4844",
    maxFeePerGas: 7n,
    maxFeePerBlobGas: 1n,
    blobVersionedHashes: [toHex(2n ** 248n, { size: 32 })],
  }),
  serializeTransaction({ ...common, type: "eip7702", maxFeePerGas: 7n, authorizationList: [authorization] }),
].map((hex) => Uint8Array.from(Buffer.from(hex.slice(2), "hex")))

describe("two libraries and this one", { timeout: 30_000 + 1_000 * TIMES }, () => {
  it("agree on every Ethereum transaction that is read here", () => {
    fc.assert(
      fc.property(turned(samples), (bytes) => {
        const hex = toHex(bytes)
        const found = orRefused(() => readEthereum(hex, account))
        if (!found) return
        const { facts } = found
        const [value, to] = [facts.actions.at(-1)?.amount ?? 0n, facts.actions.at(-1)?.to ?? ""]
        const byViem = orNull(() => parseTransaction(hex))
        const byEthers = orNull(() => Transaction.from(hex))
        if (byViem) {
          const price = byViem.maxFeePerGas ?? byViem.gasPrice ?? 0n
          const blobs =
            131_072n * BigInt(byViem.blobVersionedHashes?.length ?? 0) * (byViem.maxFeePerBlobGas ?? 0n)
          expect([String(byViem.chainId), byViem.value ?? 0n, byViem.to ?? ""]).toEqual([
            facts.chainId,
            value,
            to,
          ])
          expect((byViem.gas ?? 0n) * price + blobs).toBe(facts.fee?.amount)
        }
        if (byEthers) {
          expect([String(byEthers.chainId), byEthers.value, (byEthers.to ?? "").toLowerCase()]).toEqual([
            facts.chainId,
            value,
            to,
          ])
          expect(byEthers.unsignedSerialized).toBe(hex)
        }
      }),
      { numRuns: RUNS },
    )
  })

  it("differ only in Ethereum transactions that are not canonical, or that no chain would take", () => {
    fc.assert(
      fc.property(turned(samples), (bytes) => {
        const hex = toHex(bytes)
        const byEthers = orNull(() => Transaction.from(hex))
        if (!byEthers || orRefused(() => readEthereum(hex, account))) return
        const { chainId, maxFeePerGas, maxPriorityFeePerGas, type, to, blobVersionedHashes } = byEthers
        const isTipAbove = (maxPriorityFeePerGas ?? 0n) > (maxFeePerGas ?? 0n) && (type ?? 0) > 1
        const isBlobOdd =
          type === 3 && (!to || !blobVersionedHashes?.every((hash) => hash.startsWith("0x01")))
        const isOther =
          orNull(() => byEthers.unsignedSerialized) !== hex || byEthers.isSigned() || chainId === 0n
        const isDelegationOdd = type === 4 && !to
        const isHuge = byEthers.gasLimit >= 2n ** 64n
        expect(isOther || isTipAbove || isBlobOdd || isDelegationOdd || isHuge).toBe(true)
      }),
      { numRuns: RUNS },
    )
  })

  it("agree on every call whose arguments are understood here", () => {
    const abi = parseAbi([
      "function safeBatchTransferFrom(address from, address to, uint256[] ids, uint256[] amounts, bytes data)",
    ])
    const ethers = new Interface([
      "function safeBatchTransferFrom(address,address,uint256[],uint256[],bytes)",
    ])
    const data = encodeFunctionData({
      abi,
      functionName: "safeBatchTransferFrom",
      args: [account, account, [1n, 2n], [3n, 4n], "0x1234"],
    })
    const calldata = Uint8Array.from(Buffer.from(data.slice(2), "hex"))
    fc.assert(
      fc.property(turned([calldata]), (bytes) => {
        const call = toHex(bytes)
        const { facts } = readEthereum(
          serializeTransaction({ ...common, type: "eip1559", data: call }),
          account,
        )
        if (facts.dangers.includes("unknownCall")) return
        const amounts = facts.actions.filter(
          ({ type, asset }) => type === "transfer" && asset.includes("erc1155"),
        )
        const byViem = decodeFunctionData({ abi, data: call })
        const byEthers = ethers.decodeFunctionData("safeBatchTransferFrom", call)
        expect(byViem.args[3]).toEqual(amounts.map(({ amount }) => amount))
        expect([...byEthers[3]]).toEqual(amounts.map(({ amount }) => amount))
      }),
      { numRuns: RUNS },
    )
  })

  it("agree on every Solana message that is read here", () => {
    const keys = [randomBytes(32), new Uint8Array(32)]
    const messages = [
      bareMessage({ signers: [me], others: keys, accounts: [0, 1] }),
      bareMessage({ signers: [me, randomBytes(32)], others: keys, version: "v0", accounts: [0, 1, 2] }),
    ]
    fc.assert(
      fc.property(turned(messages), (bytes) => {
        const found = orRefused(() => readSolana(bytes, base58.encode(me)))
        if (!found) return
        const decoded = orNull(() => getCompiledTransactionMessageDecoder().decode(found.message))
        if (!decoded || !("staticAccounts" in decoded) || !("instructions" in decoded)) return
        const instructions = decoded.instructions as {
          programAddressIndex: number
          accountIndices?: number[]
          data?: Uint8Array
        }[]
        expect(found.facts.solana?.signers).toEqual(
          decoded.staticAccounts.slice(0, decoded.header.numSignerAccounts),
        )
        expect(
          found.facts.solana?.instructions.map(({ programId, accounts, data }) => [
            programId,
            accounts.map(({ address }) => address),
            [...data],
          ]),
        ).toEqual(
          instructions.map(({ programAddressIndex, accountIndices = [], data = new Uint8Array() }) => [
            decoded.staticAccounts[programAddressIndex],
            accountIndices.map((index) => decoded.staticAccounts[index] ?? ""),
            [...data],
          ]),
        )
      }),
      { numRuns: RUNS },
    )
  })
})
