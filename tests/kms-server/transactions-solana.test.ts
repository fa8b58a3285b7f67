/** A Solana transaction is read to its last byte; each instruction is told, and what lets value leave is counted. */
import { randomBytes } from "node:crypto"
import { base58 } from "@scure/base"
import {
  AccountRole,
  type Address,
  address,
  appendTransactionMessageInstructions,
  compileTransaction,
  compressTransactionMessageUsingAddressLookupTables,
  createNoopSigner,
  createTransactionMessage,
  getTransactionEncoder,
  type Instruction,
  pipe,
  setTransactionMessageFeePayer,
  setTransactionMessageLifetimeUsingBlockhash,
} from "@solana/kit"
import * as budget from "@solana-program/compute-budget"
import { getAddMemoInstruction } from "@solana-program/memo"
import * as system from "@solana-program/system"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { readSolana } from "~kms-server/policy/transactions"
import { isFault } from "~protocol"
import { bareMessage, compact, wholeTransaction } from "./solana-bytes"

const RUNS = 100 * Number(process.env.COUNTERSIGN_RUNS ?? 1)
const SOL = "solana/slip44:501"
const TOKEN = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA" as Address
const TOKEN_2022 = "TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb" as Address
const ASSOCIATED = "ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL" as Address

const someone = () => address(base58.encode(randomBytes(32)))
const [me, friend, other, mint, mine, theirs] = [1, 2, 3, 4, 5, 6].map(someone) as [
  Address,
  Address,
  Address,
  Address,
  Address,
  Address,
]
const signer = (of: Address) => createNoopSigner(of)
const blockhash = { blockhash: base58.encode(randomBytes(32)), lastValidBlockHeight: 1n } as never
const asset = `solana/token:${mint}`

type Options = { version?: "legacy" | 0; payer?: Address; tables?: Record<Address, Address[]> }

/** A transaction as a dApp makes it with Solana's own library. */
function write(
  instructions: readonly Instruction[],
  { version = 0, payer = me, tables = {} }: Options = {},
): Uint8Array {
  const message = pipe(
    createTransactionMessage({ version }),
    (m) => setTransactionMessageFeePayer(payer, m),
    (m) => setTransactionMessageLifetimeUsingBlockhash(blockhash, m),
    (m) => appendTransactionMessageInstructions(instructions, m),
  )
  const compressed =
    version === 0 ? compressTransactionMessageUsingAddressLookupTables(message as never, tables) : message
  return Uint8Array.from(getTransactionEncoder().encode(compileTransaction(compressed as never)))
}

/** The facts without the fee of one signature, which all of them have. */
function factsOf(instructions: readonly Instruction[], options: Options = {}) {
  return readSolana(write(instructions, options), me).facts
}
function spent(instructions: readonly Instruction[]) {
  const { spends, fee } = factsOf(instructions)
  const sums = new Map(spends.map((spend) => [spend.asset, spend.amount]))
  sums.set(SOL, (sums.get(SOL) ?? 0n) - (fee?.amount ?? 0n))
  return Object.fromEntries([...sums].filter(([, amount]) => amount > 0n))
}

function codeOf(attempt: () => unknown): string {
  try {
    attempt()
    return "it was read"
  } catch (thrown) {
    return isFault(thrown, "TRANSACTION_UNREADABLE") ? thrown.message : `another error: ${thrown}`
  }
}

const u64 = (value: bigint) => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(value)
  return bytes
}
const isProgram = (account: Address) => [TOKEN, TOKEN_2022].includes(account)
/** An instruction by its bytes, as the token programs document them; signers are marked. */
function raw(
  programAddress: Address,
  data: readonly (number | Uint8Array)[],
  accounts: (Address | [Address])[],
): Instruction {
  return {
    programAddress,
    data: Buffer.concat(data.map((part) => (typeof part === "number" ? Buffer.of(part) : part))),
    accounts: accounts.map((account) =>
      Array.isArray(account)
        ? { address: account[0], role: AccountRole.WRITABLE_SIGNER }
        : { address: account, role: isProgram(account) ? AccountRole.READONLY : AccountRole.WRITABLE },
    ),
  }
}
const makeAta = (account: Address, program = TOKEN, data: number[] = [1], payer = me) =>
  raw(ASSOCIATED, data, [[payer], account, friend, mint, system.SYSTEM_PROGRAM_ADDRESS, program])

describe("a Solana transaction", () => {
  const send = system.getTransferSolInstruction({ source: signer(me), destination: friend, amount: 9n })

  it.each(["legacy", 0] as const)("of version %s is read whole or bare, and comes back whole", (version) => {
    const whole = write([send], { version })
    const bare = whole.subarray(65)
    for (const bytes of [whole, bare]) {
      const { facts, message, signedWith } = readSolana(bytes, me)
      expect(Buffer.from(message)).toEqual(Buffer.from(bare))
      expect(facts).toMatchObject({ kind: "transaction", chain: "solana", chainId: "", dangers: [] })
      const signature = randomBytes(64)
      const signed = signedWith(base58.decode(me), signature)
      expect(signed).toEqual(Buffer.concat([Buffer.of(1), signature, bare]))
    }
  })

  it("keeps the signatures of others, and signs in the slot of this key", () => {
    const [theirKey, myKey] = [randomBytes(32), Buffer.from(base58.decode(me))]
    const message = bareMessage({ signers: [theirKey, myKey] })
    const [theirSignature, mySignature] = [randomBytes(64), randomBytes(64)]
    const { signedWith } = readSolana(wholeTransaction(message, [theirSignature, new Uint8Array(64)]), me)
    expect(signedWith(myKey, mySignature)).toEqual(wholeTransaction(message, [theirSignature, mySignature]))
    expect(() => signedWith(randomBytes(32), mySignature)).toThrow("no slot")
    expect(() => signedWith(myKey, randomBytes(63))).toThrow("no slot")
  })

  it("that this account need not sign is not read", () => {
    expect(codeOf(() => readSolana(write([send]), friend))).toContain("not one of its signers")
  })

  const signers = [Buffer.from(base58.decode(me))]
  it.each([
    ["empty", new Uint8Array()],
    ["random", randomBytes(200)],
    ["cut short", bareMessage({ signers }).subarray(0, -1)],
    ["followed by another byte", Buffer.concat([bareMessage({ signers }), Buffer.of(0)])],
    ["of version 1", Buffer.concat([Buffer.of(0x81), bareMessage({ signers })])],
    ["without a signer", bareMessage({ signers: [], others: signers })],
    ["with one key twice", bareMessage({ signers, others: signers })],
    [
      "with fewer signatures than signers",
      wholeTransaction(bareMessage({ signers: [...signers, randomBytes(32)] }), [new Uint8Array(64)]),
    ],
    ["with an account that is not there", bareMessage({ signers, accounts: [9] })],
    [
      "with a count written too long",
      Buffer.concat([Buffer.of(0x81, 0), new Uint8Array(64), bareMessage({ signers })]),
    ],
    ["with a count of sixty thousand", Buffer.concat([Buffer.of(1, 0, 0), compact(60_000)])],
    ["larger than Solana takes", bareMessage({ signers, accounts: new Array(5000).fill(0) })],
  ])("that is %s is not read", (_name, bytes) => {
    expect(codeOf(() => readSolana(bytes, me))).toContain("so it was not signed")
  })

  it("tells its accounts as the chain sees them: who signs, and what may be written", () => {
    const { solana } = factsOf([send])
    expect(solana).toMatchObject({ signers: [me], feePayer: me, usesLookupTables: false, computeUnits: null })
    expect(solana?.instructions).toEqual([
      {
        programId: system.SYSTEM_PROGRAM_ADDRESS,
        accounts: [
          { address: me, isSigner: true, isWritable: true },
          { address: friend, isSigner: false, isWritable: true },
        ],
        data: Uint8Array.from([2, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0]),
      },
    ])
  })

  it("with a lookup table is a danger, and an account of it has no address", () => {
    const pay = system.getTransferSolInstruction({ source: signer(me), destination: other, amount: 9n })
    const { dangers, solana, actions, spends } = factsOf([pay], { tables: { [friend]: [other] } })
    expect(dangers).toEqual(["lookupTable"])
    expect(solana?.usesLookupTables).toBe(true)
    expect(solana?.instructions[0]?.accounts[1]).toEqual({ address: "", isSigner: false, isWritable: true })
    expect(actions[0]).toMatchObject({ type: "transfer", to: "", amount: 9n })
    expect(spends).toEqual([{ asset: SOL, amount: 5009n }])
  })

  it("whose mint comes from a lookup table has an asset that is unknown, and says so", () => {
    const send = raw(TOKEN, [12, u64(9n), 6], [mine, mint, theirs, [me]])
    const { dangers, actions } = factsOf([send], { tables: { [friend]: [mint] } })
    expect(dangers).toEqual(["unknownInstruction", "lookupTable"])
    expect(actions[0]).toMatchObject({ type: "transfer", asset: "" })
  })
})

describe("the fee", () => {
  const limit = (units: number) => budget.getSetComputeUnitLimitInstruction({ units })
  const price = (microLamports: bigint) => budget.getSetComputeUnitPriceInstruction({ microLamports })
  const feeOf = (instructions: Instruction[], options: Options = {}) =>
    factsOf(instructions, options).fee?.amount

  it("is 5,000 lamports for each signature", () => {
    const send = system.getTransferSolInstruction({ source: signer(friend), destination: other, amount: 9n })
    expect(feeOf([])).toBe(5000n)
    expect(feeOf([send])).toBe(10_000n)
  })

  it("has the price of its compute units, rounded up, for the limit that is set or the most that there is", () => {
    expect(feeOf([limit(300_000), price(5n)])).toBe(5000n + 2n)
    expect(feeOf([price(1_000_000n)])).toBe(5000n + 200_000n)
    expect(feeOf([price(1_000_000n), ...new Array(9).fill(getAddMemoInstruction({ memo: "x" }))])).toBe(
      5000n + 1_400_000n,
    )
    expect(feeOf([limit(4_000_000_000), price(1_000_000n)])).toBe(5000n + 1_400_000n)
  })

  it("is the higher one where a setting is made twice", () => {
    const twice = factsOf([price(9_000_000n), price(1_000_000n), limit(7), limit(3)])
    expect(twice.solana).toMatchObject({ computeUnits: 7, computeUnitPrice: 9_000_000n })
    expect(twice.fee?.amount).toBe(5000n + 63n)
  })

  it("counts a setting that has bytes behind it, as the chain does", () => {
    const long = raw(budget.COMPUTE_BUDGET_PROGRAM_ADDRESS, [3, u64(1_000_000n), 0], [])
    expect(factsOf([long])).toMatchObject({ dangers: ["unknownInstruction"], fee: { amount: 205_000n } })
  })

  it("counts the signatures that verifying programs are asked to check", () => {
    expect(feeOf([raw("Ed25519SigVerify111111111111111111111111111" as Address, [3, 0], [])])).toBe(20_000n)
  })

  it("is not the account's where another pays", () => {
    const send = system.getTransferSolInstruction({ source: signer(me), destination: friend, amount: 9n })
    expect(factsOf([send], { payer: other })).toMatchObject({
      fee: null,
      spends: [{ asset: SOL, amount: 9n }],
    })
  })
})

describe("an instruction of the System program", () => {
  const seeded = { baseAccount: signer(me), base: me, seed: "seed", programAddress: other }
  it.each<[string, Instruction, string, bigint]>([
    [
      "transferSol",
      system.getTransferSolInstruction({ source: signer(me), destination: friend, amount: 9n }),
      "transfer",
      9n,
    ],
    [
      "transferSolWithSeed",
      system.getTransferSolWithSeedInstruction({
        ...seeded,
        source: mine,
        destination: friend,
        amount: 9n,
        fromSeed: "s",
        fromOwner: other,
      }),
      ...(["transfer", 9n] as const),
    ],
    [
      "createAccount",
      system.getCreateAccountInstruction({
        payer: signer(me),
        newAccount: signer(mine),
        lamports: 9n,
        space: 5n,
        programAddress: other,
      }),
      ...(["createAccount", 9n] as const),
    ],
    [
      "createAccountWithSeed",
      system.getCreateAccountWithSeedInstruction({
        ...seeded,
        payer: signer(me),
        newAccount: mine,
        amount: 9n,
        space: 5n,
      }),
      ...(["createAccount", 9n] as const),
    ],
    [
      "withdrawNonceAccount",
      system.getWithdrawNonceAccountInstruction({
        nonceAccount: mine,
        recipientAccount: friend,
        nonceAuthority: signer(me),
        withdrawAmount: 9n,
      }),
      ...(["transfer", 9n] as const),
    ],
    [
      "advanceNonceAccount",
      system.getAdvanceNonceAccountInstruction({ nonceAccount: mine, nonceAuthority: signer(me) }),
      "advanceNonce",
      0n,
    ],
    [
      "initializeNonceAccount",
      system.getInitializeNonceAccountInstruction({ nonceAccount: mine, nonceAuthority: me }),
      "call",
      0n,
    ],
    ["upgradeNonceAccount", system.getUpgradeNonceAccountInstruction({ nonceAccount: mine }), "call", 0n],
  ])("%s is understood and spends what it moves", (_name, instruction, type, amount) => {
    const { actions, dangers, programs } = factsOf([instruction])
    expect(actions.map((action) => [action.type, action.amount])).toEqual([[type, amount]])
    expect(dangers).toEqual([])
    expect(programs).toEqual([system.SYSTEM_PROGRAM_ADDRESS])
    expect(spent([instruction])).toEqual(amount > 0n ? { [SOL]: amount } : {})
  })

  it.each<[string, Instruction]>([
    ["assign", system.getAssignInstruction({ account: signer(me), programAddress: other })],
    ["allocate", system.getAllocateInstruction({ newAccount: signer(me), space: 5n })],
    [
      "authorizeNonceAccount",
      system.getAuthorizeNonceAccountInstruction({
        nonceAccount: mine,
        nonceAuthority: signer(me),
        newNonceAuthority: friend,
      }),
    ],
    ["assignWithSeed", system.getAssignWithSeedInstruction({ ...seeded, account: mine })],
    ["allocateWithSeed", system.getAllocateWithSeedInstruction({ ...seeded, newAccount: mine, space: 5n })],
  ])("%s gives an account of this one away, and that is unlimited", (_name, instruction) => {
    expect(factsOf([instruction])).toMatchObject({
      dangers: ["unlimited"],
      actions: [{ type: "setAuthority" }],
    })
  })

  it("that moves what is another's is told, and is no spend of the account", () => {
    const instruction = system.getTransferSolInstruction({
      source: signer(friend),
      destination: me,
      amount: 9n,
    })
    expect(spent([instruction])).toEqual({})
    expect(factsOf([instruction]).actions[0]).toMatchObject({
      type: "transfer",
      from: friend,
      to: me,
      amount: 9n,
    })
  })

  it("may name accounts besides, as payment references do", () => {
    const send = system.getTransferSolInstruction({ source: signer(me), destination: friend, amount: 9n })
    const accounts = [...send.accounts, { address: other, role: AccountRole.READONLY }]
    expect(factsOf([{ ...send, accounts }])).toMatchObject({ dangers: [], actions: [{ to: friend }] })
  })
})

describe("an instruction of a token program", () => {
  const programs: [string, Address][] = [
    ["SPL Token", TOKEN],
    ["Token-2022", TOKEN_2022],
  ]
  const moves: [string, number, boolean, string][] = [
    ["transferChecked", 12, true, "transfer"],
    ["approveChecked", 13, true, "approve"],
  ]

  describe.each(programs)("%s", (_program, program) => {
    it.each(moves)("%s spends the mint that it names", (method, tag, _checked, type) => {
      const instruction = raw(program, [tag, u64(9n), 6], [mine, mint, theirs, [me]])
      expect(factsOf([instruction]).actions).toEqual([
        { type, program, method, asset, amount: 9n, from: me, to: theirs },
      ])
      expect(spent([instruction])).toEqual({ [asset]: 9n })
    })

    it.each([
      ["burn", [8, u64(9n)]],
      ["burnChecked", [15, u64(9n), 6]],
    ])("%s spends what it burns", (method, data) => {
      const instruction = raw(program, data, [mine, mint, [me]])
      expect(factsOf([instruction])).toMatchObject({
        dangers: [],
        actions: [{ type: "burn", method, asset }],
      })
      expect(spent([instruction])).toEqual({ [asset]: 9n })
    })

    it.each([
      ["transfer", 3],
      ["approve", 4],
    ])("%s names no mint, so it is a danger unless the transaction proves which", (_name, tag) => {
      const instruction = raw(program, [tag, u64(9n)], [mine, theirs, [me]])
      expect(factsOf([instruction])).toMatchObject({
        dangers: ["unknownInstruction"],
        actions: [{ asset: "", amount: 9n }],
      })
      expect(factsOf([makeAta(theirs, program), instruction]).dangers).toEqual([])
      expect(spent([instruction, makeAta(theirs, program)])).toMatchObject({ [asset]: 9n })
      expect(spent([instruction, makeAta(mine, program)])).toMatchObject({ [asset]: 9n })
      expect(factsOf([instruction, makeAta(other, program)]).dangers).toEqual(["unknownInstruction"])
    })

    it("approve of half of all or more is unlimited", () => {
      const approve = (amount: bigint) =>
        factsOf([raw(program, [13, u64(amount), 6], [mine, mint, theirs, [me]])])
      expect(approve(2n ** 63n).dangers).toEqual(["unlimited"])
      expect(approve(2n ** 63n - 1n).dangers).toEqual([])
    })

    it("setAuthority gives away what is in the account, and that is unlimited", () => {
      const named = [6, 2, 1, Buffer.from(base58.decode(friend))]
      expect(factsOf([raw(program, named, [mine, [me]])])).toMatchObject({
        ...{ dangers: ["unlimited"], actions: [{ type: "setAuthority", from: me, to: friend }] },
      })
      expect(factsOf([raw(program, [6, 2, 0], [mine, [me]])]).dangers).toEqual(["unlimited"])
      expect(factsOf([raw(program, [6, 2, 2], [mine, [me]])]).dangers).toEqual(["unknownInstruction"])
    })

    it("closeAccount to another is unlimited, to this account it is not", () => {
      const close = (to: Address) => factsOf([raw(program, [9], [mine, to, [me]])])
      expect(close(friend)).toMatchObject({
        dangers: ["unlimited"],
        actions: [{ type: "closeAccount", to: friend }],
      })
      expect(close(me).dangers).toEqual([])
    })

    it.each<[string, (number | Uint8Array)[], string]>([
      ["revoke", [5], "approve"],
      ["initializeAccount", [1], "call"],
      ["initializeAccount2", [16, randomBytes(32)], "call"],
      ["initializeAccount3", [18, randomBytes(32)], "call"],
      ["initializeImmutableOwner", [22], "call"],
      ["syncNative", [17], "wrap"],
    ])("%s spends nothing", (method, data, type) => {
      const instruction = raw(program, data, [mine, [me]])
      expect(factsOf([instruction])).toMatchObject({ dangers: [], actions: [{ type, method, amount: 0n }] })
      expect(spent([instruction])).toEqual({})
    })

    it.each<[string, (number | Uint8Array)[]]>([
      ["that mints", [7, u64(9n)]],
      ["that freezes", [10]],
      ["of an unknown number", [99]],
      ["with no data", []],
      ["with a byte behind it", [12, u64(9n), 6, 0]],
      ["with half an amount", [12, 9, 0]],
    ])("%s is not understood, and spends nothing by guess", (_name, data) => {
      const facts = factsOf([raw(program, data, [mine, mint, theirs, [me]])])
      expect(facts.dangers).toEqual(["unknownInstruction"])
      const method = data[0] === undefined ? "" : String(data[0])
      expect(facts.actions).toEqual([
        { type: "unknown", program, method, asset: "", amount: 0n, from: "", to: "" },
      ])
    })
  })

  it("that lacks an account is not understood", () => {
    expect(factsOf([raw(TOKEN, [12, u64(9n), 6], [mine, mint, [me]])]).dangers).toEqual([
      "unknownInstruction",
    ])
  })

  it("signed by this account as one of several is its spend too", () => {
    const instruction = raw(TOKEN, [12, u64(9n), 6], [mine, mint, theirs, other, [friend], [me]])
    expect(spent([instruction])).toEqual({ [asset]: 9n })
  })

  it("that another authorises is no spend of the account", () => {
    expect(spent([raw(TOKEN, [12, u64(9n), 6], [theirs, mint, mine, [friend]])])).toEqual({})
  })

  it("with a fee is a transfer of Token-2022 and unknown to SPL Token; other extensions are unknown to both", () => {
    const data = [26, 1, u64(9n), 6, u64(1n)]
    expect(spent([raw(TOKEN_2022, data, [mine, mint, theirs, [me]])])).toEqual({ [asset]: 9n })
    expect(factsOf([raw(TOKEN, data, [mine, mint, theirs, [me]])]).dangers).toEqual(["unknownInstruction"])
    for (const extension of [
      [26, 2],
      [27, 0],
      [37, 1],
    ]) {
      expect(factsOf([raw(TOKEN_2022, extension, [mine, mint, theirs, [me]])]).dangers).toEqual([
        "unknownInstruction",
      ])
    }
  })
})

describe("an associated token account", () => {
  it.each([
    ["create", []],
    ["create", [0]],
    ["createIdempotent", [1]],
  ])("%s (%j) spends the rent, which no byte of it says", (method, data) => {
    const facts = factsOf([makeAta(theirs, TOKEN, data)])
    expect(facts).toMatchObject({
      dangers: [],
      actions: [{ type: "createAccount", method, from: me, to: theirs }],
    })
    expect(spent([makeAta(theirs, TOKEN, data)])).toEqual({ [SOL]: 2_039_280n })
    expect(spent([makeAta(theirs, TOKEN_2022, data)])[SOL]).toBeGreaterThanOrEqual(2_074_080n)
  })

  it("that another pays for is no spend", () => {
    expect(spent([makeAta(theirs, TOKEN, [1], friend)])).toEqual({})
  })

  it.each<[string, Instruction]>([
    ["recovering a nested one", makeAta(theirs, TOKEN, [2])],
    ["of another token program", makeAta(theirs, other)],
    ["with bytes behind it", makeAta(theirs, TOKEN, [1, 0])],
  ])("%s is not understood", (_name, instruction) => {
    expect(factsOf([instruction]).dangers).toEqual(["unknownInstruction"])
  })
})

describe("other programs", () => {
  it.each([
    "Memo1UhkJRfHyvLMcVucJwxXeuD728EqVDDwQDxFMNo",
    "MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr",
    "Memo4c2pN8afCj432Lb7RMVKi9PbQnnW7ewFFaV3oAH",
  ])("a memo of %s is text and spends nothing", (program) => {
    const memo = (data: Uint8Array) => factsOf([raw(program as Address, [data], [[me]])])
    expect(memo(Buffer.from("héllo"))).toMatchObject({ dangers: [], actions: [{ type: "memo" }] })
    expect(memo(Buffer.of(0xff, 0xfe)).dangers).toEqual(["unknownInstruction"])
  })

  it("compute budget is an action that says its amount", () => {
    const facts = factsOf([
      budget.getSetComputeUnitLimitInstruction({ units: 7 }),
      budget.getSetComputeUnitPriceInstruction({ microLamports: 8n }),
      budget.getRequestHeapFrameInstruction({ bytes: 1024 }),
      budget.getSetLoadedAccountsDataSizeLimitInstruction({ accountDataSizeLimit: 9 }),
    ])
    expect(facts.dangers).toEqual([])
    expect(facts.actions.map(({ type, amount }) => [type, amount])).toEqual([
      ["computeBudget", 7n],
      ["computeBudget", 8n],
      ["computeBudget", 1024n],
      ["computeBudget", 9n],
    ])
    expect(facts.solana).toMatchObject({ computeUnits: 7, computeUnitPrice: 8n })
    expect(factsOf([budget.getRequestUnitsInstruction({ units: 1, additionalFee: 9 })]).dangers).toEqual([
      "unknownInstruction",
    ])
  })

  it("are unknown, and stand in the list of programs once, in order", () => {
    const call = raw(other, [7, 1, 2], [[me]])
    const send = system.getTransferSolInstruction({ source: signer(me), destination: friend, amount: 9n })
    const facts = factsOf([call, send, call])
    expect(facts.programs).toEqual([other, system.SYSTEM_PROGRAM_ADDRESS])
    expect(facts.dangers).toEqual(["unknownInstruction"])
    expect(facts.actions[0]).toMatchObject({ type: "unknown", program: other, method: "7" })
  })
})

describe("spends on Solana", () => {
  it("are exactly the sum of what the instructions move, and the fee", () => {
    const move = fc.record({
      kind: fc.constantFrom("sol", "token", "theirs"),
      amount: fc.bigInt({ min: 0n, max: 2n ** 60n }),
      version: fc.constantFrom("legacy" as const, 0 as const),
    })
    fc.assert(
      fc.property(fc.array(move, { maxLength: 12 }), fc.nat({ max: 1_000_000 }), (given, price) => {
        const instructions = given.map(({ kind, amount }) => {
          if (kind === "sol")
            return system.getTransferSolInstruction({ source: signer(me), destination: friend, amount })
          const owner = kind === "token" ? me : friend
          return raw(TOKEN, [12, u64(amount), 6], [mine, mint, theirs, [owner]])
        })
        const all = [...instructions, budget.getSetComputeUnitPriceInstruction({ microLamports: price })]
        const { spends, solana } = factsOf(all, { version: given[0]?.version ?? 0 })
        const sum = (kind: string) =>
          given.filter((each) => each.kind === kind).reduce((total, { amount }) => total + amount, 0n)
        const signatures = BigInt(solana?.signers.length ?? 0)
        const units = BigInt(Math.min(1_400_000, 200_000 * all.length))
        const fee = signatures * 5000n + (BigInt(price) * units + 999_999n) / 1_000_000n
        const by = new Map(spends.map((spend) => [spend.asset, spend.amount]))
        expect([by.get(SOL) ?? 0n, by.get(asset) ?? 0n]).toEqual([sum("sol") + fee, sum("token")])
      }),
      { numRuns: RUNS },
    )
  })
})
