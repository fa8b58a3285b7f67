/** The machine of what was sent, alone: every order of news there can be. */
import fc from "fast-check"
import { expect, test } from "vitest"
import { isDue, isLost, isQuick } from "~background/submissions/pace"
import {
  areRivals,
  learn,
  type News,
  type Sent,
  type SentEthereum,
  type Submission,
} from "~background/submissions/submission"

const facts = {
  ...{ id: "c:0", consentId: "c", place: 0, origin: "https://dapp.example", chainId: "eip155:1" },
  ...{ address: "0x1", hash: "0xabc", bundleId: null, replaces: null, deed: { kind: "create" as const } },
  ...{ digest: "d", submittedAt: 1_000, lastSentAt: 1_000, lookedAt: null, over: null, refused: null },
  status: "sent" as const,
}
const ethereum: SentEthereum = {
  ...{ ...facts, family: "ethereum", nonce: 5, raw: "0x02" },
  payload: {
    ...{ kind: "ethereum-transaction", address: "0x1", chainId: 1, to: "0x02", wei: "1", data: "0x" },
    ...{ gas: "21000", fee: { type: "legacy", gasPrice: "1" }, accessList: [], nonce: null, submits: true },
  },
}
const solana: Sent = {
  ...{ ...facts, family: "solana", nonce: null, raw: "AQ==", options: {} },
  lifetime: { kind: "blockhash", blockhash: "b" },
}

const news: fc.Arbitrary<News> = fc.oneof(
  fc.constantFrom<News[]>(
    { type: "landed" },
    { type: "reverted", detail: "it reverted" },
    { type: "waiting" },
    { type: "sentAgain" },
    { type: "refused", detail: "no funds" },
    { type: "stopped", detail: "no funds" },
    { type: "replaced", by: "0xdef" },
  ),
  fc.boolean().map((isOver) => ({ type: "missing", isOver }) satisfies News),
)
const at = fc.integer({ min: 0, max: 10_000_000 })
const start = fc.constantFrom<Sent[]>(ethereum, solana)
const story = fc.tuple(start, fc.array(fc.tuple(news, at), { maxLength: 40 }))

function lives(first: Submission, events: [News, number][]): Submission[] {
  const all = [first]
  for (const [one, when] of events) all.push(learn(all.at(-1) ?? first, one, when))
  return all
}

test("comes to one end and stays there, whatever is heard later", () => {
  fc.assert(
    fc.property(story, ([first, events]) => {
      const ends = new Set(lives(first, events).filter(({ status }) => status !== "sent"))
      expect(ends.size).toBeLessThanOrEqual(1)
    }),
    { numRuns: 2_000 },
  )
})

test("never changes what was signed, and drops it at the end", () => {
  fc.assert(
    fc.property(story, ([first, events]) => {
      for (const one of lives(first, events)) {
        if (one.status === "sent") expect(one.raw).toBe(first.raw)
        else expect(Object.keys(one)).not.toContain("raw")
        expect(one).toMatchObject({ id: first.id, hash: first.hash, nonce: first.nonce })
      }
    }),
    { numRuns: 1_000 },
  )
})

test("is believed to be over only after three looks that agree, twelve seconds apart", () => {
  const over: News = { type: "missing", isOver: true }
  const one = learn(ethereum, over, 2_000)
  const two = learn(one, over, 100_000)
  expect(two.status).toBe("sent")
  expect(learn(two, over, 101_000).status).toBe("replaced")
  expect(learn(learn(learn(solana, over, 0), over, 6_000), over, 12_000).status).toBe("expired")
  const quick = [2_000, 3_000, 4_000, 5_000].reduce<Submission>(
    (last, when) => learn(last, over, when),
    ethereum,
  )
  expect(quick.status).toBe("sent")
  expect(learn(quick, over, 14_000).status).toBe("replaced")
})

test("a single sign of life ends the doubt", () => {
  const over: News = { type: "missing", isOver: true }
  for (const life of [{ type: "waiting" }, { type: "missing", isOver: false }] satisfies News[]) {
    const doubted = learn(learn(ethereum, over, 0), over, 6_000)
    expect(learn(learn(doubted, life, 11_000), over, 20_000).status).toBe("sent")
  }
})

test("a clock that is set back does not bring an end nearer", () => {
  const over: News = { type: "missing", isOver: true }
  const before = learn(learn(ethereum, over, 1_000_000), over, 1_001_000)
  const after = learn(before, over, 5_000)
  expect(after.status).toBe("sent")
  expect(learn(after, over, 16_000).status).toBe("sent")
  expect(learn(after, over, 17_000).status).toBe("replaced")
})

test("is given up only after the network has not wanted it back for ten minutes", () => {
  const refused: News = { type: "refused", detail: "insufficient funds" }
  const minutes = [0, 3, 6, 9].map((minute) => minute * 60_000)
  const wanted = minutes.reduce<Submission>((last, when) => learn(last, refused, when), ethereum)
  expect(wanted.status).toBe("sent")
  expect(learn(wanted, refused, 10 * 60_000)).toMatchObject({
    status: "failed",
    detail: "insufficient funds",
  })
  expect(learn(learn(wanted, { type: "sentAgain" }, 10 * 60_000), refused, 11 * 60_000).status).toBe("sent")
})

test("two transactions for one nonce of one account are rivals, and nothing else is", () => {
  const other = { ...ethereum, id: "e:0" }
  expect(areRivals(ethereum, other)).toBe(true)
  expect(areRivals(ethereum, ethereum)).toBe(false)
  expect(areRivals(ethereum, { ...other, nonce: 6 })).toBe(false)
  expect(areRivals(ethereum, { ...other, chainId: "eip155:2" })).toBe(false)
  expect(areRivals(ethereum, { ...other, address: "0x2" })).toBe(false)
  expect(areRivals(solana, { ...solana, id: "e:0" })).toBe(false)
})

test("is looked after often while it is young or in doubt, then less and less", () => {
  const seen = (agoMs: number, ageMs: number): Sent => ({
    ...ethereum,
    submittedAt: 10_000_000 - ageMs,
    lookedAt: 10_000_000 - agoMs,
  })
  const due = (agoMs: number, ageMs: number) => isDue(seen(agoMs, ageMs), 10_000_000)
  expect([due(1_000, 30_000), due(2_000, 30_000)]).toEqual([false, true])
  expect([due(10_000, 90_000), due(25_000, 90_000)]).toEqual([false, true])
  expect([due(60_000, 900_000), due(120_000, 900_000)]).toEqual([false, true])
  expect([due(300_000, 9_000_000), due(600_000, 9_000_000)]).toEqual([false, true])
  expect(isQuick({ ...seen(5_000, 9_000_000), over: { since: 0, looks: 1 } }, 10_000_000)).toBe(true)
})

test("everything is due, and may be sent again, after the clock was set back", () => {
  const future: Sent = { ...ethereum, submittedAt: 9_000_000, lookedAt: 9_000_000, lastSentAt: 9_000_000 }
  expect(isDue(future, 1_000)).toBe(true)
  expect(isLost(future, 1_000)).toBe(true)
  expect(isQuick(future, 1_000)).toBe(false)
})

test("what cannot land any more is not sent again", () => {
  expect(isLost({ ...ethereum, over: { since: 0, looks: 1 } }, 10_000_000)).toBe(false)
  expect([isLost(ethereum, 10_000), isLost(ethereum, 11_000)]).toEqual([false, true])
})
