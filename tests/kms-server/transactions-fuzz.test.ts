/**
 * Hostile bytes: whatever they are, they are read or refused with a fault, quickly, and what is read comes back as
 * the very same bytes. Runs are multiplied by COUNTERSIGN_RUNS.
 */
import { randomBytes } from "node:crypto"
import { base58 } from "@scure/base"
import { NETWORK, p2wpkh, Transaction } from "@scure/btc-signer"
import fc from "fast-check"
import { encodeFunctionData, type Hex, parseAbi, serializeTransaction, toHex } from "viem"
import { describe, expect, it } from "vitest"
import {
  readEthereum,
  readEthereumMessage,
  readPsbt,
  readRawPayload,
  readSolana,
  readSui,
  readTypedData,
  readUtf8Message,
} from "~kms-server/policy/transactions"
import { Fault, SignatureAlgorithm, type TypedData } from "~protocol"
import { bareMessage, wholeTransaction } from "./solana-bytes"
import { inTime } from "./transactions-time"

const TIMES = Number(process.env.COUNTERSIGN_RUNS ?? 1)
const RUNS = 300 * TIMES
const account = `0x${"aa".repeat(20)}` as Hex
const me = randomBytes(32)
const solana = base58.encode(me)
const bitcoin = p2wpkh(
  Uint8Array.of(2, ...Buffer.from("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798", "hex")),
  NETWORK,
)

type Outcome = { facts: { spends: { amount: bigint }[] } } | null

/** What was read, or null where it was refused; anything but a fault is a failure. */
function outcomeOf<Read extends NonNullable<Outcome>>(read: () => Read): Read | null {
  try {
    const found = read()
    expect(found.facts.spends.every(({ amount }) => amount > 0n)).toBe(true)
    return found
  } catch (thrown) {
    if (thrown instanceof Fault && thrown.code !== "INTERNAL") return null
    throw thrown
  }
}

/** The same, in time. */
function outcomeInTime<Read extends NonNullable<Outcome>>(read: () => Read): Read | null {
  return inTime(() => outcomeOf(read))
}

/** Bytes of one of these with some of them changed, cut out or put in; or bytes that mean nothing. */
function hostile(samples: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  const edit = fc.record({
    place: fc.nat(),
    byte: fc.integer({ min: 0, max: 255 }),
    how: fc.constantFrom("set", "cut", "add"),
  })
  const edited = fc
    .tuple(fc.constantFrom(...samples), fc.array(edit, { maxLength: 4 }))
    .map(([sample, edits]) => {
      const bytes = [...sample]
      for (const { place, byte, how } of edits) {
        const at = bytes.length === 0 ? 0 : place % bytes.length
        bytes.splice(at, how === "add" ? 0 : 1, ...(how === "cut" ? [] : [byte]))
      }
      return Uint8Array.from(bytes)
    })
  return fc.oneof(
    { weight: 4, arbitrary: edited },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }) },
  )
}

const bytesOf = (hex: Hex) => Uint8Array.from(Buffer.from(hex.slice(2), "hex"))
const abi = parseAbi([
  "function approve(address spender, uint256 amount)",
  "function multicall(bytes[] calls)",
  "function aggregate3((address target, bool may, bytes data)[] calls)",
])
const approve = encodeFunctionData({ abi, functionName: "approve", args: [account, 9n] })
const multicall = (calls: Hex[]) => encodeFunctionData({ abi, functionName: "multicall", args: [calls] })
const authorization = {
  address: account,
  chainId: 1,
  nonce: 7,
  r: toHex(1n, { size: 32 }),
  s: toHex(2n, { size: 32 }),
  yParity: 1,
} as const
const common = { chainId: 1, to: account, maxFeePerGas: 9n, gas: 9n } as const
const ethereumSamples = [
  serializeTransaction({ ...common, type: "eip1559", data: multicall([approve, approve]) }),
  serializeTransaction({ ...common, type: "eip7702", authorizationList: [authorization] }),
  serializeTransaction({
    ...common,
    type: "eip4844",
    maxFeePerBlobGas: 1n,
    blobVersionedHashes: [toHex(2n ** 248n, { size: 32 })],
  }),
  serializeTransaction({ chainId: 1, to: account, type: "legacy", gasPrice: 1n, data: approve }),
].map(bytesOf)

describe("hostile bytes", { timeout: 30_000 + 1_000 * TIMES }, () => {
  it("as an Ethereum transaction are refused, or come back as they are", () => {
    fc.assert(
      fc.property(hostile(ethereumSamples), (bytes) => {
        const found = outcomeInTime(() => readEthereum(toHex(bytes), account))
        if (found) expect(toHex(found.unsigned)).toBe(toHex(bytes))
      }),
      { numRuns: RUNS },
    )
  })

  it("as a Solana transaction are refused, or are accounted for to the last", () => {
    const keys = [TOKEN, SYSTEM, BUDGET].map((program) => base58.decode(program))
    const messages = keys.flatMap((key) => [
      bareMessage({ signers: [me], others: [randomBytes(32), key] }),
      bareMessage({ signers: [me], others: [key], version: "v0", accounts: [0, 1, 0, 1] }),
    ])
    const samples = [
      ...messages,
      ...messages.map((message) => wholeTransaction(message, [new Uint8Array(64)])),
    ]
    fc.assert(
      fc.property(hostile(samples), (bytes) => {
        const found = outcomeInTime(() => readSolana(bytes, solana))
        if (!found) return
        const signed = Buffer.from(found.signedWith(me, new Uint8Array(64)))
        expect(signed.subarray(-found.message.length)).toEqual(Buffer.from(found.message))
        expect([signed.length, found.message.length]).toContain(bytes.length)
      }),
      { numRuns: RUNS },
    )
  })

  it("as a PSBT are refused or read", () => {
    const transaction = new Transaction()
    for (const fill of [1, 2]) {
      const funding = new Transaction()
      funding.addInput({ txid: new Uint8Array(32).fill(fill), index: 0 })
      funding.addOutput({ script: bitcoin.script, amount: 100n })
      transaction.addInput({
        txid: new Uint8Array(32).fill(fill),
        index: 0,
        witnessUtxo: { script: bitcoin.script, amount: 9n },
      })
    }
    transaction.addOutput({ script: bitcoin.script, amount: 3n })
    const one = new Transaction()
    one.addInput({ txid: me, index: 0, witnessUtxo: { script: bitcoin.script, amount: 9n } })
    one.addOutput({ script: bitcoin.script, amount: 3n })
    const samples = [transaction.toPSBT(), one.toPSBT()]
    const own = { address: bitcoin.address ?? "" }
    fc.assert(
      fc.property(hostile(samples), (bytes) => {
        outcomeInTime(() => readPsbt(bytes, own))
        outcomeInTime(() => readPsbt(Buffer.from(bytes).toString("base64"), own))
      }),
      { numRuns: RUNS },
    )
  })

  it("as a message or a payload are refused or read", () => {
    const algorithms = SignatureAlgorithm.options
    const texts = [
      "example.com wants you to sign in with your Solana account:\n",
      "solana offchain",
      "URI: x\n\n\n",
    ]
    const samples = [
      ...texts.map((text) => Buffer.from(text)),
      ...ethereumSamples,
      bareMessage({ signers: [me] }),
    ]
    fc.assert(
      fc.property(hostile(samples), fc.constantFrom(...algorithms), (bytes, algorithm) => {
        outcomeInTime(() => readEthereumMessage(bytes))
        outcomeInTime(() => readRawPayload(bytes, algorithm))
        outcomeInTime(() => readSui(bytes))
        const text = Buffer.from(bytes).toString("utf8")
        outcomeInTime(() => readUtf8Message(text, { address: solana, addressFormat: "Solana" }))
      }),
      { numRuns: RUNS },
    )
  })

  it("as typed data are refused or read", () => {
    const name = fc.constantFrom(
      "A",
      "B",
      "EIP712Domain",
      "uint256",
      "A[]",
      "B[2][]",
      "",
      "toString",
      "string",
      "A(",
    )
    const types = fc.dictionary(name, fc.array(fc.record({ name, type: name }), { maxLength: 3 }), {
      maxKeys: 4,
    })
    const json = fc.anything({
      maxDepth: 4,
      key: name,
      values: [fc.string(), fc.integer(), fc.constant(null), fc.bigInt()],
    })
    const record = fc.dictionary(name, json, { maxKeys: 3 })
    const data: fc.Arbitrary<TypedData> = fc.record({
      types,
      primaryType: name,
      domain: record,
      message: record,
    })
    fc.assert(
      fc.property(data, (given) => {
        const found = outcomeInTime(() => readTypedData(given))
        if (found) expect(found.payload).toHaveLength(66)
      }),
      { numRuns: RUNS },
    )
  })
})

const TOKEN = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA"
const SYSTEM = "11111111111111111111111111111111"
const BUDGET = "ComputeBudget111111111111111111111111111111"

describe("as much as there can be", () => {
  const call = (data: Hex) => serializeTransaction({ ...common, type: "eip1559", data })
  const nested = (times: number, inner: Hex): Hex =>
    times === 0 ? inner : nested(times - 1, multicall([inner]))
  const many = (times: number, inner: Hex): Hex[] => new Array(times).fill(inner)

  it.each<[string, () => Hex]>([
    ["of zeros", () => call(`0x${"00".repeat(130_000)}`)],
    ["of calls", () => call(multicall(many(256, approve)))],
    ["of calls in calls", () => call(nested(2, multicall(many(3, multicall(many(150, approve))))))],
    ["of empty calls in a call", () => call(multicall(many(2000, "0x")))],
    ["of lists in lists", () => `0x02${"c0".repeat(131_000)}`],
    [
      "of addresses to be warmed",
      () =>
        serializeTransaction({
          ...common,
          type: "eip1559",
          accessList: many(5000, account).map((address) => ({ address, storageKeys: [] })),
        }),
    ],
    [
      "of authorisations",
      () =>
        serializeTransaction({
          ...common,
          type: "eip7702",
          authorizationList: new Array(1300).fill(authorization),
        }),
    ],
  ])("%s is an Ethereum transaction that is read in time", (_name, make) => {
    const bytes = make()
    outcomeInTime(() => readEthereum(bytes, account))
  })

  it("of text is read in time", () => {
    const texts = [
      "x".repeat(1_000_000),
      "\n".repeat(1_000_000),
      `${"a.".repeat(500_000)} wants you`,
      "0".repeat(1_000_000),
      " ".repeat(1_000_000),
    ]
    for (const text of texts) {
      outcomeInTime(() => readEthereumMessage(Buffer.from(text)))
      outcomeInTime(() => readUtf8Message(text, { address: solana, addressFormat: "Solana" }))
      outcomeInTime(() => readRawPayload(Buffer.from(text), "Ed25519"))
      outcomeInTime(() => readRawPayload(Buffer.from(text), "Secp256k1Keccak256"))
    }
  })

  it("of a payload that begins like a transaction is read in time", () => {
    const counts = [1, 0, 0, 0xff, 0xff, 0x03]
    const hostile = Buffer.concat([Buffer.from(counts), randomBytes(700_000)])
    outcomeInTime(() => readRawPayload(hostile, "Ed25519"))
    outcomeInTime(() =>
      readRawPayload(
        Buffer.concat([
          Buffer.from([1, 0, 0, 1]),
          me,
          me,
          Buffer.from([0xff, 0xff, 0x03]),
          new Uint8Array(700_000),
        ]),
        "Ed25519",
      ),
    )
    outcomeInTime(() =>
      readRawPayload(Buffer.concat([Buffer.of(5), Buffer.alloc(700_000, 0xc0)]), "Secp256k1Keccak256"),
    )
    outcomeInTime(() =>
      readRawPayload(
        Buffer.concat([Buffer.of(5, 0xfa, 0x0a, 0xae, 0x60), Buffer.alloc(700_000, 0xc0)]),
        "Secp256k1Keccak256",
      ),
    )
  })

  it("of inputs is a PSBT that is read in time", () => {
    const transaction = new Transaction()
    for (let index = 0; index < 1; index++) {
      transaction.addInput({ txid: me, index, witnessUtxo: { script: bitcoin.script, amount: 9000n } })
    }
    for (let index = 0; index < 400; index++) transaction.addOutput({ script: bitcoin.script, amount: 3n })
    const psbt = transaction.toPSBT()
    expect(outcomeInTime(() => readPsbt(psbt, { address: bitcoin.address ?? "" }))?.facts.fee?.amount).toBe(
      7800n,
    )
  })
})
