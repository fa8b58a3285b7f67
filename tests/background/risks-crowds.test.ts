/** Risks of what nobody expects: any reading, crowds of them, endless texts. */
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { type Asked, appraise, type Known, noVerdict } from "~background/risks"
import { type Action, type ConsentSubject, type Reading, Risk } from "~protocol"
import { OUR_ETHEREUM } from "./support/appraisals"

const chain = { id: "eip155:1", name: "Ethereum", symbol: "ETH", decimals: 18 }
const account = { family: "ethereum" as const, address: OUR_ETHEREUM }
const known: Known = {
  ...{ ownAddresses: [OUR_ETHEREUM], recipients: [], isToken: () => false, holdings: [] },
  ...{ phishing: noVerdict, simulation: { status: "pending" } },
}
const asked = (subject: ConsentSubject): Asked => ({
  origin: "https://dapp.example",
  siteChain: chain,
  subject,
})
const message = (text: string): ConsentSubject => ({
  ...{ kind: "message", account, text, signIn: null, connects: false },
  bytes: `0x${Buffer.from(text).toString("hex")}`,
})
const transaction: ConsentSubject = {
  ...{ kind: "transaction", account, chain, submits: true, replaces: null },
  call: {
    ...{ family: "ethereum", action: "call", to: OUR_ETHEREUM, wei: "0", data: "0x" },
    ...{ gas: "1", maxFeeWei: "1" },
  },
}
const reading = (action: Action, inside: Reading[] = []): Reading => ({
  ...{ how: "exact", action, target: null, protocol: null, signature: null, members: [] },
  ...{ flaws: [], inside, data: null },
})
const hex = (place: number) => `0x${place.toString(16).padStart(6, "0")}${"ab".repeat(17)}`

const asset = { chain: "eip155:1", address: null, tokenId: null }
const stranger = fc.oneof(fc.string(), fc.constantFrom("0x", "", OUR_ETHEREUM, hex(7)))
const amount = fc.oneof(fc.bigInt({ min: 0n, max: 2n ** 256n }).map(String), fc.constant(null))
const anyAction: fc.Arbitrary<Action> = fc.oneof(
  fc.record({
    type: fc.constant("send" as const),
    asset: fc.constant(asset),
    amount,
    from: stranger,
    to: stranger,
  }),
  fc.record({
    ...{ type: fc.constant("approve" as const), asset: fc.constant(asset), amount, spender: stranger },
    ...{ adds: fc.boolean(), expiresAt: fc.constant(null) },
  }),
  fc.record({ type: fc.constant("transfer-ownership" as const), of: stranger, to: fc.option(stranger) }),
  fc.record({ type: fc.constant("memo" as const), text: fc.string({ unit: "binary" }) }),
  fc.constantFrom<Action>({ type: "call" }, { type: "unknown" }, { type: "several" }),
)

describe("what is appraised", () => {
  test("never throws, gives risks that have their shape, each once, the worst first", () => {
    const leaf = anyAction.map((action) => reading(action))
    const above = (inner: fc.Arbitrary<Reading>) =>
      fc
        .tuple(anyAction, fc.array(inner, { maxLength: 3 }))
        .map(([action, inside]) => reading(action, inside))
    const tree = fc.oneof(leaf, above(leaf), above(above(leaf)))
    fc.assert(
      fc.property(fc.array(tree, { maxLength: 3 }), (readings) => {
        const found = appraise(asked(transaction), readings, known)
        for (const risk of found) expect(Risk.safeParse(risk).success).toBe(true)
        expect(new Set(found.map((risk) => JSON.stringify(risk))).size).toBe(found.length)
        const ranks = found.map(({ severity }) => ["block", "high", "careful", "note"].indexOf(severity))
        expect(ranks).toEqual([...ranks].sort())
      }),
    )
  })

  test("does not change by being appraised", () => {
    const readings = [reading({ type: "several" }, [reading({ type: "unknown" })])]
    const before = structuredClone(readings)
    expect(appraise(asked(transaction), readings, known)).toEqual(
      appraise(asked(transaction), readings, known),
    )
    expect(readings).toEqual(before)
  })
})

describe("a crowd", () => {
  const sends = Array.from({ length: 4_000 }, (_, place) =>
    reading({ type: "send", asset, amount: "1", from: OUR_ETHEREUM, to: hex(place) }),
  )
  const crowd = [reading({ type: "several" }, sends)]

  test("of recipients is held against a thousand known ones at once, and does not hide what is worse", () => {
    const recipients = Array.from({ length: 1_000 }, (_, place) => hex(place + 1_000_000))
    const worst = reading({ type: "approve-all", asset, operator: hex(1), approved: true })
    const startedAt = performance.now()
    const found = appraise(asked(transaction), [...crowd, worst], { ...known, recipients })
    expect(performance.now() - startedAt).toBeLessThan(500)
    expect(found.length).toBeLessThanOrEqual(24)
    expect(found[0]?.code).toBe("approve-all")
  })

  test("of letters is read in no time", () => {
    const joined = `${"\u0645\u064b\u200c".repeat(20_000)}x\u202e`
    const texts = [
      "\u200d".repeat(60_000),
      "👨\u200d".repeat(20_000),
      joined,
      `${" ".repeat(60_000)}0x`,
      "ab".repeat(30_000),
    ]
    for (const text of texts) {
      const startedAt = performance.now()
      appraise(asked(message(text)), [], known)
      expect(performance.now() - startedAt).toBeLessThan(500)
    }
    expect(appraise(asked(message(joined)), [], known).map(({ code }) => code)).toContain("hidden-characters")
  })
})
