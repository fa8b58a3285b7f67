/** The machine alone: every order of events there can be. */
import fc from "fast-check"
import { expect, test } from "vitest"
import { advance, type Consent, type ConsentEvent, effectOf, isSettled } from "~background/consent/machine"
import type { EthereumTransactionPayload, Payload } from "~background/consent/payload"
import type { ConsentSubject } from "~protocol"

const asker = { origin: "https://dapp.example", tabId: 1, frameId: 2 ** 40, documentId: "d", askId: "a" }
const account = { family: "ethereum", address: "0x1" } as const
const connect = {
  subject: {
    kind: "connect",
    accounts: [account],
    chains: [],
    offered: { accounts: [account], chains: [] },
    lifeMs: null,
    allowance: { limits: [], lifeMs: 1 },
  } satisfies ConsentSubject,
  payload: { kind: "connect", addresses: { ethereum: ["0x1"] }, chain: null } satisfies Payload,
  digest: "c",
}
const message = {
  subject: {
    ...{ kind: "message", account, text: "hi", bytes: "0x6869", signIn: null, connects: false },
  } satisfies ConsentSubject,
  payload: { kind: "ethereum-message", address: "0x1", bytes: "0x6869" } satisfies Payload,
  digest: "m",
}
const ask = { id: "i", asker, askedAt: 0, expiresAt: 100 } as const
const starts: Consent[] = [
  { ...ask, method: "eth_requestAccounts", params: null, status: "waiting" },
  { ...ask, ...connect, method: "eth_requestAccounts", status: "pending" },
  { ...ask, ...message, method: "personal_sign", status: "pending" },
]

const at = fc.integer({ min: 0, max: 200 })
const stamped = [
  { request: { method: "ethereumSignMessage", body: "b", stamp: "s", stampedAt: 1 }, nonce: null },
]
const failing = fc.constantFrom<Consent["status"]>("waiting", "pending", "approved", "stamped", "signed")
const event: fc.Arbitrary<ConsentEvent> = fc.oneof(
  fc.constant<ConsentEvent>({ type: "fill", content: connect }),
  fc.record({ type: fc.constant("answer" as const), result: fc.constant([]), at }),
  fc.record({
    type: fc.constant("approve" as const),
    kind: fc.constantFrom("connect" as const, "message" as const, "transaction" as const),
    digest: fc.constantFrom("c", "m", "x"),
    at,
  }),
  fc.record({
    type: fc.constant("amend" as const),
    digest: fc.constantFrom("c", "m", "x"),
    content: fc.constantFrom({ ...connect, digest: "x" }, connect, message),
    at,
  }),
  fc.record({ type: fc.constantFrom("decline" as const, "expire" as const, "leave" as const), at }),
  fc.constant<ConsentEvent>({ type: "stamp", stamped }),
  fc.record({
    type: fc.constant("sign" as const),
    place: fc.constantFrom(0, 1),
    signed: fc.constant({ result: "0x", submission: null }),
  }),
  fc.record({ type: fc.constant("land" as const), result: fc.constant("0x"), at }),
  fc.record({
    type: fc.constant("fail" as const),
    from: failing,
    fault: fc.constant({ code: "INTERNAL" as const, context: {} }),
    at,
  }),
)
/** What leads on to a signature, so that many stories come to one. */
const onward = fc.constantFrom<ConsentEvent>(
  { type: "approve", kind: "connect", digest: "c", at: 50 },
  { type: "approve", kind: "message", digest: "m", at: 50 },
  { type: "stamp", stamped },
  { type: "sign", place: 0, signed: { result: "0x", submission: null } },
  { type: "land", result: "0x", at: 60 },
)
const step = fc.oneof({ weight: 1, arbitrary: event }, { weight: 3, arbitrary: onward })
const story = fc.tuple(fc.constantFrom(...starts), fc.array(step, { maxLength: 40, size: "max" }))

const states = ["waiting", "pending", "approved", "stamped", "signed", "done", "refused"] as const

function livesOf(start: Consent, events: ConsentEvent[]): Consent[] {
  const lives = [start]
  for (const next of events) lives.push(advance(lives.at(-1) ?? start, next))
  return lives
}

test("is told in stories of which at least one in fifty comes to each state", () => {
  const stories = fc.sample(story, 2_000)
  const reached = stories.map(
    ([start, events]) => new Set(livesOf(start, events).map(({ status }) => status)),
  )
  const counts = states.map((state) => reached.filter((statuses) => statuses.has(state)).length)
  expect(Math.min(...counts)).toBeGreaterThanOrEqual(40)
})

test("answers its page at most once, whatever happens", () => {
  fc.assert(
    fc.property(story, ([start, events]) => {
      const answers = new Set(livesOf(start, events).filter(isSettled))
      expect(answers.size).toBeLessThanOrEqual(1)
    }),
    { numRuns: 2_000 },
  )
})

test("signs nothing that was not approved in time, by what was shown", () => {
  fc.assert(
    fc.property(story, ([start, events]) => {
      let approved = false
      livesOf(start, events).reduce((before, after, index) => {
        const cause = events[index - 1]
        if (before.status === "pending" && after.status === "approved" && cause?.type === "approve") {
          approved =
            cause.digest === before.digest &&
            cause.kind === before.subject.kind &&
            cause.at < before.expiresAt
        }
        if (["approved", "stamped", "signed"].includes(after.status)) expect(approved).toBe(true)
        // What waited is answered only where nothing has to be asked; nothing that was shown ends like that.
        if (after.status === "done" && before.status !== "done")
          expect(approved).toBe(before.status !== "waiting")
        return after
      })
    }),
    { numRuns: 2_000 },
  )
})

test("what is settled absorbs everything", () => {
  fc.assert(
    fc.property(story, event, ([start, events], more) => {
      const last = livesOf(start, events).at(-1) ?? start
      if (isSettled(last)) expect(advance(last, more)).toBe(last)
    }),
    { numRuns: 2_000 },
  )
})

test("a connection never reaches the KMS, and a signature never lands without one", () => {
  fc.assert(
    fc.property(story, ([start, events]) => {
      for (const consent of livesOf(start, events)) {
        const { type } = effectOf(consent)
        if (start.method === "eth_requestAccounts") expect(["stamp", "send", "submit"]).not.toContain(type)
        else expect(type).not.toBe("apply")
      }
      const statuses = livesOf(start, events).map(({ status }) => status)
      if (start.method === "personal_sign" && statuses.includes("done")) expect(statuses).toContain("signed")
    }),
    { numRuns: 2_000 },
  )
})

test("a late failure of an earlier step changes nothing", () => {
  const consent: Consent = {
    ...ask,
    ...message,
    method: "personal_sign",
    status: "stamped",
    stamped,
    signed: [],
  }
  const fault = { code: "KMS_UNREACHABLE", context: {} } as const
  expect(advance(consent, { type: "fail", from: "approved", fault, at: 1 })).toBe(consent)
  expect(advance(consent, { type: "fail", from: "stamped", fault, at: 1 })).toMatchObject({
    status: "refused",
  })
})

test("what was signed is not kept once it is settled", () => {
  const [, , pending] = starts
  if (!pending) throw new Error("no consent")
  const settled = advance(pending, { type: "decline", at: 1 })
  expect(JSON.stringify(settled)).not.toContain("6869")
})

test("a yes that was not even stamped in its time is asked for again, not carried out", () => {
  const approved: Consent = { ...ask, ...message, method: "personal_sign", status: "approved" }
  expect(advance(approved, { type: "expire", at: 99 })).toBe(approved)
  const late = advance(approved, { type: "expire", at: 100 })
  expect(late).toMatchObject({ status: "refused", fault: { code: "CONSENT_EXPIRED" } })
  const stampedInTime = advance(approved, { type: "stamp", stamped })
  expect(advance(stampedInTime, { type: "expire", at: 100 })).toBe(stampedInTime)
})

test("of a batch nothing is sent before all of it is signed, and a signature that comes twice counts once", () => {
  const transfer: EthereumTransactionPayload = {
    ...{ kind: "ethereum-transaction", address: "0x1", chainId: 1, to: "0x2", wei: "1", data: "0x" },
    ...{ gas: "21000", fee: { type: "legacy", gasPrice: "1" }, accessList: [], nonce: null, submits: true },
  }
  const payload: Payload = { kind: "batch", items: [transfer, transfer], bundleId: null }
  const [one] = stamped
  if (!one) throw new Error("no stamped request")
  const approved: Consent = {
    ...{ ...ask, ...message, payload, method: "eth_sendTransaction", status: "approved" },
  }
  expect(advance(approved, { type: "stamp", stamped: [one] })).toBe(approved)
  const both = advance(approved, { type: "stamp", stamped: [one, one] })
  expect(effectOf(both)).toMatchObject({ type: "send", place: 0 })
  const signed = { result: "0x", submission: null }
  const half = advance(both, { type: "sign", place: 0, signed })
  expect(effectOf(half)).toMatchObject({ type: "send", place: 1 })
  expect(advance(half, { type: "sign", place: 0, signed })).toBe(half)
  expect(effectOf(advance(half, { type: "sign", place: 1, signed })).type).toBe("submit")
})
