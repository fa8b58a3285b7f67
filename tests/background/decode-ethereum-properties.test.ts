import { AbiCoder, Interface, id, ParamType } from "ethers"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { readEthereumCall, readTypedData } from "~background/decode"
import { readArguments } from "~background/decode/abi-read"
import { parseInputs, signatureOf } from "~background/decode/abi-types"
import { writeArguments } from "~background/decode/abi-write"
import { openBudget } from "~background/decode/budget"
import { contractAt } from "~background/decode/contracts"
import { allShapes, selectorOf } from "~background/decode/shapes"
import { allNames } from "~background/decode/signatures"
import { Reading } from "~protocol"
import { allOf, vectors } from "./support/readings"

const ME = "0x1111111111111111111111111111111111111111"
const PLACES = [
  "0x3333333333333333333333333333333333333333",
  "0x66a9893cC07D91D95644AEDD05D03f95e1dBA8Af",
  "0x68b3465833fb72A70ecDF485E0e4C7bD8665Fc45",
  "0x7a250d5630B4cF539739dF2C5dAcb4c659F2488D",
  "0x0000000000000068F116a894984e2DB1123eB395",
  "0x000000000022D473030F116dDEE9F6B43aC78BA3",
  "0xcA11bde05977b3631167028862bE2a173976CA11",
  "0x9641d764fc13c8B624c04430C7356C1C7C8102e2",
]
const coder = AbiCoder.defaultAbiCoder()
const shapes = allShapes()

/** Values of a type, small and large. */
function valuesOf(type: ParamType): fc.Arbitrary<unknown> {
  if (type.arrayChildren !== null) {
    const item = valuesOf(type.arrayChildren)
    const { arrayLength } = type
    const length =
      arrayLength === null || arrayLength < 0
        ? { maxLength: 3 }
        : { minLength: arrayLength, maxLength: arrayLength }
    return fc.array(item, length)
  }
  if (type.components !== null) return fc.tuple(...type.components.map(valuesOf))
  if (type.type === "bool") return fc.boolean()
  if (type.type === "string") return fc.string({ unit: "grapheme", maxLength: 40 })
  if (type.type === "address") return bytes(20, 20)
  if (type.type === "bytes") return bytes(0, 70)
  const [, kind, size] = /^(bytes|uint|int)(\d+)$/.exec(type.type) ?? []
  if (kind === "bytes") return bytes(Number(size), Number(size))
  const most = 2n ** BigInt(size ?? 256)
  return kind === "uint"
    ? fc.bigInt({ min: 0n, max: most - 1n })
    : fc.bigInt({ min: -most / 2n, max: most / 2n - 1n })
}

function bytes(minLength: number, maxLength: number): fc.Arbitrary<string> {
  return fc.uint8Array({ minLength, maxLength }).map((each) => `0x${Buffer.from(each).toString("hex")}`)
}

function read(data: string, to: string | null) {
  return readEthereumCall({ chain: "eip155:1", from: ME, to, wei: 1n, data })
}

/** A real call with some of its bytes changed, cut off or added. */
const mangled = fc
  .tuple(
    fc.constantFrom(...vectors.flatMap(({ call }) => (call === undefined ? [] : [call]))),
    fc.array(fc.tuple(fc.nat(4000), fc.integer({ min: 0, max: 255 })), { maxLength: 4 }),
    fc.integer({ min: -70, max: 40 }),
  )
  .map(([call, changes, more]) => {
    const given = Buffer.from(call.data.slice(2), "hex")
    for (const [at, byte] of changes) if (given.length > 4) given[4 + (at % (given.length - 4))] = byte
    const cut =
      more < 0
        ? given.subarray(0, Math.max(0, given.length + more))
        : Buffer.concat([given, Buffer.alloc(more)])
    return { ...call, from: ME, data: `0x${cut.toString("hex")}` }
  })

/** What is exact comes out of another encoder as the same bytes. */
function expectHonest(reading: Reading, data: string): void {
  if (reading.how !== "exact" || reading.signature === null) return
  const other = new Interface([`function ${reading.signature}`])
  expect(other.encodeFunctionData(reading.signature, other.decodeFunctionData(reading.signature, data))).toBe(
    data,
  )
}

describe("reading a call", () => {
  test("throws at no bytes, and says no more than a reading may", () => {
    fc.assert(
      fc.property(fc.constantFrom(...PLACES, null), bytes(0, 600), (to, data) => {
        const reading = read(data, to)
        expect(Reading.parse(reading)).toEqual(reading)
      }),
      { numRuns: 300 },
    )
  })

  test("is exact only where another encoder makes the same bytes of it", () => {
    fc.assert(
      fc.property(mangled, (call) => {
        const reading = readEthereumCall(call)
        expectHonest(reading, call.data)
        if (reading.flaws.length > 0) expect(reading.how).not.toBe("exact")
      }),
      { numRuns: 500 },
    )
  })

  test("takes each function that it knows as another encoder writes it", () => {
    for (const { text } of shapes) {
      const signature = signatureOf(text)
      const [fragment] = new Interface([`function ${signature}`]).fragments
      const inputs = fragment?.inputs ?? []
      fc.assert(
        fc.property(
          fc.constantFrom(...PLACES),
          fc.tuple(...inputs.map((each) => valuesOf(ParamType.from(each)))),
          (to, values) => {
            const data = id(signature).slice(0, 10) + coder.encode([...inputs], values).slice(2)
            const reading = read(data, to)
            expect(reading.signature).toBe(signature)
            expect(Reading.parse(reading)).toEqual(reading)
            expect(reading.flaws).toEqual([])
            expectHonest(reading, data)
          },
        ),
        { numRuns: 8 },
      )
    }
  })

  test("is done with the worst that a page can think of before a person could notice", () => {
    const word = (number: number) => number.toString(16).padStart(64, "0")
    const many = 4_000
    const places = `${word(many)}${word(many * 32).repeat(many)}`
    const twice = (inner: string) => coder.encode(["bytes[]"], [[`0x${inner}`, `0x${inner}`]]).slice(2)
    let nested = "a9059cbb"
    for (let depth = 0; depth < 8; depth += 1) nested = `ac9650d8${twice(nested)}`
    const worst = [
      `0xac9650d8${word(32)}${places}`,
      `0xd6681042${word(64)}${word(0)}${word(many)}${"ff".repeat(32 * many)}`,
      `0x${nested}`,
      `0x${"60ff5b".repeat(40_000)}`,
      `0x87201b41${"00".repeat(120_000)}`,
    ]
    read("0x", PLACES[0] ?? null)
    for (const data of worst) {
      for (const to of [...PLACES, null]) {
        const began = performance.now()
        const reading = read(data, to)
        // Ten times what it takes where nothing else runs.
        expect(performance.now() - began).toBeLessThan(500)
        expect(allOf(reading).length).toBeLessThan(2_000)
      }
    }
  })
})

describe("reading typed data", () => {
  test("throws at no text", () => {
    const documents = vectors.flatMap(({ document }) =>
      document === undefined ? [] : [JSON.stringify(document.typedData)],
    )
    fc.assert(
      fc.property(fc.constantFrom(...documents), fc.nat(), fc.string({ maxLength: 5 }), (text, at, other) => {
        const place = at % text.length
        const typedData = `${text.slice(0, place)}${other}${text.slice(place + other.length)}`
        const reading = readTypedData({ chain: "eip155:1", account: ME, typedData })
        expect(Reading.parse(reading)).toEqual(reading)
      }),
      { numRuns: 300 },
    )
  })
})

describe("arguments", () => {
  test("come out of the writer as they went into the reader", () => {
    for (const { text } of shapes) {
      const types = parseInputs(text)
      const inputs = types.map(({ type }) => ParamType.from(type))
      fc.assert(
        fc.property(fc.tuple(...inputs.map(valuesOf)), (values) => {
          const data = Buffer.from(coder.encode(inputs, values).slice(2), "hex")
          const { members, flaws } = readArguments(types, data, openBudget())
          expect([...flaws]).toEqual([])
          expect(Buffer.from(writeArguments(types, members ?? [])).equals(data)).toBe(true)
        }),
        { numRuns: 4 },
      )
    }
  })
})

describe("the lists that come with the wallet", () => {
  test("name each function by its own selector, once, and in order", () => {
    const names = allNames()
    expect(names.length).toBeGreaterThan(400)
    expect(names.filter(({ selector, text }) => id(text).slice(2, 10) !== selector)).toEqual([])
    expect(names.filter(({ text }) => signatureOf(text) !== text)).toEqual([])
    const selectors = names.map(({ selector }) => selector)
    expect(selectors).toEqual([...new Set(selectors)].sort())
  })

  test("know no function both by its effect and by its name alone", () => {
    const known = new Set(shapes.map(({ text }) => selectorOf(signatureOf(text))))
    expect(allNames().filter(({ selector }) => known.has(selector))).toEqual([])
  })

  test("name the arguments of each function whose effect is known", () => {
    const unnamed = shapes.filter(({ text }) => parseInputs(text).some(({ name }) => /^\d*$/.test(name)))
    expect(unnamed.map(({ text }) => text)).toEqual([])
  })

  test("know contracts by their chain", () => {
    expect(contractAt("eip155:1", "0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48")?.protocol).toBe("USDC")
    expect(contractAt("eip155:10", "0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48")).toBeNull()
    expect(contractAt("eip155:31337", "0x000000000022d473030f116ddee9f6b43ac78ba3")?.protocol).toBe("Permit2")
    expect(contractAt(null, null)).toBeNull()
  })
})
