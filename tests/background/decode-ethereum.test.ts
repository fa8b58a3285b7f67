import { Interface, parseUnits, type Result, Transaction, TypedDataEncoder } from "ethers"
import { describe, expect, test } from "vitest"
import { readEthereumCall, readTypedData } from "~background/decode"
import type { Reading } from "~protocol"
import { Reading as ReadingShape } from "~protocol"
import { allOf, leavesOf, lineOf, type Vector, vectors } from "./support/readings"

const ACCOUNT = "0x1111111111111111111111111111111111111111"

type Call = { chain: string; from: string; to: string | null; wei: string; data: string }

function callOf({ call, signed }: Vector): Call | null {
  if (call !== undefined) return { ...call, from: call.from ?? ACCOUNT }
  if (signed === undefined) return null
  const { chainId, from, to, value, data } = Transaction.from(signed)
  return { chain: `eip155:${chainId}`, from: from ?? "", to, wei: value.toString(), data }
}

function readingOf(vector: Vector): Reading {
  const call = callOf(vector)
  if (call !== null) return readEthereumCall(call)
  const { chain, typedData } = vector.document ?? { chain: "", typedData: {} }
  return readTypedData({ chain, account: ACCOUNT, typedData: JSON.stringify(asSent(typedData)) })
}

/** As the usual libraries send it: where the types leave out the domain's, they are added. */
function asSent(typedData: object): object {
  const { types, domain } = typedData as { types?: object; domain?: object }
  if (types === undefined || domain === undefined || "EIP712Domain" in types) return typedData
  const fields = TypedDataEncoder.getPayload(domain, { Any: [] }, {}).types.EIP712Domain
  return { ...typedData, types: { EIP712Domain: fields, ...types } }
}

const calls = vectors.filter((vector) => callOf(vector) !== null)
const documents = vectors.filter(({ document }) => document !== undefined)
const named = (list: readonly Vector[]) => list.map((vector) => [vector.name, vector] as const)

describe("what pages really ask to have signed", () => {
  test("is there in some number, each with where it comes from", () => {
    expect(vectors.length).toBeGreaterThanOrEqual(220)
    const onNetwork = new Set(vectors.map(({ source }) => source.transaction).filter(Boolean))
    expect(onNetwork.size).toBeGreaterThanOrEqual(184)
    expect(new Set(vectors.map(({ name }) => name)).size).toBe(vectors.length)
    const sourceless = vectors.filter(
      ({ source }) => !/^[0-9a-f]{40}$/.test(source.commit) || source.path === "",
    )
    expect(sourceless).toEqual([])
  })

  test.each(named(vectors))("%s: is read as what it is", (_, vector) => {
    const reading = readingOf(vector)
    const me = callOf(vector)?.from ?? ACCOUNT
    const { how, is, inside = [], deeper = [], flaws = [] } = vector.expect
    expect(lineOf(reading, me)).toBe(`${how} ${is}`)
    expect(reading.inside.map((each) => lineOf(each, me))).toEqual(inside)
    expect((reading.inside[0]?.inside ?? []).map((each) => lineOf(each, me))).toEqual(deeper)
    expect(reading.flaws).toEqual(flaws)
    expect(ReadingShape.parse(reading)).toEqual(reading)
  })

  test.each(named(vectors.filter(({ states }) => states.length > 0)))(
    "%s: has in it what its source says",
    (_, vector) => {
      const reading = readingOf(vector)
      const found = new Set([
        ...allOf(reading).flatMap(({ members }) => leavesOf(members)),
        callOf(vector)?.wei ?? "",
      ])
      for (const stated of vector.states) {
        const [, decimal, places] = /^([0-9.]+)e(\d+)$/.exec(stated) ?? []
        const value = decimal === undefined ? stated : parseUnits(decimal, Number(places)).toString()
        expect([...found]).toContain(value)
      }
    },
  )
})

describe("transactions of blocks", () => {
  const signed = vectors.filter((vector) => vector.signed !== undefined)

  test("hash to what the network calls them by", () => {
    expect(signed.length).toBeGreaterThan(100)
    for (const { signed: bytes = "", source } of signed) {
      expect(Transaction.from(bytes).hash).toBe(source.transaction)
    }
  })
})

describe("another decoder", () => {
  test.each(named(calls))("%s: reads the same arguments", (_, vector) => {
    const call = callOf(vector)
    const reading = readingOf(vector)
    if (call === null || reading.signature === null) {
      expect(vector.expect.signature).toBeUndefined()
      return
    }
    expect(reading.signature).toBe(vector.expect.signature)
    const other = new Interface([`function ${reading.signature}`])
    const fragment = reading.signature
    const decoded = other.decodeFunctionData(fragment, call.data)
    expect(leavesOf(reading.members)).toEqual(textsOf(decoded))
    expect(other.encodeFunctionData(fragment, decoded) === call.data).toBe(reading.flaws.length === 0)
  })

  test.each(named(documents))("%s: finds the same type and values in it", (_, vector) => {
    const reading = readingOf(vector)
    const { types, primaryType, message } = documentOf(vector)
    if (reading.how === "unknown") {
      expect(() => TypedDataEncoder.from(types).hash(message)).toThrow()
      return
    }
    const encoder = TypedDataEncoder.from(types)
    expect(encoder.primaryType).toBe(primaryType)
    expect(reading.signature).toBe(encoder.encodeType(primaryType))
    const { structHash } = vector.expect
    if (structHash !== undefined) expect(encoder.hashStruct(primaryType, message)).toBe(structHash)
    expect(leavesOf(reading.members).map((text) => text.toLowerCase())).toEqual(
      deepTexts(primaryType, types, message),
    )
  })
})

type Types = Record<string, { name: string; type: string }[]>
type Message = Record<string, unknown>

function documentOf({ document }: Vector): { types: Types; primaryType: string; message: Message } {
  const { types, primaryType, message } = (document?.typedData ?? {}) as Record<string, unknown>
  const { EIP712Domain: _, ...others } = types as Types
  return { types: others, primaryType: String(primaryType), message: message as Message }
}

/** In the order of the types, not of the message. */
function deepTexts(type: string, types: Types, value: unknown): string[] {
  const item = /^(.*)\[\d*\]$/.exec(type)?.[1]
  if (item !== undefined) return (value as unknown[]).flatMap((each) => deepTexts(item, types, each))
  const members = types[type]
  if (members === undefined) return [String(value).toLowerCase()]
  return members.flatMap((member) => deepTexts(member.type, types, (value as Message)[member.name]))
}

function textsOf(result: Result): string[] {
  return result
    .toArray()
    .flatMap((each) => (typeof each === "object" && each !== null ? textsOf(each as Result) : [String(each)]))
}
