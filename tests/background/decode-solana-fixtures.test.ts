/**
 * Real transactions, each with where it comes from. What they should be read as comes from that source; every field is
 * compared with what other decoders make of the same bytes.
 */
import { createHash } from "node:crypto"
import { readdirSync, readFileSync } from "node:fs"
import { base58, base64 } from "@scure/base"
import { AccountRole, address, type Instruction } from "@solana/kit"
import { parseComputeBudgetInstruction } from "@solana-program/compute-budget"
import { parseStakeInstruction } from "@solana-program/stake"
import { parseSystemInstruction } from "@solana-program/system"
import { parseAssociatedTokenInstruction, parseTokenInstruction } from "@solana-program/token"
import { describe, expect, test } from "vitest"
import * as z from "zod/mini"
import { readSolanaTransaction } from "~background/chains/solana-transaction"
import { instructionsOf, readSolanaCall } from "~background/decode-solana"
import { verifySolanaSignature } from "~kms"
import { type Action, type Reading, Reading as ReadingShape } from "~protocol"

const FOLDER = new URL("../vectors/readings/solana/", import.meta.url)

const Fixture = z.strictObject({
  name: z.string(),
  source: z.optional(
    z.strictObject({ repository: z.string(), path: z.string(), commit: z.optional(z.string()) }),
  ),
  signature: z.optional(z.string()),
  account: z.string(),
  transaction: z.string(),
  expected: z.array(
    z.strictObject({
      program: z.nullable(z.string()),
      how: z.enum(["exact", "named", "unknown"]),
      name: z.nullable(z.string()),
      action: z.record(z.string(), z.union([z.string(), z.boolean(), z.null()])),
    }),
  ),
})
type Fixture = z.infer<typeof Fixture>

const fixtures = readdirSync(FOLDER).flatMap((file) =>
  z.array(Fixture).parse(JSON.parse(readFileSync(new URL(file, FOLDER), "utf8"))),
)

const CHAIN = "solana:mainnet"

function read({ transaction, account }: Fixture) {
  const parsed = readSolanaTransaction(base64.decode(transaction))
  if ("unreadable" in parsed) throw new Error(parsed.unreadable)
  return { parsed, reading: readSolanaCall({ chain: CHAIN, account, transaction: parsed }) }
}

/** An action with its asset in one word, as the fixtures have it: a token's address, or null for SOL. */
function flat(action: Action): Record<string, unknown> {
  if (!("asset" in action)) return { ...action }
  const { asset, ...rest } = action
  return { ...rest, token: asset.address }
}

test("there are at least sixty, each from somewhere", () => {
  expect(fixtures.length).toBeGreaterThanOrEqual(60)
  expect(new Set(fixtures.map(({ transaction }) => transaction)).size).toBe(fixtures.length)
  for (const { source, signature } of fixtures) expect(source ?? signature).toBeDefined()
})

describe.each(fixtures)("$name", (fixture) => {
  test("is read as its source has it", () => {
    const { reading } = read(fixture)
    expect(ReadingShape.safeParse(reading).success).toBe(true)
    const found = reading.inside.map(({ protocol, how, signature }) => ({
      ...{ program: protocol, how, name: signature },
    }))
    expect(found).toEqual(fixture.expected.map(({ program, how, name }) => ({ program, how, name })))
    for (const [place, { action }] of fixture.expected.entries()) {
      const inside = reading.inside[place]
      if (inside === undefined) throw new Error("too few")
      expect(flat(inside.action)).toMatchObject(action)
    }
  })

  test("was signed as it stands here, where it was signed", () => {
    const { parsed } = read(fixture)
    const signed = Object.entries(parsed.signatures).filter(([, signature]) => signature !== null)
    for (const [signer, signature] of signed) {
      expect(signature && verifySolanaSignature(signer, parsed.messageBytes, signature)).toBe(true)
    }
    const [first] = parsed.signers
    const name = first === undefined ? null : parsed.signatures[first]
    if (fixture.signature !== undefined) expect(name && base58.encode(name)).toBe(fixture.signature)
  })

  test("is read field by field as another decoder reads it", () => {
    const { parsed, reading } = read(fixture)
    for (const [place, instruction] of instructionsOf(parsed).entries()) {
      const inside = reading.inside[place]
      if (inside === undefined) throw new Error("too few")
      if (inside.how === "exact") expectSame(inside, instruction)
      if (inside.how === "named") expectNamed(inside, instruction.data)
    }
  })
})

type Plain = ReturnType<typeof instructionsOf>[number]

const parsers: Record<string, (instruction: never) => unknown> = {
  System: parseSystemInstruction,
  Token: parseTokenInstruction,
  "Token-2022": parseTokenInstruction,
  "Associated Token Account": parseAssociatedTokenInstruction,
  Stake: parseStakeInstruction,
  "Compute Budget": parseComputeBudgetInstruction,
}

/** Every account that the other decoder names, and every value, in its order. */
function expectSame(reading: Reading, plain: Plain): void {
  const parse = parsers[reading.protocol ?? ""]
  if (parse === undefined) {
    expect(reading.protocol).toBe("Memo")
    return
  }
  const parsed = parse(asInstruction(plain) as never) as { accounts?: object; data: object }
  const { discriminator: _, ...data } = { discriminator: 0, ...parsed.data }
  const [accounts, values] = split(reading)
  const theirs = Object.values(parsed.accounts ?? {}).flatMap((one) => (one ? [one.address as string] : []))
  expect(accounts.slice(0, theirs.length)).toEqual(theirs.map(named(plain)))
  expect(values).toEqual(Object.values(data).flatMap(plainValues))
}

/** The other decoders want addresses: those that only the network can name get made-up ones. */
const LOOKED_UP = "Sysvar1nstructions1111111111111111111111111"

const named = (plain: Plain) => (one: string, place: number) =>
  one === LOOKED_UP ? plain.accounts[place]?.address : one

function asInstruction({ program, accounts, data }: Plain): Instruction {
  return {
    programAddress: address(program),
    accounts: accounts.map((account) => ({
      address: address(account.address.includes("[") ? LOOKED_UP : account.address),
      role: AccountRole.READONLY,
    })),
    // The oldest form of the first instruction of this program has no bytes at all.
    data: data.length === 0 ? Uint8Array.of(0) : data,
  }
}

function split({ members }: Reading): [accounts: string[], values: string[]] {
  const text = ({ type, value }: { type: string; value: unknown }) =>
    type === "choice" ? `${CHOICES.findIndex((names) => names.includes(`${value}`))}` : `${value}`
  return [
    members.filter(({ type }) => type.startsWith("account")).map(text),
    members.filter(({ type }) => !type.startsWith("account")).map(text),
  ]
}

/** By their numbers. */
const CHOICES = [
  ["mint-tokens", "stake-staker"],
  ["freeze-account", "stake-withdrawer"],
  ["account-owner"],
  ["close-account"],
]

function plainValues(value: unknown): string[] {
  if (typeof value === "bigint" || typeof value === "string") return [value.toString()]
  if (typeof value === "number") return [value.toString()]
  const { __option: option, value: inner, ...others } = value as Record<string, unknown>
  if (option === "None") return [""]
  return option === "Some" ? plainValues(inner) : Object.values(others).flatMap(plainValues)
}

/** By the hash of its name, or by its number: nothing else says that a name is right. */
function expectNamed({ signature }: Reading, data: Uint8Array): void {
  const hash = createHash("sha256").update(`global:${signature}`).digest().subarray(0, 8)
  const numbers: Record<string, number> = { swapBaseIn: 9 }
  const number = numbers[signature ?? ""]
  if (number === undefined) expect(Buffer.from(data.subarray(0, 8))).toEqual(hash)
  else expect(data[0]).toBe(number)
}
