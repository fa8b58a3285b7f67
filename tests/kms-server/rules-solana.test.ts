/** That a transaction policy lets through what its rules say, reading instructions as their programs do. */
import { describe, expect, it } from "vitest"
import type { SolanaFacts, SolanaInstruction } from "~kms-server/policy/facts"
import type { InstructionMatcher, InstructionValidation, SignerPolicyRule } from "~protocol"
import { ALICE, BOB, factsOf, grantWith, inputOf, rules, SYSTEM } from "./rules-input"

const TOKEN = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA"
const ASSOCIATED = "ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL"
const OTHER = "GameVx1111111111111111111111111111111111111"
const MINT = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v"

function numbers(...parts: [bytes: 1 | 4 | 8, value: number][]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap(([bytes, value]) =>
      Array.from({ length: bytes }, (_, place) => Math.floor(value / 2 ** (8 * place)) % 256),
    ),
  )
}

function instruction(programId: string, data: Uint8Array, addresses: string[] = []): SolanaInstruction {
  const accounts = addresses.map((address) => ({ address, isSigner: address === ALICE, isWritable: true }))
  return { programId, accounts, data }
}

const transfer = (lamports: number, to = BOB) =>
  instruction(SYSTEM, numbers([4, 2], [8, lamports]), [ALICE, to])
const checked = (amount: number, to = BOB) =>
  instruction(TOKEN, numbers([1, 12], [8, amount], [1, 6]), ["source", MINT, to, ALICE])

function solanaOf(instructions: SolanaInstruction[], some: Partial<SolanaFacts> = {}): SolanaFacts {
  return {
    signers: [ALICE],
    feePayer: ALICE,
    instructions,
    usesLookupTables: false,
    computeUnits: null,
    computeUnitPrice: null,
    ...some,
  }
}

function decide(list: SignerPolicyRule[], solana: SolanaFacts | null, facts = factsOf({ solana })) {
  const transactionPolicy = { version: "v0" as const, solana: { rules: list } }
  const grant = grantWith({ version: "v0", scopes: ["owner"] }, { transactionPolicy })
  return rules.decide(inputOf({ grant, facts }))
}

const isAllowed = (list: SignerPolicyRule[], solana: SolanaFacts) => decide(list, solana).allowed

/** Whether one instruction is in an allow-list, and whether a deny-list of the same lets it through. */
function listed(matcher: InstructionMatcher, one: SolanaInstruction) {
  return {
    allowed: isAllowed([{ rule: "InstructionAllowlist", instructions: [matcher] }], solanaOf([one])),
    denied: !isAllowed([{ rule: "InstructionDenylist", instructions: [matcher] }], solanaOf([one])),
  }
}

const IN = { allowed: true, denied: true }
const OUT = { allowed: false, denied: false }

describe("a transaction policy", () => {
  it("without any rule denies", () => {
    expect(decide([], solanaOf([])).allowed).toBe(false)
  })

  it("passes where every rule does, and names the one that does not", () => {
    const list: SignerPolicyRule[] = [{ rule: "AllowAll" }, { rule: "NoAddressLookupTables" }]
    expect(isAllowed(list, solanaOf([]))).toBe(true)
    const verdict = decide(list, solanaOf([], { usesLookupTables: true }))
    expect(verdict).toMatchObject({
      allowed: false,
      rules: [{ policy: "transaction", rule: "1", comment: "NoAddressLookupTables", outcome: "DENY" }],
    })
  })

  it("lets nothing past it but Solana transactions and plain messages", () => {
    const all: SignerPolicyRule[] = [{ rule: "AllowAll" }]
    expect(decide(all, null, factsOf({ chain: "ethereum" })).allowed).toBe(false)
    expect(decide(all, null, factsOf({ kind: "rawPayload" })).allowed).toBe(false)
    expect(decide(all, null, factsOf({ kind: "typedData" })).allowed).toBe(false)
    expect(decide(all, null, factsOf({ kind: "transaction", solana: null })).allowed).toBe(false)
    expect(decide(all, null, factsOf({ kind: "message" })).allowed).toBe(true)
  })

  it("that says nothing of Solana restricts nothing", () => {
    const grant = grantWith({ version: "v0", scopes: ["owner"] }, { transactionPolicy: { version: "v0" } })
    expect(rules.decide(inputOf({ grant })).allowed).toBe(true)
  })

  it("with an address that is none is refused when it is written", () => {
    const list = (programId: string): SignerPolicyRule[] => [
      { rule: "AllowAll" },
      { rule: "InstructionAllowlist", instructions: [{ programId, discriminator: "Any" }] },
    ]
    expect(rules.mistakeIn({ version: "v0", solana: { rules: list(SYSTEM) } })).toBeNull()
    expect(rules.mistakeIn({ version: "v0", solana: { rules: list("0x00") } })?.where).toBe("rule 1")
    expect(rules.mistakeIn({ version: "v0" })).toBeNull()
  })
})

describe("the size and the budget of a transaction", () => {
  it("count instructions", () => {
    const list: SignerPolicyRule[] = [{ rule: "BundleSizeLimit", max: 2 }]
    expect(isAllowed(list, solanaOf([transfer(1), transfer(1)]))).toBe(true)
    expect(isAllowed(list, solanaOf([transfer(1), transfer(1), transfer(1)]))).toBe(false)
  })

  it("are what is asked for, or what the network gives", () => {
    const list: SignerPolicyRule[] = [
      { rule: "ComputeBudgetLimit", maxComputeUnits: 200_000, maxComputeUnitPrice: 1000 },
    ]
    expect(isAllowed(list, solanaOf([transfer(1)]))).toBe(true)
    expect(isAllowed(list, solanaOf([transfer(1), transfer(1)]))).toBe(false)
    expect(isAllowed(list, solanaOf([], { computeUnits: 200_001 }))).toBe(false)
    expect(isAllowed(list, solanaOf([], { computeUnitPrice: 1000n }))).toBe(true)
    expect(isAllowed(list, solanaOf([], { computeUnitPrice: 1001n }))).toBe(false)
    expect(isAllowed([{ rule: "ComputeBudgetLimit" }], solanaOf([], { computeUnits: 9e9 }))).toBe(true)
  })
})

describe("an account that signs", () => {
  const list = (allowlist: InstructionMatcher[]): SignerPolicyRule[] => [
    { rule: "NoSignerAccountUsage", allowlist },
  ]

  it("may pay the fee and be in no instruction", () => {
    expect(isAllowed(list([]), solanaOf([instruction(OTHER, numbers(), [BOB])]))).toBe(true)
    expect(isAllowed(list([]), solanaOf([transfer(1)]))).toBe(false)
    const unmarked = { programId: OTHER, accounts: [], data: numbers() }
    const hidden = { ...unmarked, accounts: [{ address: ALICE, isSigner: false, isWritable: false }] }
    expect(isAllowed(list([]), solanaOf([hidden]))).toBe(false)
  })

  it("may be in the instructions of its list", () => {
    const system: InstructionMatcher = { programId: SYSTEM, discriminator: { Exact: 2 } }
    expect(isAllowed(list([system]), solanaOf([transfer(1)]))).toBe(true)
    expect(isAllowed(list([system]), solanaOf([transfer(1), checked(1)]))).toBe(false)
  })
})

describe("a list of instructions", () => {
  it("knows a program and its instructions", () => {
    expect(listed({ programId: SYSTEM, discriminator: "Any" }, transfer(1))).toEqual(IN)
    expect(listed({ programId: TOKEN, discriminator: "Any" }, transfer(1))).toEqual(OUT)
    expect(listed({ programId: SYSTEM, discriminator: { Exact: 2 } }, transfer(1))).toEqual(IN)
    expect(listed({ programId: SYSTEM, discriminator: { In: [0, 3] } }, transfer(1))).toEqual(OUT)
    expect(listed({ programId: TOKEN, discriminator: { In: [3, 12] } }, checked(1))).toEqual(IN)
  })

  it("reads the discriminator as the program does", () => {
    // The first byte of 0x0102 is 2: not System's transfer, whose discriminator is four bytes.
    const disguised = instruction(SYSTEM, numbers([4, 0x0102]), [])
    expect(listed({ programId: SYSTEM, discriminator: { Exact: 2 } }, disguised)).toEqual(OUT)
    // A token transfer whose amount makes its first four bytes another number.
    const token = instruction(TOKEN, numbers([1, 3], [8, 2 ** 20]), [])
    expect(listed({ programId: TOKEN, discriminator: { Exact: 3 } }, token)).toEqual(IN)
    expect(
      listed({ programId: ASSOCIATED, discriminator: { Exact: 0 } }, instruction(ASSOCIATED, numbers())),
    ).toEqual(IN)
  })

  it("of a program that it does not know allows one reading, and denies either", () => {
    const wide = instruction(OTHER, numbers([4, 0x0107]))
    expect(listed({ programId: OTHER, discriminator: { Exact: 7 } }, wide)).toEqual(IN)
    expect(listed({ programId: OTHER, discriminator: { Exact: 0x0107 } }, wide)).toEqual({
      allowed: false,
      denied: true,
    })
    expect(listed({ programId: OTHER, discriminator: { Exact: 0 } }, instruction(OTHER, numbers()))).toEqual(
      OUT,
    )
  })

  it("allows only where every instruction is in it", () => {
    const list: SignerPolicyRule[] = [
      { rule: "InstructionAllowlist", instructions: [{ programId: SYSTEM, discriminator: "Any" }] },
    ]
    expect(isAllowed(list, solanaOf([transfer(1), transfer(2)]))).toBe(true)
    expect(isAllowed(list, solanaOf([transfer(1), checked(2)]))).toBe(false)
  })
})

describe("what an instruction moves", () => {
  const validated = (one: SolanaInstruction, ...validate: InstructionValidation[]) =>
    listed({ programId: one.programId, discriminator: "Any", validate }, one)

  it("is within its bounds", () => {
    const bounds = { rule: "SystemInstructionLamportsThreshold" as const, min: 5, max: 10 }
    expect(validated(transfer(5), bounds)).toEqual(IN)
    expect(validated(transfer(10), bounds)).toEqual(IN)
    expect(validated(transfer(4), bounds)).toEqual(OUT)
    expect(validated(transfer(11), bounds)).toEqual(OUT)
    expect(validated(transfer(2 ** 40), { ...bounds, max: null })).toEqual(IN)
  })

  it("goes to whom the list names", () => {
    const list = { rule: "SystemInstructionRecipientAllowlist" as const, allowlist: [BOB] }
    expect(validated(transfer(1), list)).toEqual(IN)
    expect(validated(transfer(1, MINT), list)).toEqual(OUT)
    const seeded = instruction(SYSTEM, numbers([4, 11], [8, 1]), ["from", ALICE, BOB])
    expect(validated(seeded, list)).toEqual(IN)
  })

  it("is found behind a seed's own length", () => {
    const data = (length: number, lamports: number) =>
      Uint8Array.from([
        ...numbers([4, 3]),
        ...new Uint8Array(32),
        ...numbers([8, length]),
        ...new Uint8Array(length),
        ...numbers([8, lamports], [8, 0]),
        ...new Uint8Array(32),
      ])
    const bounds = { rule: "SystemInstructionLamportsThreshold" as const, max: 10 }
    expect(validated(instruction(SYSTEM, data(7, 10), [ALICE, BOB]), bounds)).toEqual(IN)
    expect(validated(instruction(SYSTEM, data(7, 11), [ALICE, BOB]), bounds)).toEqual(OUT)
    const absurd = instruction(SYSTEM, data(33, 1), [ALICE, BOB])
    expect(validated(absurd, bounds)).toEqual({ allowed: false, denied: true })
  })

  it("of a token is an amount, a mint and a recipient", () => {
    const some = {
      rule: "TransferCheckedConstraints" as const,
      max: 10,
      mintAllowlist: [MINT],
      recipientAllowlist: [BOB],
    }
    expect(validated(checked(10), some)).toEqual(IN)
    expect(validated(checked(11), some)).toEqual(OUT)
    expect(validated(checked(1, ALICE), some)).toEqual(OUT)
    expect(validated(checked(1), { ...some, mintAllowlist: [BOB] })).toEqual(OUT)
    expect(validated(checked(1), { ...some, mintAllowlist: null, recipientAllowlist: null })).toEqual(IN)
  })

  it("that cannot be told never allows, and always denies", () => {
    const unclear = { allowed: false, denied: true }
    const bounds = { rule: "SystemInstructionLamportsThreshold" as const, max: 10 }
    expect(validated(checked(1), bounds)).toEqual(unclear)
    expect(validated(instruction(SYSTEM, numbers([4, 2], [1, 0]), [ALICE, BOB]), bounds)).toEqual(unclear)
    expect(validated(instruction(SYSTEM, numbers([4, 2], [8, 1]), [ALICE]), bounds)).toEqual(unclear)
    const unchecked = instruction(TOKEN, numbers([1, 3], [8, 1]), ["source", BOB, ALICE])
    expect(validated(unchecked, { rule: "TransferCheckedConstraints", max: 10 })).toEqual(unclear)
  })
})
