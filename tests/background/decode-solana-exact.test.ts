/** Whatever stands in a transaction: a reading comes of it, soon, and what it calls exact is. */
import { base58 } from "@scure/base"
import { AccountRole, address, type Instruction } from "@solana/kit"
import * as budget from "@solana-program/compute-budget"
import * as stake from "@solana-program/stake"
import * as system from "@solana-program/system"
import * as token from "@solana-program/token"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { readInstruction } from "~background/decode-solana"
import { type Reading, Reading as ReadingShape, type ReadMember } from "~protocol"
import { key, owner, readAll, signer } from "./support/solana-readings"

const PROGRAMS = [
  "11111111111111111111111111111111",
  "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA",
  "TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb",
  "ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL",
  "Memo4c2pN8afCj432Lb7RMVKi9PbQnnW7ewFFaV3oAH",
  "ComputeBudget111111111111111111111111111111",
  "Stake11111111111111111111111111111111111111",
  "Vote111111111111111111111111111111111111111",
  "AddressLookupTab1e1111111111111111111111111",
  "BPFLoaderUpgradeab1e11111111111111111111111",
  "JUP6LkbZbjS1jKKwapdHNy74zcZ3tLUZoi5QNyVTaV4",
  "675kPX9MHTjS2zt1qfr1NYHuzeLXfQM9H24wFSUt1Mp8",
  "srmqPvymJeFKQ4zGQed1GFppgkRHL9kaELCbyksJtPX",
  base58.encode(new Uint8Array(32).fill(77)),
]
const SYSVARS = [
  "SysvarC1ock11111111111111111111111111111111",
  "SysvarRent111111111111111111111111111111111",
  "SysvarRecentB1ockHashes11111111111111111111",
  "SysvarStakeHistory1111111111111111111111111",
  "11111111111111111111111111111111",
]

const account = fc.oneof(
  fc.integer({ min: 1, max: 20 }).map((byte) => `${key(byte)}`),
  fc.constantFrom(...SYSVARS, "AeDJ1BqA7ruBbd6mEcS1QNxFbT8FQbiBVuN9NqK94Taq[3]"),
)
const accounts = fc.array(fc.record({ address: account, signs: fc.boolean(), writable: fc.boolean() }), {
  maxLength: 9,
})
/** Number and length of what is behind it, by program: of those that always have one length. */
const LENGTHS: [program: string | undefined, zeros: number, lengths: [tag: number, length: number][]][] = [
  [
    PROGRAMS[0],
    3,
    [
      [0, 48],
      [1, 32],
      [2, 8],
      [4, 0],
      [5, 8],
      [7, 32],
      [8, 8],
      [12, 0],
      [13, 48],
    ],
  ],
  [
    PROGRAMS[1],
    0,
    [
      [2, 1],
      [3, 8],
      [4, 8],
      [5, 0],
      [7, 8],
      [8, 8],
      [9, 0],
      [10, 0],
      [12, 9],
      [13, 9],
    ],
  ],
  [
    PROGRAMS[1],
    0,
    [
      [14, 9],
      [15, 9],
      [17, 0],
      [18, 32],
      [19, 1],
      [20, 34],
      [20, 66],
      [23, 8],
      [45, 9],
    ],
  ],
  [
    PROGRAMS[3],
    0,
    [
      [1, 0],
      [2, 0],
    ],
  ],
  [
    PROGRAMS[5],
    0,
    [
      [1, 4],
      [2, 4],
      [3, 8],
      [4, 4],
    ],
  ],
  [
    PROGRAMS[6],
    3,
    [
      [1, 36],
      [3, 8],
      [5, 0],
      [7, 0],
      [13, 0],
      [14, 0],
      [16, 8],
      [17, 8],
    ],
  ],
]
const shaped = fc
  .constantFrom(
    ...LENGTHS.flatMap(([program = "", zeros, all]) =>
      all.map(([tag, length]) => ({ program, zeros, tag, length })),
    ),
  )
  .chain(({ program, zeros, tag, length }) =>
    fc.record({
      program: fc.constant(program),
      accounts,
      data: fc
        .uint8Array({ minLength: length, maxLength: length })
        .map((rest) => Uint8Array.from([tag, ...new Array<number>(zeros).fill(0), ...rest])),
    }),
  )
/** A small number first, of one byte or four, so that instructions are met. */
const data = fc
  .tuple(fc.nat({ max: 47 }), fc.constantFrom(0, 3), fc.uint8Array({ maxLength: 120 }))
  .map(([tag, zeros, rest]) => Uint8Array.from([tag, ...new Array<number>(zeros).fill(0), ...rest]))

const instruction = fc.oneof(
  shaped,
  fc.record({ program: fc.constantFrom(...PROGRAMS), accounts, data: fc.oneof(data, fc.uint8Array()) }),
)

const around = {
  ...{ chain: "solana:mainnet", account: `${owner}`, place: 0 },
  tokenAccountOf: () => ({ mint: null, owner: null }),
}

describe("whatever an instruction holds", () => {
  test("is read without an error, as a reading", () => {
    fc.assert(
      fc.property(instruction, (one) => {
        const reading = readInstruction(one, around)
        expect(ReadingShape.safeParse(reading).success).toBe(true)
        expect(reading.data === null).toBe(reading.how === "exact")
        if (reading.flaws.length > 0) expect(reading.how).not.toBe("exact")
        if (reading.how === "unknown") expect(reading.action.type).toBe("unknown")
      }),
      { numRuns: 1_500 },
    )
  })

  test("is named with all of its accounts", () => {
    fc.assert(
      fc.property(instruction, (one) => {
        const said = readInstruction(one, around).members.filter(({ type }) => type.startsWith("account"))
        if (one.data[0] !== 255)
          expect(said.map(({ value }) => value)).toEqual(one.accounts.map((a) => a.address))
      }),
      { numRuns: 500 },
    )
  })
})

type Codec = { decode: (data: Uint8Array) => unknown; encode: (value: unknown) => Uint8Array }

/** The other codec of the same instruction, by its name. */
function otherCodec(library: object, name: string): Codec | null {
  const long = name.replace(/^transfer$|^transferWithSeed$/, (short) =>
    short.replace("transfer", "transferSol"),
  )
  for (const one of [name, long]) {
    const found = `get${one.charAt(0).toUpperCase()}${one.slice(1)}InstructionDataCodec`
    const make = (library as Record<string, unknown>)[found]
    if (typeof make === "function") return make() as Codec
  }
  return null
}

const LIBRARIES: Record<string, object> = {
  System: system,
  Token: token,
  "Associated Token Account": token,
  "Compute Budget": budget,
  Stake: stake,
}

function valuesOf({ members }: Reading): string[] {
  const others = members.filter(({ type }) => !type.startsWith("account") && type !== "choice")
  return others.map(({ value }: ReadMember) => (typeof value === "string" ? value : ""))
}

function plain(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [`${value}`]
  const { __option: option, value: inner, ...others } = value as Record<string, unknown>
  if (option === "None") return [""]
  return option === "Some" ? plain(inner) : Object.values(others).flatMap(plain)
}

/** The numbers of a choice are checked with the vectors. */
const CHOICES = ["discriminator", "authorityType", "stakeAuthorize"]

describe("what is called exact", () => {
  test("is written back to the same bytes by another codec, from the same values", () => {
    let met = 0
    fc.assert(
      fc.property(shaped, (one) => {
        const reading = readInstruction(one, around)
        const codec = otherCodec(LIBRARIES[reading.protocol ?? ""] ?? {}, reading.signature ?? "")
        if (reading.how !== "exact" || codec === null) return
        if (reading.protocol === "Associated Token Account" && one.data.length === 0) return
        const decoded = codec.decode(one.data) as Record<string, unknown>
        const written = [...codec.encode(decoded)]
        // An empty key behind an option that holds nothing is what old clients write.
        const rest = [...one.data.subarray(written.length)]
        expect(written).toEqual([...one.data.subarray(0, written.length)])
        expect(rest.every((byte) => byte === 0) && (rest.length === 0 || rest.length === 32)).toBe(true)
        const values = Object.entries(decoded).filter(([name]) => !CHOICES.includes(name) && name !== "arg1")
        expect(valuesOf(reading)).toEqual(values.flatMap(([, value]) => plain(value)))
        met += 1
      }),
      { numRuns: 2_000 },
    )
    expect(met).toBeGreaterThan(100)
  })

  test.each([0n, 1n, 2n ** 63n, 2n ** 64n - 1n])("holds the amount %s", (amount) => {
    const checked = { source: key(1), mint: key(2), destination: key(3), authority: signer, decimals: 255 }
    const [reading] = readAll([token.getTransferCheckedInstruction({ ...checked, amount })]).inside
    expect(reading).toMatchObject({ how: "exact", action: { type: "send", amount: `${amount}` } })
  })
})

describe("a transaction made to take long", () => {
  const many = (count: number, make: (at: number) => Instruction) =>
    Array.from({ length: count }, (_, at) => make(at))
  const timed = (instructions: Instruction[]) => {
    readAll([])
    const before = performance.now()
    const reading = readAll(instructions)
    return { reading, ms: performance.now() - before }
  }

  test("of as many token accounts as fit is read soon", () => {
    const create = (at: number): Instruction => ({
      programAddress: address(PROGRAMS[3] ?? ""),
      accounts: [owner, key(1 + (at % 7)), key(1 + (at % 11)), key(1 + (at % 13)), key(3), key(4)].map(
        (one) => ({
          ...{ address: one, role: AccountRole.READONLY },
        }),
      ),
      data: Uint8Array.of(1),
    })
    const { reading, ms } = timed(many(60, create))
    expect(reading.inside).toHaveLength(60)
    expect(ms).toBeLessThan(250)
  })

  test("of as many instructions as fit is read soon", () => {
    const swap = (): Instruction => ({ programAddress: address(PROGRAMS[10] ?? ""), data: new Uint8Array(8) })
    const { reading, ms } = timed(many(64, swap))
    expect(reading.inside.every(({ how }) => how === "unknown")).toBe(true)
    expect(ms).toBeLessThan(250)
  })
})
