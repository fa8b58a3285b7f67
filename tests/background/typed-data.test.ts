/** EIP-712 data: one reading for what is shown, hashed and sent; and what is refused before anybody is asked. */

import { keccak_256 } from "@noble/hashes/sha3.js"
import { hex } from "@scure/base"
import { TypedDataEncoder } from "ethers"
import fc from "fast-check"
import { hashTypedData, type TypedDataDefinition } from "viem"
import { describe, expect, test } from "vitest"
import { readTypedData } from "~background/typed-data/read"
import { refuseArraysAndCycles } from "~background/typed-data/types"
import { hashTypedData as hashAsKms } from "~kms-server/policy/transactions/eip712"
import { type Fault, fault, type TypedData } from "~protocol"

const refuse = (where: string): Fault => fault("PARAMS_INVALID", { method: "eth_signTypedData_v4", where })
const read = (data: unknown) => readTypedData(JSON.stringify(data), refuse)

const COW = "0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826"
const BOB = "0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB"
const CONTRACT = "0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC"

const EIP712Domain = [
  { name: "name", type: "string" },
  { name: "version", type: "string" },
  { name: "chainId", type: "uint256" },
  { name: "verifyingContract", type: "address" },
]
const mail = {
  types: {
    EIP712Domain,
    Mail: [
      { name: "from", type: "Person" },
      { name: "to", type: "Person[]" },
      { name: "contents", type: "string" },
      { name: "attachment", type: "bytes" },
    ],
    Person: [
      { name: "name", type: "string" },
      { name: "wallets", type: "address[]" },
    ],
  },
  primaryType: "Mail",
  domain: { name: "Ether Mail", version: "1", chainId: "31337", verifyingContract: CONTRACT },
  message: {
    from: { name: "Cow", wallets: [COW] },
    to: [{ name: "Bob", wallets: [BOB, CONTRACT] }],
    contents: "Hello, Bob!",
    attachment: "0x",
  },
}
const wallet = (more: object) => ({
  types: { EIP712Domain, Wallet: [{ name: "name", type: "string" }] },
  primaryType: "Wallet",
  domain: mail.domain,
  message: { name: "Hello" },
  ...more,
})
const single = (type: string, value: unknown) =>
  wallet({ types: { EIP712Domain, Wallet: [{ name: "name", type }] }, message: { name: value } })

const digestOf = (data: unknown) => `0x${hex.encode(read(data).digest)}`
const digestAsKms = (data: TypedData) => `0x${hex.encode(keccak_256(hashAsKms(data).payload))}`

describe("what is signed", () => {
  test("is the hash that others work out, and the KMS too", () => {
    const { EIP712Domain: _domain, ...types } = mail.types
    expect(digestOf(mail)).toBe(TypedDataEncoder.hash(mail.domain, types, mail.message))
    expect(digestOf(mail)).toBe(hashTypedData(mail as unknown as TypedDataDefinition))
    expect(digestOf(mail)).toBe(digestAsKms(JSON.parse(read(mail).text)))
  })

  test("is shown member by member, in the order of the types", () => {
    const { domain, message, chainId, primaryType } = read({
      ...mail,
      message: Object.fromEntries(Object.entries(mail.message).reverse()),
    })
    expect([primaryType, chainId]).toEqual(["Mail", 31337n])
    expect(domain).toEqual([
      { name: "name", type: "string", value: "Ether Mail" },
      { name: "version", type: "string", value: "1" },
      { name: "chainId", type: "uint256", value: "31337" },
      { name: "verifyingContract", type: "address", value: CONTRACT },
    ])
    expect(message.map(({ name }) => name)).toEqual(["from", "to", "contents", "attachment"])
    expect(message[1]).toEqual({
      name: "to",
      type: "Person[]",
      value: [
        {
          name: "0",
          type: "Person",
          value: [
            { name: "name", type: "string", value: "Bob" },
            {
              name: "wallets",
              type: "address[]",
              value: [
                { name: "0", type: "address", value: BOB },
                { name: "1", type: "address", value: CONTRACT },
              ],
            },
          ],
        },
      ],
    })
  })

  test("holds nothing that the types leave out", () => {
    const extra = {
      ...mail,
      domain: { ...mail.domain, version: "2" },
      types: {
        ...mail.types,
        EIP712Domain: EIP712Domain.filter(({ name }) => name !== "version"),
      },
      metadata: { account: "x" },
    }
    const { domain, text, digest } = read(extra)
    expect(domain.map(({ name }) => name)).toEqual(["name", "chainId", "verifyingContract"])
    expect(JSON.parse(text)).toEqual({
      types: extra.types,
      primaryType: "Mail",
      domain: { name: "Ether Mail", chainId: "31337", verifyingContract: CONTRACT },
      message: mail.message,
    })
    expect(`0x${hex.encode(digest)}`).toBe(digestAsKms(JSON.parse(text)))
  })

  test("is bound to no domain where the types say nothing of it, and shows none", () => {
    const { EIP712Domain: _domain, ...types } = mail.types
    const bound = { ...mail, types: { EIP712Domain: [], ...types }, domain: {} }
    const bare = read({ ...mail, types })
    expect(bare).toMatchObject({ domain: [], chainId: null, message: read(mail).message })
    expect(JSON.parse(bare.text)).toMatchObject({ types: { EIP712Domain: [] }, domain: {} })
    expect(bare).toEqual(read(bound))
    expect(`0x${hex.encode(bare.digest)}`).toBe(digestAsKms(JSON.parse(bare.text)))
  })

  test("reads again to the same from the text that is kept", () => {
    const first = read(mail)
    expect(readTypedData(first.text, refuse)).toEqual(first)
  })

  const atoms: [string, fc.Arbitrary<unknown>][] = [
    ["bool", fc.boolean()],
    ["string", fc.string({ unit: "grapheme" })],
    ["address", fc.constantFrom(COW, BOB, COW.toLowerCase())],
    ["bytes", fc.uint8Array({ maxLength: 300 }).map((bytes) => `0x${hex.encode(bytes)}`)],
    ["bytes7", fc.uint8Array({ minLength: 7, maxLength: 7 }).map((bytes) => `0x${hex.encode(bytes)}`)],
    ["uint8", fc.integer({ min: 0, max: 255 })],
    ["int16", fc.integer({ min: -32_768, max: 32_767 })],
    ["uint256", fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }).map(String)],
    ["int256", fc.bigInt({ min: -(2n ** 255n), max: 2n ** 255n - 1n }).map(String)],
    ["uint64", fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((number) => `0x${number.toString(16)}`)],
  ]
  const field = fc.constantFrom(...atoms).chain(([type, value]) =>
    fc.oneof(
      value.map((value) => ({ type, value })),
      fc.array(value, { maxLength: 4 }).map((value) => ({ type: `${type}[]`, value: value as unknown })),
    ),
  )

  test("is the same for any types and values to us, to a library and to the KMS", () => {
    fc.assert(
      fc.property(fc.array(field, { minLength: 1, maxLength: 6 }), fc.boolean(), (fields, isNested) => {
        const members = fields.map(({ type }, place) => ({ name: `m${place}`, type }))
        const values = Object.fromEntries(fields.map(({ value }, place) => [`m${place}`, value]))
        const data = isNested
          ? {
              types: { EIP712Domain, Inner: members, Outer: [{ name: "inner", type: "Inner[]" }] },
              primaryType: "Outer",
              domain: mail.domain,
              message: { inner: [values, values] },
            }
          : {
              types: { EIP712Domain, Outer: members },
              primaryType: "Outer",
              domain: mail.domain,
              message: values,
            }
        const { EIP712Domain: _domain, ...types } = data.types
        expect(digestOf(data)).toBe(TypedDataEncoder.hash(data.domain, types, data.message))
        expect(digestOf(data)).toBe(digestAsKms(JSON.parse(read(data).text)))
      }),
      { numRuns: 40 },
    )
  })
})

describe("typed data is refused, with the place of the mistake,", () => {
  const deep = (levels: number): unknown => (levels === 0 ? [] : [deep(levels - 1)])
  test.each<[string, unknown, RegExp]>([
    ["that is no object", 7, /no object/],
    ["without a primary type", wallet({ primaryType: undefined }), /primaryType/],
    ["with a primary type that is none", wallet({ primaryType: "Non-Existent" }), /primaryType/],
    ["of the domain alone", wallet({ primaryType: "EIP712Domain" }), /primaryType/],
    ["with a domain that misses members", wallet({ domain: {} }), /domain\.name is missing/],
    [
      "whose domain has a member that there is not",
      wallet({
        types: { EIP712Domain: EIP712Domain.slice(0, 1), Wallet: [] },
        domain: { name: "x", site: "y" },
        message: {},
      }),
      /domain\.site is not in/,
    ],
    [
      "whose domain type is in another order",
      wallet({ types: { EIP712Domain: [...EIP712Domain].reverse(), Wallet: [] }, message: {} }),
      /EIP712Domain is not/,
    ],
    [
      "whose domain has a chain that its type leaves out",
      wallet({ types: { EIP712Domain: EIP712Domain.slice(0, 2), Wallet: [] }, message: {} }),
      /domain\.chainId is not in/,
    ],
    [
      "with a member of no type",
      wallet({ message: { name: "x", extraData: "y" } }),
      /message\.extraData is not in/,
    ],
    ["with a member missing", wallet({ message: {} }), /message\.name is missing/],
    [
      "with a contract that is no address",
      wallet({ domain: { ...mail.domain, verifyingContract: 1 } }),
      /is no address/,
    ],
    ["with a type that is none", single("ConsiderationItem[+", []), /is no type/],
    ["with a type that is none", single("uint7", 1), /is no type/],
    ["with a type that is none", single("bytes33", "0x"), /is no type/],
    ["with a type that is none", single("__proto__", {}), /is no type/],
    ["with a number too large", single("uint8", 256), /is no uint8/],
    ["with a number below nought", single("uint8", -1), /is no uint8/],
    ["with a number that is not exact", single("uint256", 2 ** 53), /is no uint256/],
    ["with a number with a fraction", single("uint256", 1.5), /is no uint256/],
    ["with a truth that is a number", single("bool", 2), /is no bool/],
    ["with bytes of another length", single("bytes4", "0x112233"), /is no bytes4/],
    ["with half a byte", single("bytes", "0x1"), /is no bytes/],
    ["with half a character", single("string", "\ud800"), /is no string/],
    ["with an address of another length", single("address", "0x00"), /is no address/],
    ["with nothing in place of a value", single("string", null), /is no string/],
    ["with an array of another length", single("uint8[2]", [1]), /has not 2 items/],
    ["with no array", single("uint8[]", "1"), /is no array/],
    ["with arrays too deep", single("uint8[][][][][]", deep(5)), /is no type/],
    [
      "that is too large",
      single(
        "uint8[]",
        Array.from({ length: 5000 }, () => 1),
      ),
      /too large/,
    ],
    ["that is too long", single("string", "x".repeat(600_000)), /too large/],
    [
      "that names a member twice",
      wallet({
        types: {
          EIP712Domain,
          Wallet: [
            { name: "name", type: "string" },
            { name: "name", type: "bool" },
          ],
        },
      }),
      /twice/,
    ],
  ])("%s", (_what, data, where) => {
    expect(() => read(data)).toThrow(where)
  })

  test("that is no JSON", () => {
    expect(() => readTypedData("{", refuse)).toThrow(/no JSON/)
  })

  test("nested without end, where a value leads to it", () => {
    const types = { EIP712Domain, Node: [{ name: "next", type: "Node[]" }] }
    const nest = (levels: number): unknown => ({ next: levels === 0 ? [] : [nest(levels - 1)] })
    const data = (levels: number) => ({
      types,
      primaryType: "Node",
      domain: mail.domain,
      message: nest(levels),
    })
    expect(digestOf(data(5))).toBe(hashTypedData(data(5) as unknown as TypedDataDefinition))
    expect(() => read(data(20))).toThrow(/too deep/)
  })
})

test("the earlier version takes neither arrays nor types that hold themselves", () => {
  expect(() => refuseArraysAndCycles(read(mail).types, refuse)).toThrow(/Mail: to is an array/)
  const cyclic = {
    ...wallet({}),
    types: {
      EIP712Domain,
      Wallet: [{ name: "name", type: "string" }],
      A: [{ name: "b", type: "B" }],
      B: [{ name: "a", type: "A" }],
    },
  }
  expect(() => refuseArraysAndCycles(read(cyclic).types, refuse)).toThrow(/A holds itself/)
  refuseArraysAndCycles(read(wallet({})).types, refuse)
})

test("whatever its shape, reading typed data ends in a verdict", () => {
  const anything = fc.record(
    {
      types: fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.constant(mail.types)),
      primaryType: fc.oneof(fc.constant("Mail"), fc.string()),
      domain: fc.oneof(fc.constant(mail.domain), fc.jsonValue()),
      message: fc.oneof(fc.constant(mail.message), fc.jsonValue()),
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(anything, (data) => {
      try {
        expect(read(data).digest).toHaveLength(32)
      } catch (thrown) {
        expect(thrown).toMatchObject({ code: "PARAMS_INVALID" })
      }
    }),
  )
})
