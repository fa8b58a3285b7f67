/** Rules see only what was read in the bytes that will be signed: these bytes, these facts. */
import { randomBytes } from "node:crypto"
import { base58 } from "@scure/base"
import { type Hex, keccak256, maxUint256, serializeTransaction } from "viem"
import { describe, expect, it } from "vitest"
import {
  readEthereum,
  readEthereumMessage,
  readRawPayload,
  readSolana,
  readSui,
  readTypedData,
} from "~kms-server/policy/transactions"
import vectors from "../vectors/transactions.json"
import { bareMessage } from "./solana-bytes"

const account = `0x${"aa".repeat(20)}` as Hex
const friend = `0x${"bb".repeat(20)}` as Hex
const me = randomBytes(32)
const fees = { type: "eip1559", chainId: 1, gas: 21_000n, maxFeePerGas: 1n } as const
const ethereum = (data: Hex) => readEthereum(serializeTransaction({ ...fees, to: friend, data }), account)
const solana = (parts: Partial<Parameters<typeof bareMessage>[0]>) =>
  readSolana(bareMessage({ signers: [me], ...parts }), base58.encode(me))

type Vector = (typeof vectors)[number]

function read({ chain, bytes, account: signer }: Vector) {
  return chain === "ethereum"
    ? readEthereum(bytes as Hex, signer)
    : readSolana(Buffer.from(bytes, "base64url"), signer)
}

/** As JSON would say it, with amounts in decimal. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_key, of) => (typeof of === "bigint" ? String(of) : of)))
}

describe("rule 6: rules see only what was read in the bytes that will be signed", () => {
  it.each(vectors.map((vector) => [vector.name, vector] as const))(
    "%s has the facts that are written down",
    (_name, vector) => {
      expect(plain(read(vector).facts)).toMatchObject(vector.facts)
    },
  )

  it.each(vectors.filter(({ chain }) => chain === "ethereum"))(
    "$name is signed over the hash that $source makes",
    (vector) => {
      expect(keccak256(readEthereum(vector.bytes as Hex, vector.account).unsigned)).toBe(vector.hash)
    },
  )

  it("holds nothing of the bytes that the bytes could change later", () => {
    const bytes = bareMessage({
      signers: [me],
      others: [randomBytes(32), new Uint8Array(32)],
      accounts: [0, 1],
    })
    const { facts } = readSolana(bytes, base58.encode(me))
    const before = structuredClone(facts)
    bytes.fill(0)
    expect(facts).toEqual(before)
  })

  it("says the same of the same bytes, each time", () => {
    for (const vector of vectors) expect(read(vector).facts).toEqual(read(vector).facts)
  })
})

describe("rule 8: what is denied unless granted by name is named", () => {
  const word = (digit: string) => digit.repeat(64)
  const authorization = {
    address: friend,
    chainId: 1,
    nonce: 0,
    r: `0x${word("1")}`,
    s: `0x${word("2")}`,
    yParity: 0,
  } as const
  const order = {
    types: { Order: [{ name: "maker", type: "address" }] },
    primaryType: "Order",
    domain: { chainId: 1, verifyingContract: friend },
    message: { maker: account },
  }

  it.each([
    ["a raw payload", "rawPayload", () => readRawPayload(Buffer.from("anything"), "Ed25519")],
    ["a payload that could be a digest", "digest", () => readRawPayload(randomBytes(32), "Secp256k1")],
    ["a message that could be a digest", "digest", () => readEthereumMessage(randomBytes(32))],
    [
      "an EIP-7702 authorisation",
      "eip7702",
      () =>
        readEthereum(
          serializeTransaction({ ...fees, type: "eip7702", to: friend, authorizationList: [authorization] }),
          account,
        ),
    ],
    ["a Solana instruction of a program that is not known", "unknownInstruction", () => solana({})],
    ["a call that is not known", "unknownCall", () => ethereum("0xdeadbeef")],
    ["an order for a contract", "unknownCall", () => readTypedData(order)],
    [
      "an approval without a bound",
      "unlimited",
      () => ethereum(`0x095ea7b3${word("0")}${maxUint256.toString(16)}`),
    ],
    ["setApprovalForAll", "unlimited", () => ethereum(`0xa22cb465${word("0")}${"0".repeat(63)}1`)],
    ["a transaction of a chain that is not read", "unknownTransaction", () => readSui(randomBytes(100))],
  ] as const)("%s is called %s", (_name, danger, make) => {
    expect(make().facts.dangers).toContain(danger)
  })

  it("fees count as spends, and a spend of nothing is none", () => {
    const { facts } = readEthereum(serializeTransaction({ ...fees, to: friend }), account)
    expect(facts.spends).toEqual([{ asset: "eip155:1/slip44:60", amount: 21_000n }])
    const free = readEthereum(serializeTransaction({ ...fees, maxFeePerGas: 0n, to: friend }), account)
    expect(free.facts.spends).toEqual([])
  })
})
