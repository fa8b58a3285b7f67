/** What a network says of a transaction that was tried: read for what it is, whatever it is, and never more than that. */
import { base58, base64 } from "@scure/base"
import * as fc from "fast-check"
import { encodeErrorResult, type Hex, parseAbi, toEventSelector, toFunctionSelector } from "viem"
import { describe, expect, test } from "vitest"
import type { Rpc } from "~background/chains/rpc"
import { simulateEthereum } from "~background/simulate/ethereum"
import { readLog, topicsOf } from "~background/simulate/ethereum-logs"
import { namedErrors, revertReasonOf } from "~background/simulate/ethereum-reasons"
import { simulateSolana } from "~background/simulate/solana"
import { failureOf } from "~background/simulate/solana-reasons"
import { openTally } from "~background/simulate/tally"
import { Simulation } from "~protocol"
import { solanaAddress } from "./support/kms"
import { solanaTransaction } from "./support/solana-transaction"

const times = Number(process.env.COUNTERSIGN_RUNS ?? 1)
const CHAIN = "eip155:1"
const ME = `0x${"a1".repeat(20)}`
const YOU = `0x${"b2".repeat(20)}`
const TOKEN = `0x${"c3".repeat(20)}`
const word = (value: bigint) => value.toString(16).padStart(64, "0")
const topic = (address: string) => `0x${word(BigInt(address))}`

const call = { to: TOKEN, wei: "0", data: "0x", gas: "100000" }
const lackingNothing = { has: () => false, note: () => {} }

/** A network that answers each method with this. */
function answering(answers: Record<string, unknown>): Rpc {
  return (async (method: string) =>
    method in answers
      ? { kind: "result", result: answers[method] }
      : { kind: "refused", code: -32601, detail: "method not found", data: null }) as Rpc
}

async function changesIn(logs: unknown[], account = ME) {
  const eth_simulateV1 = [{ calls: [{ status: "0x1", returnData: "0x", logs }] }]
  const ask = answering({ eth_blockNumber: "0x1", eth_simulateV1 })
  return simulateEthereum(ask, { chain: CHAIN, account, calls: [call] }, lackingNothing)
}

describe("logs", () => {
  test("are known by the hash of their signature", () => {
    for (const [signature, hash] of Object.entries(topicsOf)) {
      expect(toEventSelector(signature)).toBe(`0x${hash}`)
    }
  })

  const transfer = (from: string, to: string, amount: bigint, address = TOKEN) => ({
    address,
    topics: [`0x${topicsOf["Transfer(address,address,uint256)"]}`, topic(from), topic(to)],
    data: `0x${word(amount)}`,
  })

  test("of others change nothing, nor does what one sends to oneself", async () => {
    const found = await changesIn([transfer(YOU, TOKEN, 5n), transfer(ME, ME, 9n)])
    expect(found).toMatchObject({ status: "known", changes: [], approvals: [] })
  })

  test("that come and go are added up", async () => {
    const found = await changesIn([transfer(ME, YOU, 5n), transfer(YOU, ME, 3n), transfer(YOU, ME, 1n)])
    expect(found).toMatchObject({ changes: [{ delta: "-1" }] })
  })

  test("of ether are of the chain's currency, and of no token", async () => {
    const found = await changesIn([transfer(ME, YOU, 5n, `0x${"ee".repeat(20)}`)])
    expect(found).toMatchObject({ changes: [{ asset: { address: null, tokenId: null }, delta: "-5" }] })
  })

  test("with a number of its own are of that one thing", async () => {
    const [name, from, to] = transfer(ME, YOU, 0n).topics
    const nft = { address: TOKEN, topics: [name, from, to, `0x${word(42n)}`], data: "0x" }
    expect(await changesIn([nft])).toMatchObject({ changes: [{ asset: { tokenId: "42" }, delta: "-1" }] })
  })

  test("of a wrapper count only for the wrapper that is known on that chain", async () => {
    const deposit = (address: string) => ({
      address,
      topics: [`0x${topicsOf["Deposit(address,uint256)"]}`, topic(ME)],
      data: `0x${word(7n)}`,
    })
    expect(await changesIn([deposit(TOKEN)])).toMatchObject({ changes: [] })
    const weth = "0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2"
    expect(await changesIn([deposit(weth)])).toMatchObject({ changes: [{ delta: "7" }] })
  })

  test("by the thousand, or with numbers that no balance has, are cut, and that they are is said", async () => {
    const many = Array.from({ length: 6_000 }, () => transfer(ME, YOU, 1n))
    expect(await changesIn(many)).toMatchObject({ changes: [{ delta: "-5000" }], isPartial: true })
    const tokens = Array.from({ length: 60 }, (_, n) =>
      transfer(ME, YOU, 1n, `0x${word(BigInt(n + 1)).slice(24)}`),
    )
    const cut = Simulation.parse(await changesIn(tokens))
    expect(cut).toMatchObject({ isPartial: true })
    expect(cut.status === "known" && cut.changes.length).toBe(40)
    const huge = Array.from({ length: 3 }, () => transfer(ME, YOU, 2n ** 256n - 1n))
    expect(Simulation.parse(await changesIn(huge))).toMatchObject({ changes: [], isPartial: true })
  })

  test("of any bytes at all are read without stumbling", async () => {
    const hex = (length: number) => fc.stringMatching(new RegExp(`^0x[0-9a-f]{${length}}$`))
    const known = fc.constantFrom(...Object.values(topicsOf)).map((hash) => `0x${hash}`)
    const log = fc.record({
      address: fc.constantFrom(TOKEN, `0x${"ee".repeat(20)}`, "0x000000000022d473030f116ddee9f6b43ac78ba3"),
      topics: fc.tuple(
        known,
        fc.array(fc.oneof(hex(64), fc.constantFrom(topic(ME), topic(YOU))), { maxLength: 3 }),
      ),
      data: fc.array(fc.oneof(hex(64), fc.constantFrom(`0x${word(32n)}`, `0x${word(1n)}`)), { maxLength: 8 }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(log, { maxLength: 20 }), async (logs) => {
        const tally = openTally()
        for (const {
          address,
          topics: [name, rest],
          data,
        } of logs) {
          const bytes = `0x${data.map((each) => each.slice(2)).join("")}`
          readLog({ address, topics: [name, ...rest], data: bytes }, { chain: CHAIN, account: ME, tally })
        }
        const { changes, approvals } = tally.found()
        Simulation.parse({ status: "known", changes, approvals, at: "1", isPartial: false })
      }),
      { numRuns: 300 * times },
    )
  })
})

describe("reasons", () => {
  const abi = parseAbi(["error Error(string)", "error Panic(uint256)"])
  const said = (text: string) => encodeErrorResult({ abi, errorName: "Error", args: [text] })

  test("are the contract's own text, a panic in words, or a named error", () => {
    expect(revertReasonOf(said("too late"), "")).toBe("too late")
    const panic = encodeErrorResult({ abi, errorName: "Panic", args: [0x11n] })
    expect(revertReasonOf(panic, "")).toBe("a number is too large or too small")
    expect(revertReasonOf("0xfb8f41b2", "")).toBe(
      "the contract's error ERC20InsufficientAllowance(address,uint256,uint256)",
    )
    expect(revertReasonOf("0x12345678", "")).toBe("the contract's own error 0x12345678")
  })

  test("are known by the first bytes of the hash of their signature", () => {
    for (const [selector, signature] of Object.entries(namedErrors)) {
      expect(toFunctionSelector(signature)).toBe(`0x${selector}`)
    }
  })

  test("of nothing, or of bytes that only look like a text, are not made up", () => {
    expect(revertReasonOf(null, "execution reverted")).toBe("the contract gives no reason")
    expect(revertReasonOf("0x", "")).toBe("the contract gives no reason")
    const lying = `${said("hi").slice(0, 10 + 64)}${word(2n ** 200n)}${word(0n)}` as Hex
    expect(revertReasonOf(lying, "")).toBe("the contract's reason cannot be read")
  })

  test("on Solana are the runtime's error in words, with what the program said last", () => {
    const logs = [
      "Program 11111111111111111111111111111111 invoke [1]",
      "Transfer: insufficient lamports 1, need 7",
      "Program 11111111111111111111111111111111 failed: custom program error: 0x1",
    ]
    expect(failureOf({ InstructionError: [0, { Custom: 1 }] }, logs)).toBe(
      "Transfer: insufficient lamports 1, need 7 (the program's own error 1 in instruction 1)",
    )
    expect(failureOf("AccountNotFound", [])).toBe("account not found")
    for (const odd of [null, 7, {}, [], { InstructionError: 5 }]) expect(failureOf(odd, [])).not.toBe("")
  })
})

describe("a network that says anything at all", () => {
  const anything = fc.oneof(
    fc.anything({ withBigInt: false }),
    fc.jsonValue(),
    fc
      .record({ calls: fc.array(fc.record({ status: fc.string(), logs: fc.jsonValue() })) })
      .map((one) => [one]),
  )
  const reply = fc.oneof(
    anything.map((result) => ({ kind: "result", result })),
    fc
      .record({
        code: fc.integer({ min: -40_000, max: 10 }),
        detail: fc.string(),
        data: fc.option(fc.string()),
      })
      .map((refusal) => ({ kind: "refused", ...refusal })),
  )

  test("about Ethereum is never more than a result, a failure or nothing", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(reply, { minLength: 3, maxLength: 5 }), async (replies) => {
        const queue = [{ kind: "result", result: "0x1" }, ...replies]
        const ask = (async () => queue.shift() ?? { kind: "result", result: null }) as Rpc
        const asked = { chain: CHAIN, account: ME, calls: [call] }
        Simulation.parse(await simulateEthereum(ask, asked, lackingNothing))
      }),
      { numRuns: 400 * times },
    )
  })

  test("about Solana is never more than a result, a failure or nothing", async () => {
    const asked = {
      ...{ chain: "solana:mainnet", account: solanaAddress, transaction: solanaTransaction("x") },
      feeLamports: "5000",
    }
    const value = fc.record({ err: anything, logs: anything, accounts: anything })
    const likely = fc
      .record({ context: fc.constant({ slot: 7 }), value })
      .map((result) => ({ kind: "result", result }))
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(reply, likely), { minLength: 2, maxLength: 3 }), async (replies) => {
        const queue = [...replies]
        const ask = (async () => queue.shift() ?? { kind: "result", result: null }) as Rpc
        const tried = await simulateSolana(ask, asked)
        if (typeof tried !== "string") Simulation.parse(tried)
      }),
      { numRuns: 400 * times },
    )
  })
})

describe("token accounts", () => {
  const PROGRAM = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA"
  const MINT = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v"

  function tokens(owner: string, amount: bigint, state = 1) {
    const bytes = new Uint8Array(165)
    bytes.set(base58.decode(MINT), 0)
    bytes.set(base58.decode(owner), 32)
    new DataView(bytes.buffer).setBigUint64(64, amount, true)
    bytes[108] = state
    return { lamports: 2_039_280, owner: PROGRAM, data: [base64.encode(bytes), "base64"] }
  }
  const system = (lamports: number) => ({ lamports, owner: "1".repeat(32), data: ["", "base64"] })

  async function compared(before: unknown[], after: unknown[], fee: string | null = "5000") {
    const value = { err: null, logs: [], accounts: after }
    const ask = answering({
      getMultipleAccounts: { value: before },
      simulateTransaction: { context: { slot: 7 }, value },
    })
    const transaction = solanaTransaction("x")
    const asked = { chain: "solana:mainnet", account: solanaAddress, transaction, feeLamports: fee }
    return simulateSolana(ask, asked)
  }

  test("of somebody else are nobody's change, and one that is not set up yet holds nothing", async () => {
    const other = "SysvarC1ock11111111111111111111111111111111"
    const [own, theirs] = [system(100_000), tokens(other, 5n)]
    expect(await compared([own, theirs], [system(95_000), tokens(other, 9n)])).toMatchObject({ changes: [] })
    const closed = await compared(
      [own, tokens(solanaAddress, 5n, 0)],
      [system(95_000), tokens(solanaAddress, 5n, 0)],
    )
    expect(closed).toMatchObject({ changes: [] })
  })

  test("that come to be this account's are a gain, and that go to another a loss", async () => {
    const other = "SysvarC1ock11111111111111111111111111111111"
    const [before, after] = [system(100_000), system(95_000)]
    const asset = { address: MINT }
    expect(await compared([before, tokens(other, 5n)], [after, tokens(solanaAddress, 5n)])).toMatchObject({
      changes: [{ asset, delta: "5" }],
    })
    expect(await compared([before, tokens(solanaAddress, 5n)], [after, null])).toMatchObject({
      changes: [{ asset, delta: "-5" }],
    })
  })

  test("a fee that nobody could say is among the changes", async () => {
    const [before, after] = [system(100_000), system(95_000)]
    expect(await compared([before, null], [after, null], null)).toMatchObject({
      changes: [{ delta: "-5000" }],
    })
    expect(await compared([before, null], [after, null])).toMatchObject({ changes: [] })
  })

  test("where the network does not say what was before or after, that is said", async () => {
    expect(await compared([system(1)], [system(1)])).toMatchObject({ changes: [], isPartial: true })
  })
})
